package ops

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/dsp/fourier"
)

// random returns n values in [-1, 1).
func random(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = 2*r.Float32() - 1
	}
	return x
}

func widen(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// TestProduct compares with gonum's matrix product in float64, over the shapes
// of the network and odd numbers of rows.
func TestProduct(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for _, s := range []struct{ n, k int }{{16, 258}, {32, 16}, {48, 131}, {64, 1}, {64, 2}, {64, 67}, {64, 384}, {128, 64}, {256, 64}, {512, 128}, {512, 256}} {
			weights := random(r, s.n*s.k)
			w := Pack(s.n, s.k, func(row []float32, o int) { copy(row, weights[o*s.k:]) })
			for _, rows := range []int{1, 2, 3, 4, 5, 6, 7, 8, 11, 13, 16, 32, 33} {
				xs, ys := s.k+r.IntN(9), s.n+r.IntN(9)
				x := Rows{random(r, rows*xs), xs}
				bias := Rows{Data: random(r, s.n)}
				relu := rows%2 == 0
				y := Rows{make([]float32, rows*ys), ys}
				Product(y, x, w, bias, rows, relu)

				want := blas64.General{Rows: rows, Cols: s.n, Stride: s.n, Data: make([]float64, rows*s.n)}
				for i := range rows {
					copy(want.Data[i*s.n:], widen(bias.Data))
				}
				blas64.Gemm(blas.NoTrans, blas.Trans, 1,
					blas64.General{Rows: rows, Cols: s.k, Stride: xs, Data: widen(x.Data)},
					blas64.General{Rows: s.n, Cols: s.k, Stride: s.k, Data: widen(weights)}, 1, want)
				for i := range rows {
					for o := range s.n {
						v := want.Data[i*s.n+o]
						if relu {
							v = max(v, 0)
						}
						if d := math.Abs(float64(y.Row(i)[o]) - v); !(d <= 2e-7*float64(s.k+8)) {
							t.Fatalf("%d outputs of %d inputs, %d rows: y[%d][%d] = %v, want %v", s.n, s.k, rows, i, o, y.Row(i)[o], v)
						}
					}
				}
			}
		}
	})
}

// TestProductRowsAgree checks the promise of the package comment: the result of
// a row does not depend on the number of rows computed with it.
func TestProductRowsAgree(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		for _, n := range []int{128, 48} { // 48 is not a multiple of the wider kernels' outputs
			productRowsAgree(t, n)
		}
	})
}

func productRowsAgree(t *testing.T, n int) {
	r := rand.New(rand.NewPCG(3, 4))
	const k, most = 131, 17
	weights := random(r, n*k)
	w := Pack(n, k, func(row []float32, o int) { copy(row, weights[o*k:]) })
	x, bias := Rows{random(r, most*k), k}, Rows{Data: random(r, n)}
	one := Rows{make([]float32, most*n), n}
	for i := range most {
		Product(Rows{Data: one.Row(i)}, Rows{Data: x.Row(i)}, w, bias, 1, false)
	}
	for rows := 1; rows <= most; rows++ {
		y := Rows{make([]float32, rows*n), n}
		Product(y, x, w, bias, rows, false)
		for i := range y.Data {
			if y.Data[i] != one.Data[i] {
				t.Fatalf("%d rows: y[%d][%d] = %v, alone %v", rows, i/n, i%n, y.Data[i], one.Data[i])
			}
		}
		// The inputs in two parts, of which the second continues the
		// sums: the runs are the same.
		Product(y, x, w.Inputs(0, run), bias, rows, false)
		Product(y, Rows{x.Data[run:], x.Stride}, w.Inputs(run, k), y, rows, false)
		for i := range y.Data {
			if y.Data[i] != one.Data[i] {
				t.Fatalf("%d rows in two parts: y[%d][%d] = %v, at once %v", rows, i/n, i%n, y.Data[i], one.Data[i])
			}
		}
	}
}

