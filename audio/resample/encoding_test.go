package resample

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestResumed: a Resampler that is encoded after any feed and goes on elsewhere
// makes the same bits.
func TestResumed(t *testing.T) {
	forRates(t, func(t *testing.T, in, out int) {
		rng := rand.New(rand.NewPCG(uint64(in), uint64(out)))
		x := make([]float32, 4000)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		r := mustResampler(t, in, out)
		want := pieces(r.Clone(), x, nil)
		var got []float32
		for len(x) > 0 {
			n := min(len(x), rng.IntN(300))
			got = r.Feed(got, x[:n])
			x = x[n:]
			data, err := r.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			r = new(Resampler)
			if err := r.UnmarshalBinary(data); err != nil {
				t.Fatal(err)
			}
		}
		equalBits(t, r.Flush(got), want)
	})
}

func TestWrongEncodings(t *testing.T) {
	r := mustResampler(t, 48000, 16000)
	r.Feed(nil, make([]float32, 1000))
	data, err := r.AppendBinary([]byte("before"))
	if err != nil {
		t.Fatal(err)
	}
	data = data[len("before"):]
	change := func(at int) []byte {
		b := slices.Clone(data)
		b[at]++
		return b
	}
	for want, bad := range map[string][]byte{
		"got 0 bytes that are no Resampler": nil,
		"got version 2, want 1":             change(8),
		"damaged, got CRC-32":               change(50),
	} {
		if err := r.UnmarshalBinary(bad); !errors.Is(err, ErrEncoding) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// FuzzEncoding: no encoding makes a Resampler panic, then or later.
func FuzzEncoding(f *testing.F) {
	for _, in := range []int{8000, 11025, 48000} {
		r := mustResampler(f, in, 16000)
		r.Feed(nil, make([]float32, 777))
		data, err := r.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[:len(data)-4])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Resampler
		if r.UnmarshalBinary(binary.LittleEndian.AppendUint32(slices.Clone(data), crc32.ChecksumIEEE(data))) != nil {
			return
		}
		r.Feed(nil, make([]float32, 2000))
		r.Flush(nil)
	})
}
