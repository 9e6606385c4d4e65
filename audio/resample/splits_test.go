package resample

import (
	"math/rand/v2"
	"testing"
)

// pieces feeds x to r in pieces of the lengths that cuts give, over and over.
func pieces(r *Resampler, x []float32, cuts []byte) (y []float32) {
	for i := 0; len(x) > 0; i++ {
		n := len(x)
		if len(cuts) > 0 {
			n = min(n, 17*int(cuts[i%len(cuts)])+1)
		}
		y = r.Feed(y, x[:n])
		x = x[n:]
	}
	return r.Flush(y)
}

func TestResampleSplits(t *testing.T) {
	forRates(t, func(t *testing.T, in, out int) {
		checkSplits(t, in, out, 3000, []byte{0})
		checkSplits(t, in, out, 8000, []byte{3, 0, 200})
	})
}

func checkSplits(t *testing.T, in, out, n int, cuts []byte) {
	rng := rand.New(rand.NewPCG(uint64(in), uint64(out)))
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	r := mustResampler(t, in, out)
	whole := pieces(r, x, nil)
	equalBits(t, pieces(r, x, cuts), whole) // the same Resampler: Flush resets it
	r.Feed(nil, x[:n/2])
	r.Reset()
	equalBits(t, pieces(r, x, cuts), whole)
	r.Feed(nil, x[:n/2])
	equalBits(t, pieces(r.Clone(), x, cuts), whole)
}

func FuzzResample(f *testing.F) {
	f.Add(uint32(48000), uint32(16000), uint16(1000), []byte{1, 2, 3})
	f.Add(uint32(44101), uint32(8000), uint16(1000), []byte{0})
	f.Add(uint32(8000), uint32(16000), uint16(10), []byte{})
	f.Fuzz(func(t *testing.T, in, out uint32, n uint16, cuts []byte) {
		in, out = 1000+in%200000, 1000+out%50000
		checkSplits(t, int(in), int(out), int(n)%5000, cuts)
	})
}