// TestProductAddsInitLast multiplies ones: added to init one by one, the products
// would be rounded away. Their sum is not.
func TestProductAddsInitLast(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		const n, init = 64, 1 << 24
		for _, k := range []int{2, 6, run, run + 2} {
			ones, bias := make([]float32, 6*max(n, k)), make([]float32, n)
			for i := range ones {
				ones[i] = 1
			}
			for i := range bias {
				bias[i] = init
			}
			w := Pack(n, k, func(row []float32, o int) { copy(row, ones) })
			for rows := 1; rows <= 6; rows++ {
				y := make([]float32, rows*n)
				Product(Rows{y, n}, Rows{ones, k}, w, Rows{Data: bias}, rows, false)
				for i, v := range y {
					if want := float32(init + k); v != want {
						t.Fatalf("%d inputs, %d rows: y[%d][%d] = %v, want %v", k, rows, i/n, i%n, v, want)
					}
				}
			}
		}
	})
}

func TestConv(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for _, s := range []struct{ out, in, windows int }{{16, 1, 1}, {32, 2, 2}, {128, 65, 3}, {128, 129, 5}} {
			w, bias := random(r, s.out*s.in*3), random(r, s.out)
			x := Rows{random(r, s.windows*s.in*Frames), s.in * Frames}
			y := Rows{make([]float32, s.windows*s.out*Frames), s.out * Frames}
			c := NewConv(s.out, s.in, w, bias)
			c.Apply(y, x, s.windows)
			for i := range s.windows {
				for f := range Frames {
					for o := range s.out {
						want := float64(bias[o])
						for j := range s.in {
							for tap := range 3 {
								if at := f + tap - 1; at >= 0 && at < Frames {
									want += float64(w[(o*s.in+j)*3+tap]) * float64(x.Row(i)[j*Frames+at])
								}
							}
						}
						got := float64(y.Row(i)[f*s.out+o])
						if want = max(want, 0); !(math.Abs(got-want) <= 2e-7*float64(3*s.in+8)) {
							t.Fatalf("%+v: window %d, frame %d, output %d: %v, want %v", s, i, f, o, got, want)
						}
					}
				}
			}
		}
	})
}

// TestSTFT compares with gonum's FFT of the windowed frames, to the last bits of
// float32.
func TestSTFT(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		for _, n := range []int{128, 256} {
			for range 20 {
				checkSTFT(t, NewSTFT(n), random(r, 5*n/2), 0)
			}
		}
	})
}

// TestSTFTSilentBins transforms a loud sound of low pitch over noise 100 dB below
// it, and looks at the upper half of the bins, where there is noise alone. A
// transform in float32 has errors of a hundredth of it.
func TestSTFTSilentBins(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(33, 34))
		for _, n := range []int{128, 256} {
			x := random(r, 5*n/2)
			for i := range x {
				x[i] = 1e-5*x[i] + float32(math.Sin(0.05*float64(i)))
			}
			checkSTFT(t, NewSTFT(n), x, n/4)
		}
	})
}

// checkSTFT compares the magnitudes of the bins from the given one on.
func checkSTFT(t *testing.T, s *STFT, x []float32, from int) {
	t.Helper()
	n := 2 * (s.Bins() - 1)
	mag := make([]float32, s.Bins()*Frames)
	s.Magnitudes(mag, x, make([]float64, s.Work()))
	for f := range Frames {
		exact := spectrumOf(fourier.NewFFT(n), x[f*n/2:][:n])
		exact = append(exact, 0)
		for k := from; k <= n/2; k++ {
			im := exact[n/2+k]
			if k == 0 { // real, as the last one
				im = 0
			}
			want := math.Hypot(exact[k], im)
			if got := float64(mag[k*Frames+f]); !(math.Abs(got-want) <= 4*roundoff*want+1e-12) {
				t.Fatalf("%d samples, frame %d, bin %d: %v, want %v, off by %.1e of it", n, f, k, got, want, math.Abs(got-want)/want)
			}
		}
	}
}

