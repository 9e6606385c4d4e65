package audio

import (
	"errors"
	"math"
	"testing"
)

// fourSamples has three channels: 1 2 3, 4 5 6, ...
func fourSamples(t *testing.T) *Reader {
	values := make([]float32, 12)
	for i := range values {
		values[i] = float32(i + 1)
	}
	return mustOpen(t, riff(fmtChunk(wavFloat, 3, 32, 8000), chunk("data", le(values))))
}

func TestMono(t *testing.T) {
	mono := Mono(fourSamples(t))
	if want := (Format{"WAV", 8000, 1, 4}); mono.Format() != want {
		t.Errorf("got %+v, want %+v", mono.Format(), want)
	}
	equalSamples(t, mustReadAll(t, mono), []float32{2, 5, 8, 11})
	if _, err := mono.Read(nil); !errors.Is(err, ErrShortBuffer) {
		t.Errorf("empty buffer: got %v, want %v", err, ErrShortBuffer)
	}

	stereo := mustOpen(t, riff(fmtChunk(wavFloat, 2, 32, 8000), chunk("data", le(float32(1), float32(-.5), float32(math.MaxFloat32), float32(math.MaxFloat32)))))
	equalSamples(t, mustReadAll(t, Mono(stereo)), []float32{.25, math.MaxFloat32})

	loud := le(float32(math.MaxFloat32), float32(math.MaxFloat32), float32(math.MaxFloat32))
	equalSamples(t, mustReadAll(t, Mono(mustOpen(t, riff(fmtChunk(wavFloat, 3, 32, 8000), chunk("data", loud))))), []float32{math.MaxFloat32})

	one := mustOpen(t, riff(fmtChunk(wavPCM, 1, 16, 8000), chunk("data", ramp16)))
	if Mono(one) != Source(one) {
		t.Error("Mono wraps a source that is mono")
	}
}

func TestChannel(t *testing.T) {
	for c, want := range [][]float32{{1, 4, 7, 10}, {2, 5, 8, 11}, {3, 6, 9, 12}} {
		source, err := Channel(fourSamples(t), c)
		if err != nil {
			t.Fatal(err)
		}
		equalSamples(t, mustReadAll(t, source), want)
	}
	for _, c := range []int{-1, 3} {
		_, err := Channel(fourSamples(t), c)
		if !errors.Is(err, ErrChannel) {
			t.Errorf("channel %d: got %v, want %v", c, err, ErrChannel)
		}
	}
}

func TestDeinterleave(t *testing.T) {
	dst := [][]float32{make([]float32, 4), make([]float32, 4), make([]float32, 5)}
	Deinterleave(dst, mustReadAll(t, fourSamples(t)))
	equalSamples(t, dst[0], []float32{1, 4, 7, 10})
	equalSamples(t, dst[1], []float32{2, 5, 8, 11})
	equalSamples(t, dst[2], []float32{3, 6, 9, 12, 0})
}
