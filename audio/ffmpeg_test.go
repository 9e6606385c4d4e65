package audio

import (
	"bytes"
	"encoding/binary"
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

// ffmpegFile returns the file that ffmpeg makes of others by the given
// arguments, and its path.
func ffmpegFile(t *testing.T, name string, args ...string) (file []byte, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	runTool(t, "ffmpeg", append(append([]string{"-v", "error", "-nostdin"}, args...), "-bitexact", path)...)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file, path
}

// ffmpegSamples returns what ffmpeg decodes from a file.
func ffmpegSamples(t *testing.T, path string) []float32 {
	t.Helper()
	out := runTool(t, "ffmpeg", "-v", "error", "-nostdin", "-i", path, "-f", "f32le", "-c:a", "pcm_f32le", "-")
	samples := make([]float32, len(out)/4)
	for i := range samples {
		samples[i] = math.Float32frombits(binary.LittleEndian.Uint32(out[4*i:]))
	}
	return samples
}

// TestFFmpegPCM compares kinds that hold samples as they are with ffmpeg.
func TestFFmpegPCM(t *testing.T) {
	needTool(t, "ffmpeg")
	for _, test := range []struct {
		name   string
		kind   string
		codecs []string
	}{
		{"x.aiff", "AIFF", []string{"pcm_s8", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s32be", "pcm_f32be", "pcm_f64be", "pcm_mulaw", "pcm_alaw"}},
		{"x.au", "AU", []string{"pcm_s8", "pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_f32be", "pcm_f64be", "pcm_mulaw", "pcm_alaw"}},
		{"x.w64", "Wave64", []string{"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_mulaw", "pcm_alaw"}},
		{"x.caf", "Core Audio Format", []string{"pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be",
			"pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_mulaw", "pcm_alaw"}},
	} {
		for _, codec := range test.codecs {
			t.Run(test.kind+" "+codec, func(t *testing.T) {
				file, path := ffmpegFile(t, test.name, "-i", "testdata/click24.flac", "-t", "0.601", "-c:a", codec)
				r := mustOpen(t, file)
				if got := r.Format().Kind; got != test.kind {
					t.Errorf("got %q, want %q", got, test.kind)
				}
				got := mustReadAll(t, r)
				wantWarnings(t, r)
				equalSamples(t, got, ffmpegSamples(t, path))
			})
		}
	}
}
