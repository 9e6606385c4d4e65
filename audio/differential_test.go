package audio

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestDifferential compares what this package reads from the files that
// testdata/corpus.sh makes, of all encoders, rates, numbers of channels and options,
// with what the reference decoders of their formats do: the same number of samples,
// equal to the last bit where the format says so. ffmpeg decodes what has no other.
func TestDifferential(t *testing.T) {
	for _, tool := range []string{"flac", "lame", "mpg123", "opusenc", "oggenc", "sox", "ffmpeg"} {
		needTool(t, tool)
	}
	folder := os.Getenv("VAD_CORPUS") // filled already
	if folder == "" {
		folder = t.TempDir()
		runTool(t, "sh", "testdata/corpus.sh", folder)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	worst, files := map[string]float64{}, map[string]int{}
	for _, e := range entries {
		kind := filepath.Ext(e.Name())
		if kind == "" {
			continue // the mark that all are there
		}
		path := filepath.Join(folder, e.Name())
		d, ok := references[kind]
		if !ok {
			d = ffmpegDecoder
			if strings.HasPrefix(e.Name(), "lib") {
				continue // lossy codecs in containers: TestFFmpegLossy
			}
		}
		t.Run(e.Name(), func(t *testing.T) {
			r := mustOpen(t, readFile(t, path))
			got, want := mustReadAll(t, r), d.decode(t, path)
			wantWarnings(t, r)
			files[d.program]++
			differs := largestDifference(t, got, want)
			if differs > d.within {
				t.Errorf("a sample differs by %.3g from %s's, want at most %.3g", differs, d.program, d.within)
			}
			worst[d.program] = max(worst[d.program], differs)
		})
	}
	total := 0
	for program, n := range files {
		t.Logf("%d files by %s: samples differ by at most %.2g", n, program, worst[program])
		total += n
	}
	if total < 300 {
		t.Errorf("%d files, want 300", total)
	}
}

// largestDifference returns the largest difference between samples.
func largestDifference(t *testing.T, got, want []float32) float64 {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d values, want %d", len(got), len(want))
	}
	most := 0.0
	for i, v := range got {
		most = max(most, math.Abs(float64(v)-float64(want[i])))
	}
	return most
}

// referenceDecoder is a program and how far its samples may be from ours.
type referenceDecoder struct {
	program string
	within  float64
	decode  func(t *testing.T, path string) []float32
}

var ffmpegDecoder = referenceDecoder{"ffmpeg", 0, func(t *testing.T, path string) []float32 {
	return floats(runTool(t, "ffmpeg", "-v", "error", "-nostdin", "-i", path, "-f", "f32le", "-c:a", "pcm_f32le", "-"))
}}

var references = map[string]referenceDecoder{
	".flac": {"flac", 0, func(t *testing.T, path string) []float32 {
		raw := runTool(t, "flac", "-d", "-s", "-c", "--force-raw-format", "--endian=little", "--sign=signed", path)
		name := strings.Split(strings.TrimSuffix(path, ".flac"), "-")
		bits, err := strconv.Atoi(name[len(name)-1])
		if err != nil {
			t.Fatal(err)
		}
		return integers(raw, bits)
	}},
	".mp3": {"mpg123", 1e-6, func(t *testing.T, path string) []float32 {
		samples := floats(runTool(t, "mpg123", "-q", "-e", "f32", "-s", path))
		// Where no tag says so, we know what encoders put before the sound.
		if file := readFile(t, path); !bytes.Contains(file, []byte("Xing")) && !bytes.Contains(file, []byte("Info")) {
			samples = samples[1105*channelsOf(t, file):]
		}
		return samples
	}},
	// Rounded to 16 bits.
	".ogg": {"oggdec", 0.52 / 32768, func(t *testing.T, path string) []float32 {
		return integers(runTool(t, "oggdec", "-Q", "-R", "-b", "16", "-o", "-", path), 16)
	}},
	".opus": {"opusdec", 1e-6, func(t *testing.T, path string) []float32 {
		return floats(runTool(t, "opusdec", "--quiet", "--float", "--rate", "48000", path, "-"))
	}},
}

// floats returns the samples of raw float32.
func floats(raw []byte) []float32 {
	samples := make([]float32, len(raw)/4)
	for i := range samples {
		samples[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return samples
}

// integers returns the samples of raw little-endian integers at full scale.
func integers(raw []byte, bits int) []float32 {
	samples := make([]float32, 0, len(raw)*8/bits)
	for b := range slices.Chunk(raw, bits/8) {
		v := int32(0)
		for i, x := range b {
			v |= int32(x) << (32 - bits + 8*i)
		}
		samples = append(samples, float32(v)/(1<<31))
	}
	return samples
}

// channelsOf returns the number of channels of a file.
func channelsOf(t *testing.T, file []byte) int {
	t.Helper()
	return mustOpen(t, file).Format().Channels
}
