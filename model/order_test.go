package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSortChannels checks that sorting moves channels and changes nothing else:
// put back by its orders, the tensors are those of the release.
func TestSortChannels(t *testing.T) {
	for _, w := range releases() {
		for _, rate := range w.Rates() {
			want, err := tensorsOf(w, rate)
			if err != nil {
				t.Fatal(err)
			}
			got, err := tensorsOf(w, rate)
			if err != nil {
				t.Fatal(err)
			}
			orders := got.sortChannels()
			for l, layer := range []string{"encoder.0.", "encoder.1."} {
				sorted := slices.Clone(orders[l])
				slices.Sort(sorted)
				if slices.Equal(orders[l], sorted) || !slices.Equal(sorted, count(len(sorted))) {
					t.Errorf("%s at %d Hz: the order of %schannels is %v", w.Release(), rate, layer, orders[l])
				}
				for _, name := range []string{layer + "weight", layer + "bias"} {
					got[name] = unsort(got[name], orders[l])
				}
			}
			for l, name := range []string{"encoder.1.weight", "encoder.2.weight"} {
				rows := len(got[name]) / (3 * len(orders[l]))
				var back []float32
				for row := range slices.Chunk(got[name], len(got[name])/rows) {
					back = append(back, unsort(row, orders[l])...)
				}
				got[name] = back
			}
			for name := range want {
				if !slices.Equal(got[name], want[name]) {
					t.Errorf("%s at %d Hz: %s has other values", w.Release(), rate, name)
				}
			}
		}
	}
}

func count(n int) []int {
	x := make([]int, n)
	for i := range x {
		x[i] = i
	}
	return x
}

// TestSortedSums measures what sorting is for: the rounding errors of a sum of
// float32 products in the order of the second convolution's inputs, in silence
// with some noise, against those in the release's order.
func TestSortedSums(t *testing.T) {
	for _, w := range releases() {
		for _, rate := range w.Rates() {
			release, err := tensorsOf(w, rate)
			if err != nil {
				t.Fatal(err)
			}
			sorted, err := tensorsOf(w, rate)
			if err != nil {
				t.Fatal(err)
			}
			sorted.sortChannels()
			before, after := roundingErrors(release), roundingErrors(sorted)
			t.Logf("%s at %5d Hz: rounding errors of %.1e, sorted %.1e", w.Release(), rate, before, after)
			if !(after < 0.8*before) {
				t.Errorf("%s at %d Hz: rounding errors of %.1e, sorted %.1e, want less", w.Release(), rate, before, after)
			}
		}
	}
}

// roundingErrors returns the root of the mean square of the errors of float32 sums
// over one tap of encoder.1, for inputs near the response of encoder.0 to silence.
func roundingErrors(t tensors) float64 {
	random := rand.New(rand.NewPCG(1, 2))
	in, w := respond(t["encoder.0.weight"], t["encoder.0.bias"], nil), t["encoder.1.weight"]
	squares, n := 0.0, 0
	for range 50 {
		x := make([]float32, len(in))
		for i, v := range in {
			x[i] = float32(v * (0.5 + random.Float64()))
		}
		for row := range slices.Chunk(w, 3*len(in)) {
			sum, exact := float32(0), 0.0
			for i, v := range x {
				sum += v * row[3*i+1]
				exact += float64(v) * float64(row[3*i+1])
			}
			squares += math.Pow(float64(sum)-exact, 2)
			n++
		}
	}
	return math.Sqrt(squares / float64(n))
}
