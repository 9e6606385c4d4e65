package audio

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// needTool skips the test if a program is missing, or fails it if
// VAD_REQUIRE_FFMPEG is set: Debian has them in the packages ffmpeg, sox,
// mkvtoolnix and opus-tools.
func needTool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("VAD_REQUIRE_FFMPEG") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// runTool runs a program and returns what it writes.
func runTool(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	command := exec.Command(name, args...)
	var out, stderr bytes.Buffer
	command.Stdout, command.Stderr = &out, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%s %q: %v: %s", name, args, err, stderr.Bytes())
	}
	return out.Bytes()
}

// ffmpegMake makes a file of testdata/click24.flac for each list of arguments, by
// one run of ffmpeg, and returns the paths.
func ffmpegMake(t *testing.T, name string, lists ...[]string) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	args := []string{"-v", "error", "-nostdin", "-i", "testdata/click24.flac"}
	for i, list := range lists {
		path := filepath.Join(dir, fmt.Sprint(i)+name)
		args = append(append(append(args, list...), "-bitexact"), path)
		paths = append(paths, path)
	}
	runTool(t, "ffmpeg", args...)
	return paths
}

// ffmpegSamples returns what ffmpeg decodes from files.
func ffmpegSamples(t *testing.T, paths ...string) (decoded [][]float32) {
	t.Helper()
	args := []string{"-v", "error", "-nostdin"}
	for _, path := range paths {
		args = append(args, "-i", path)
	}
	for i, path := range paths {
		args = append(args, "-map", fmt.Sprint(i), "-f", "f32le", "-c:a", "pcm_f32le", path+".f32")
	}
	runTool(t, "ffmpeg", args...)
	for _, path := range paths {
		out := readFile(t, path+".f32")
		samples := make([]float32, len(out)/4)
		for i := range samples {
			samples[i] = math.Float32frombits(binary.LittleEndian.Uint32(out[4*i:]))
		}
		decoded = append(decoded, samples)
	}
	return decoded
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// compareFFmpeg checks that files of the clip in a kind, one for each codec, hold
// for this package what they hold for ffmpeg.
func compareFFmpeg(t *testing.T, name, kind string, codecs []string, args ...string) {
	t.Helper()
	var lists [][]string
	for _, codec := range codecs {
		lists = append(lists, append([]string{"-t", "0.601", "-c:a", codec}, args...))
	}
	paths := ffmpegMake(t, name, lists...)
	want := ffmpegSamples(t, paths...)
	for i, codec := range codecs {
		t.Run(kind+" "+codec, func(t *testing.T) {
			r := mustOpen(t, readFile(t, paths[i]))
			if got := r.Format().Kind; got != kind {
				t.Errorf("got %q, want %q", got, kind)
			}
			got := mustReadAll(t, r)
			wantWarnings(t, r)
			equalSamples(t, got, want[i])
		})
	}
}

// TestFFmpegPCM compares kinds that hold samples as they are with ffmpeg.
func TestFFmpegPCM(t *testing.T) {
	needTool(t, "ffmpeg")
	compareFFmpeg(t, "x.aiff", "AIFF", []string{
		"pcm_s8", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s32be", "pcm_f32be", "pcm_f64be", "pcm_mulaw", "pcm_alaw"})
	compareFFmpeg(t, "x.au", "AU", []string{
		"pcm_s8", "pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_f32be", "pcm_f64be", "pcm_mulaw", "pcm_alaw"})
	compareFFmpeg(t, "x.w64", "Wave64", []string{
		"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_mulaw", "pcm_alaw"})
	compareFFmpeg(t, "x.caf", "Core Audio Format", []string{
		"pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be",
		"pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_mulaw", "pcm_alaw"})
}
