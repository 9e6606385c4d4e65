package ops

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
)

// report reports what one iteration computes and touches, for comparison with
// the limits of the machine.
func report(b *testing.B, multiplyAdds, values int) {
	b.SetBytes(int64(4 * values))
	b.ReportMetric(2*float64(multiplyAdds)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

// BenchmarkProduct measures the shapes of the network: the recurrence (512 of
// 128), the whole LSTM (512 of 256), the second convolution (64 of 256).
func BenchmarkProduct(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range []struct{ n, k int }{{512, 128}, {512, 256}, {64, 256}} {
		for _, rows := range []int{1, 2, 3, 4, 6, 16} {
			b.Run(strconv.Itoa(s.n)+"of"+strconv.Itoa(s.k)+"/rows="+strconv.Itoa(rows), func(b *testing.B) {
				w := Pack(s.n, s.k, func(row []float32, o int) { copy(row, random(r, s.k)) })
				x, y := Rows{random(r, rows*s.k), s.k}, Rows{make([]float32, rows*s.n), s.n}
				bias := Rows{Data: random(r, s.n)}
				for b.Loop() {
					Product(y, x, w, bias, rows, false)
				}
				report(b, rows*s.n*s.k, s.n*s.k+rows*(s.n+s.k))
			})
		}
	}
}

func BenchmarkConv(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, in := range []int{65, 129} {
		b.Run("bins="+strconv.Itoa(in), func(b *testing.B) {
			c := NewConv(128, in, random(r, 128*in*3), random(r, 128))
			x, y := Rows{Data: random(r, in*Frames)}, Rows{Data: make([]float32, 128*Frames)}
			for b.Loop() {
				c.Apply(y, x, 1)
			}
			report(b, 128*in*10, 128*in*3+in*Frames+128*Frames)
		})
	}
}

func BenchmarkSTFT(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{128, 256} {
		b.Run("samples="+strconv.Itoa(n), func(b *testing.B) {
			s := NewSTFT(n)
			x, mag, work := random(r, s.Samples()), make([]float32, s.Bins()*Frames), make([]float64, s.Work())
			for b.Loop() {
				s.Magnitudes(mag, x, work)
			}
			b.SetBytes(int64(4 * (len(x) + len(mag))))
		})
	}
}

func BenchmarkGates(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	h, c, sums := make([]float32, 128), random(r, 128), random(r, 512)
	for b.Loop() {
		Gates(h, c, sums)
	}
	b.SetBytes(4 * (128 + 128 + 512))
}

// BenchmarkLogMagnitudes measures a frame of v4.
func BenchmarkLogMagnitudes(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	mag, log, spectrum := make([]float32, 129), make([]float32, 129), random(r, 256)
	for b.Loop() {
		LogMagnitudes(mag, log, spectrum)
	}
	b.SetBytes(4 * (129 + 129 + 256))
}

func BenchmarkDotReLU(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	x, w := random(r, 128), random(r, 128)
	for b.Loop() {
		DotReLU(0, x, w)
	}
}

// BenchmarkFIR measures the stages from 48 to 24 to 16 kHz.
func BenchmarkFIR(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range []struct{ taps, up, down int }{{32, 1, 2}, {144, 2, 3}} {
		b.Run(fmt.Sprintf("taps=%d", s.taps), func(b *testing.B) {
			f := NewFIR([][]float32{random(r, s.taps), random(r, s.taps)})
			y := make([]float32, 512)
			for m := range y {
				f.Append(m%s.up, m*s.down/s.up)
			}
			x := random(r, 2*len(y)+s.taps)
			for b.Loop() {
				f.Apply(y, x, 0)
			}
			report(b, len(y)*s.taps, len(y)+len(x)+2*s.taps)
		})
	}
}

func BenchmarkInRange(b *testing.B) {
	x := random(rand.New(rand.NewPCG(1, 2)), 512)
	for b.Loop() {
		InRange(x)
	}
	b.SetBytes(4 * 512)
}
