package audio

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"
)

// TestConversions: every value of 16 bits and every byte of G.711 is what the
// decoder of files makes of it, and the other conversions are their formulas.
func TestConversions(t *testing.T) {
	var src []int16
	var bytes []byte
	for v := math.MinInt16; v <= math.MaxInt16; v++ {
		src = append(src, int16(v))
		bytes = binary.LittleEndian.AppendUint16(bytes, uint16(v))
	}
	got, want := make([]float32, len(src)), make([]float32, len(src))
	Int16(got, src)
	S16LE.Decode(want, bytes)
	if !slices.Equal(got, want) || got[0] != -1 || got[len(got)-1] != 32767./32768 {
		t.Error("Int16 is not S16LE")
	}
	for e, want := range map[Encoding][4]float32{ // of 0x00, 0x7f, 0x80, 0xff
		MuLaw: {-32124. / 32768, 0, 32124. / 32768, 0},
		ALaw:  {-5504. / 32768, -848. / 32768, 5504. / 32768, 848. / 32768},
	} {
		var got [4]float32
		if e.Decode(got[:], []byte{0x00, 0x7f, 0x80, 0xff}); got != want {
			t.Errorf("%s: got %v, want %v", e, got, want)
		}
	}
	nan := float32(math.NaN())
	var floats [2]float32
	F32LE.Decode(floats[:], binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, math.Float32bits(nan)), math.Float32bits(-0.5)))
	if floats != [2]float32{0, -0.5} {
		t.Errorf("got %v, want 0 for NaN", floats)
	}

	dst := make([]float32, 4)
	if Float64(dst, []float64{0.25, -1, 1e-50, 0.1}); !slices.Equal(dst, []float32{0.25, -1, 0, 0.1}) {
		t.Errorf("Float64: got %v", dst)
	}
	if Scale(dst, []float32{32768, -16384, 0, 1}, 32768); !slices.Equal(dst, []float32{1, -0.5, 0, 1. / 32768}) {
		t.Errorf("Scale: got %v", dst)
	}
	for channels, want := range map[int][]float32{1: {1, 2, 3, 6, 5, 7}, 2: {1.5, 4.5, 6}, 3: {2, 6}, 6: {4}} {
		dst := make([]float32, 6)
		if Mean(dst, []float32{1, 2, 3, 6, 5, 7}, channels); !slices.Equal(dst[:len(want)], want) {
			t.Errorf("Mean of %d channels: got %v, want %v", channels, dst[:len(want)], want)
		}
	}
	Mean(nil, nil, 2)
}

// TestConversionsPanic: lengths that disagree are bugs of the caller.
func TestConversionsPanic(t *testing.T) {
	for want, call := range map[string]func(){
		"audio: Int16: room for 1 values, want 2":           func() { Int16(make([]float32, 1), make([]int16, 2)) },
		"audio: Float64: room for 0 values, want 1":         func() { Float64(nil, make([]float64, 1)) },
		"audio: Scale: a full scale of 0":                   func() { Scale(nil, nil, 0) },
		"audio: Mean: 3 interleaved values of 2 channels":   func() { Mean(make([]float32, 3), make([]float32, 3), 2) },
		"audio: Mean: 0 interleaved values of 0 channels":   func() { Mean(nil, nil, 0) },
		"audio: got 3 bytes, want 4 for 2 samples of s16le": func() { S16LE.Decode(make([]float32, 2), make([]byte, 3)) },
		`audio: encoding "mp3"`:                             func() { Encoding("mp3").Decode(nil, nil) },
		"audio: got 3 bytes, want 0 for 0 samples of mulaw": func() { MuLaw.Decode(nil, make([]byte, 3)) },
		"audio: Mean: room for 0 values, want 1":            func() { Mean(nil, make([]float32, 2), 2) },
		"audio: got 0 bytes, want 6 for 2 samples of s24le": func() { S24LE.Decode(make([]float32, 2), nil) },
		"audio: Scale: room for 1 values, want 2":           func() { Scale(make([]float32, 1), make([]float32, 2), 1) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("got panic %v, want %q", got, want)
				}
			}()
			call()
		}()
	}
}

func TestConversionsAllocate(t *testing.T) {
	dst, stereo, ints, packet := make([]float32, 160), make([]float32, 320), make([]int16, 160), make([]byte, 160)
	if n := testing.AllocsPerRun(100, func() {
		Int16(dst, ints)
		MuLaw.Decode(dst, packet)
		Scale(dst, dst, 2)
		Mean(dst, stereo, 2)
	}); n != 0 {
		t.Errorf("got %v allocations, want 0", n)
	}
}