// TestGates compares with the formulas in float64, saturation included.
func TestGates(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 10))
		sigmoid := func(x float32) float64 { return 1 / (1 + math.Exp(-float64(x))) }
		for _, scale := range []float32{1e-4, 1, 5, 30, 200} {
			const n = 128
			sums, c := random(r, 4*n), random(r, n)
			for i := range sums {
				sums[i] *= scale
			}
			h, next := make([]float32, n), append([]float32(nil), c...)
			Gates(h, next, sums)
			for u := range n {
				s := sums[u/Lanes*4*Lanes+u%Lanes:]
				wantC := sigmoid(s[Lanes])*float64(c[u]) + sigmoid(s[0])*math.Tanh(float64(s[2*Lanes]))
				wantH := sigmoid(s[3*Lanes]) * math.Tanh(wantC)
				if d := math.Abs(float64(next[u]) - wantC); !(d <= 6e-7) {
					t.Errorf("scale %v: c[%d] = %v, want %v", scale, u, next[u], wantC)
				}
				if d := math.Abs(float64(h[u]) - wantH); !(d <= 6e-7) {
					t.Errorf("scale %v: h[%d] = %v, want %v", scale, u, h[u], wantH)
				}
			}
		}
	})
}

// TestActivations sweeps the scalar functions; the error bounds are those of
// their comments.
func TestActivations(t *testing.T) {
	for x := float32(-100); x < 100; x += 0.00371 {
		if d := math.Abs(float64(Sigmoid(x)) - 1/(1+math.Exp(-float64(x)))); !(d <= 1e-7) {
			t.Fatalf("Sigmoid(%v) is off by %v", x, d)
		}
		checkTanh(t, x)
	}
	for x := float32(1e-30); x < 1; x *= 1.01 {
		checkTanh(t, x)
	}
	inf := float32(math.Inf(1))
	if Sigmoid(inf) != 1 || Sigmoid(-inf) > 1e-37 || Tanh(inf) != 1 || Tanh(-inf) != -1 {
		t.Error("no saturation at infinity")
	}
	nan := float32(math.NaN())
	if v := Sigmoid(nan); v == v {
		t.Errorf("Sigmoid(NaN) = %v", v)
	}
}

func checkTanh(t *testing.T, x float32) {
	t.Helper()
	want := math.Tanh(float64(x))
	if d := math.Abs(float64(Tanh(x)) - want); !(d <= 2e-7*math.Abs(want)) {
		t.Fatalf("Tanh(%v) is off by %v", x, d)
	}
}

// TestGatesKeep steps cells whose forget gate is almost open: what a step takes
// off is exact to the last bit of the cell. A product with the gate rounded to
// float32 is not.
func TestGatesKeep(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(13, 14))
		const n = 1024
		h, c, sums := make([]float32, n), make([]float32, n), make([]float32, 4*n)
		for u := range c {
			c[u] = 1 + r.Float32()
			sums[u/Lanes*4*Lanes+Lanes+u%Lanes] = 8 + 8*r.Float32()
		}
		next := append([]float32(nil), c...)
		Gates(h, next, sums)
		for u, v := range next {
			x := sums[u/Lanes*4*Lanes+Lanes+u%Lanes]
			want := float64(c[u]) / (1 + math.Exp(-float64(x)))
			if d := math.Abs(float64(v) - want); !(d <= 0.51*0x1p-23) {
				t.Fatalf("forget gate %v of %v: %v, want %v, off by %.1e", x, c[u], v, want, d)
			}
		}
	})
}

func TestDotReLU(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	x, w := random(r, 128), random(r, 128)
	want := 0.25
	for i, v := range x {
		want += max(float64(v), 0) * float64(w[i])
	}
	if got := DotReLU(0.25, x, w); math.Abs(float64(got)-want) > 2e-6 {
		t.Errorf("DotReLU = %v, want %v", got, want)
	}
}
