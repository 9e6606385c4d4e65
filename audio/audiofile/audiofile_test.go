package audiofile

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gosilero/vad/audio"
)

// TestRoundTrip checks that what is written is read back, bit by bit, at lengths
// around those of FLAC's frames.
func TestRoundTrip(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, kind := range []string{"wav", "flac"} {
		for _, bits := range []int{16, 24} {
			for _, channels := range []int{1, 2, 3, 8} {
				for _, n := range []int{1, 2, 15, 4095, 4096, 4097, 9001} {
					pcm := make([]float32, n*channels)
					scale := float32(int(1) << (bits - 1))
					for i := range pcm {
						pcm[i] = float32(math.Floor((random.Float64()*2-1)*float64(scale))) / scale
					}
					f := Format{Kind: kind, SampleRate: 11025, Channels: channels, Bits: bits, Samples: int64(n)}
					got := writeAndRead(t, f, pcm)
					if !slices.Equal(got, pcm) {
						t.Errorf("%+v: %d values differ from the %d written", f, len(got), len(pcm))
					}
				}
			}
		}
	}
}

func writeAndRead(t *testing.T, f Format, pcm []float32) []float32 {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "clip"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w, err := NewWriter(file, f)
	if err != nil {
		t.Fatal(err)
	}
	for piece := 1; len(pcm) > 0; piece = piece*7%1013 + 1 {
		n := min(piece*f.Channels, len(pcm))
		if err := w.Write(pcm[:n]); err != nil {
			t.Fatal(err)
		}
		pcm = pcm[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	r, err := audio.Open(file)
	if err != nil {
		t.Fatalf("%+v: %v", f, err)
	}
	if got := r.Format(); got.SampleRate != f.SampleRate || got.Channels != f.Channels || got.Samples != f.Samples {
		t.Errorf("%+v is read as %+v", f, got)
	}
	got, err := audio.ReadAll(r)
	if err != nil || r.WarningCount() > 0 {
		t.Fatalf("%+v: %v, %v", f, err, r.Warnings())
	}
	return got
}

func TestErrors(t *testing.T) {
	good := Format{Kind: "wav", SampleRate: 8000, Channels: 1, Bits: 16, Samples: 2}
	for name, change := range map[string]func(*Format){
		"kind":          func(f *Format) { f.Kind = "mp3" },
		"bits":          func(f *Format) { f.Bits = 8 },
		"channels":      func(f *Format) { f.Channels = 0 },
		"flac channels": func(f *Format) { f.Kind, f.Channels = "flac", 9 },
		"flac rate":     func(f *Format) { f.Kind, f.SampleRate = "flac", 1<<20 },
		"wav length":    func(f *Format) { f.Samples = 1 << 31 },
		"wav rate":      func(f *Format) { f.SampleRate, f.Channels = 1<<30, 4 },
	} {
		f := good
		change(&f)
		if _, err := NewWriter(nil, f); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, kind := range []string{"wav", "flac"} {
		file, err := os.Create(filepath.Join(t.TempDir(), "clip"))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		good.Kind = kind
		w, err := NewWriter(file, good)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write([]float32{0}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err == nil {
			t.Errorf("%s: a file with samples missing is complete", kind)
		}
	}
}
