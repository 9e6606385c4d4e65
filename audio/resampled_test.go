package audio

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/gosilero/vad/audio/resample"
)

// TestResampleSource checks each channel of a source against a resample.Resampler.
func TestResampleSource(t *testing.T) {
	const n, in, out = 30000, 44100, 16000
	rng := rand.New(rand.NewPCG(1, 2))
	both := make([]float32, 2*n)
	for i := range both {
		both[i] = float32(rng.NormFloat64())
	}
	channels := [][]float32{make([]float32, n), make([]float32, n)}
	Deinterleave(channels, both)
	file := riff(fmtChunk(wavFloat, 2, 32, in), chunk("data", le(both)))
	source, err := Resample(mustOpen(t, file), out)
	if err != nil {
		t.Fatal(err)
	}
	r, err := resample.New(in, out)
	if err != nil {
		t.Fatal(err)
	}
	length := r.Length(n)
	if want := (Format{"WAV", out, 2, length}); source.Format() != want {
		t.Errorf("got %+v, want %+v", source.Format(), want)
	}
	if _, err := source.Read(make([]float32, 1)); !errors.Is(err, ErrShortBuffer) {
		t.Errorf("buffer of 1 for 2 channels: got %v, want %v", err, ErrShortBuffer)
	}
	got := mustReadAll(t, source)
	split := [][]float32{make([]float32, length), make([]float32, length)}
	Deinterleave(split, got)
	for c, x := range channels {
		equalSamples(t, split[c], r.Flush(r.Feed(nil, x)))
	}

	same := mustOpen(t, file)
	if s, err := Resample(same, in); err != nil || s != Source(same) {
		t.Errorf("the same rate: got %v, %v, want the source", s, err)
	}
	raw, err := OpenRaw(bytes.NewReader(nil), RawFormat{S16LE, in, 1})
	if err != nil {
		t.Fatal(err)
	}
	if s, err := Resample(raw, out); err != nil || s.Format().Samples != -1 {
		t.Errorf("unknown length: got %+v, %v", s.Format(), err)
	}
}

// faultySource delivers silence and then an error.
type faultySource struct{ left int }

var errFault = errors.New("fault")

func (s *faultySource) Format() Format { return Format{"WAV", 48000, 1, 100000} }

func (s *faultySource) Read(dst []float32) (int, error) {
	if s.left == 0 {
		return 0, errFault
	}
	n := min(s.left, len(dst))
	s.left -= n
	clear(dst[:n])
	return n, nil
}

func TestResampleErrors(t *testing.T) {
	r := mustOpen(t, riff(fmtChunk(wavPCM, 1, 16, 500), chunk("data", ramp16)))
	if _, err := Resample(r, 16000); !errors.Is(err, ErrSampleRate) {
		t.Errorf("WAV at 500 Hz: got %v, want %v", err, ErrSampleRate)
	}
}

func TestResampleSourceError(t *testing.T) {
	source, err := Resample(&faultySource{left: 50000}, 16000)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadAll(source)
	if !errors.Is(err, errFault) || len(got) == 0 {
		t.Errorf("got %d samples, %v, want some and %v", len(got), err, errFault)
	}
	if _, err := source.Read(make([]float32, 1)); !errors.Is(err, errFault) {
		t.Errorf("error did not stay: %v", err)
	}
}
