//go:build !purego

package ops

import (
	"math"
	"math/rand/v2"
	"testing"
)

// setAVX512 sets useAVX512 and returns what it was.
func setAVX512(use bool) (was bool) {
	was, useAVX512 = useAVX512, use
	return was
}

// TestAVX512AgreesWithAVX2 runs every operator that has kernels of both kinds on
// the shapes of the network: they agree to the last bit.
func TestAVX512AgreesWithAVX2(t *testing.T) {
	if !useAVX512 {
		t.Skip("this processor has no AVX-512, or it is switched off")
	}
	r := rand.New(rand.NewPCG(41, 42))
	check := func(name string, run func(out []float32), values int) {
		t.Helper()
		start := random(r, values)
		wide, narrow := append([]float32(nil), start...), append([]float32(nil), start...)
		run(wide)
		defer setAVX512(setAVX512(false))
		run(narrow)
		for i, v := range wide {
			if math.Float32bits(v) != math.Float32bits(narrow[i]) {
				t.Fatalf("%s: value %d is %v with AVX-512, %v with AVX2", name, i, v, narrow[i])
			}
		}
	}
	for _, s := range []struct{ n, k int }{{16, 5}, {32, 48}, {96, 70}, {64, 1}, {64, 67}, {64, 256}, {128, 64}, {128, 131}, {512, 256}} {
		w := Pack(s.n, s.k, func(row []float32, o int) { copy(row, random(r, s.k)) })
		for rows := 1; rows <= 17; rows++ {
			x, bias := Rows{random(r, rows*s.k), s.k}, Rows{Data: random(r, s.n)}
			check("Product", func(y []float32) { Product(Rows{y, s.n}, x, w, bias, rows, rows%2 == 0) }, rows*s.n)
			check("Product of y", func(y []float32) { Product(Rows{y, s.n}, x, w, Rows{y, s.n}, rows, false) }, rows*s.n)
		}
	}
	for _, in := range []int{1, convRun, convRun + 1, 65, 129} {
		for _, out := range []int{16, 32, 128} {
			c, x := NewConv(out, in, random(r, out*in*3), random(r, out)), random(r, 3*in*Frames)
			check("Conv", func(y []float32) { c.Apply(Rows{y, out * Frames}, Rows{x, in * Frames}, 3) }, 3*out*Frames)
		}
	}
	for _, n := range []int{16, 48, 256} {
		d, x := NewDFT(n), random(r, 2*(n+7*n/4))
		for frames := 3; frames <= 8; frames++ {
			check("DFT", func(y []float32) { d.Apply(Rows{y, n}, Rows{x, n + 7*n/4}, n/4, frames, 2) }, 2*frames*n)
		}
	}
	for _, n := range []int{16, 128, 256, 384} {
		spectrum := random(r, n)
		check("LogMagnitudes", func(y []float32) {
			y[n+2] = LogMagnitudes(y[:n/2+1], y[n/2+1:n+2], append([]float32(nil), spectrum...))
		}, n+3)
	}
	for _, scale := range []float32{1e-3, 1, 10, 100} {
		sums := random(r, 4*128)
		for i := range sums {
			sums[i] *= scale
		}
		check("Gates", func(y []float32) { Gates(y[:128], y[128:], sums) }, 2*128)
	}
}
