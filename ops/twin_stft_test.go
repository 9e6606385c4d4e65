package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// The bounds of the transform's kernels are of the form
// 2*operations*(roundoff*size + tiny): operations is the number of roundings
// between an operand and the result, in kernel and twin alike, and size the sum
// of the absolute values of all terms.

func size(values ...float32) float64 {
	var s float64
	for _, v := range values {
		s += math.Abs(float64(v))
	}
	return s
}

func splitCall(r *rand.Rand, points int) kernelCall {
	hop := 2 * points
	return kernelCall{
		name: fmt.Sprintf("fftSplit, %d points", points),
		operands: []operand{
			{name: "d", values: random(r, points*2*pointLanes)},
			{name: "x", values: random(r, (Frames+1)*hop)},
			{name: "window", values: random(r, hop*pointLanes)},
			{name: "split", values: random(r, points*2*pointLanes)},
		},
		kernel: func(a [][]float32) { fftSplit(a[0], a[1], a[2], a[3], points) },
		twin:   func(a [][]float32) { fftSplitGeneric(a[0], a[1], a[2], a[3], points) },
		bounds: func(a [][]float32) [][]float64 {
			d, x, window := make([]float64, len(a[0])), a[1], a[2]
			for j := range points {
				tw := pointAt(a[3], j)
				for l := range pointLanes {
					f := l % Frames
					var s [2]float64 // of the real and the imaginary part
					for part := range s {
						at := 2*j + part
						win := window[at*pointLanes:]
						s[part] = size(x[at+f*hop]*win[f], x[at+(f+1)*hop]*win[Frames+f])
					}
					re, im := d[j*2*pointLanes+l:], d[j*2*pointLanes+pointLanes+l:]
					if l < Frames { // a product and a sum
						re[0], im[0] = 4*(roundoff*s[0]+tiny), 4*(roundoff*s[1]+tiny)
						continue
					}
					b := 8 * (roundoff*(s[0]+s[1])*size(tw[l], tw[pointLanes+l]) + tiny)
					re[0], im[0] = b, b
				}
			}
			return [][]float64{d, nil, nil, nil}
		},
	}
}

// radix4Call returns a call for a pass with twiddle factors.
func radix4Call(r *rand.Rand, quarter, blocks int) kernelCall {
	return kernelCall{
		name: fmt.Sprintf("fftRadix4, %d blocks of 4 x %d points", blocks, quarter),
		operands: []operand{
			{name: "d", values: random(r, blocks*4*quarter*2*pointLanes)},
			{name: "twiddle", values: random(r, 6*quarter)},
		},
		kernel: func(a [][]float32) { fftRadix4(a[0], a[1], quarter, blocks) },
		twin:   func(a [][]float32) { fftRadix4Generic(a[0], a[1], quarter, blocks) },
		bounds: func(a [][]float32) [][]float64 {
			d := make([]float64, len(a[0]))
			for p := range blocks * 4 * quarter {
				q, first := p/quarter%4, p/(4*quarter)*4*quarter+p%quarter
				if q == 0 {
					continue // sums of the same values in the same order
				}
				w := a[1][6*(p%quarter)+2*(q-1):]
				for l := range pointLanes {
					var s float64
					for part := range 4 {
						z := pointAt(a[0], first+part*quarter)
						s += size(z[l], z[pointLanes+l])
					}
					b := 8 * (roundoff*s*size(w[0], w[1]) + tiny)
					d[p*2*pointLanes+l], d[p*2*pointLanes+pointLanes+l] = b, b
				}
			}
			return [][]float64{d, nil}
		},
	}
}

// radix4LastCall returns a call for a pass without twiddle factors, in which
// kernel and twin round alike.
func radix4LastCall(r *rand.Rand, blocks int) kernelCall {
	return kernelCall{
		name:     fmt.Sprintf("fftRadix4, %d blocks of four points", blocks),
		operands: []operand{{name: "d", values: random(r, blocks*4*2*pointLanes)}},
		kernel:   func(a [][]float32) { fftRadix4(a[0], nil, 1, blocks) },
		twin:     func(a [][]float32) { fftRadix4Generic(a[0], nil, 1, blocks) },
		bounds:   func(a [][]float32) [][]float64 { return [][]float64{make([]float64, len(a[0]))} },
	}
}

func radix2Call(r *rand.Rand, pairs int) kernelCall {
	return kernelCall{
		name:     fmt.Sprintf("fftRadix2, %d pairs", pairs),
		operands: []operand{{name: "d", values: random(r, pairs*2*2*pointLanes)}},
		kernel:   func(a [][]float32) { fftRadix2(a[0], pairs) },
		twin:     func(a [][]float32) { fftRadix2Generic(a[0], pairs) },
		bounds:   func(a [][]float32) [][]float64 { return [][]float64{make([]float64, len(a[0]))} },
	}
}

// magnitudeCall returns a call that reads the points in a random order.
func magnitudeCall(r *rand.Rand, points int) kernelCall {
	order := make([]int32, points+1)
	for i, p := range r.Perm(points) {
		order[i] = int32(p)
	}
	order[points] = order[0]
	bits := make([]float32, len(order))
	for i, p := range order {
		bits[i] = math.Float32frombits(uint32(p))
	}
	return kernelCall{
		name: fmt.Sprintf("fftMagnitude, %d points", points),
		operands: []operand{
			{name: "mag", values: random(r, (2*points+1)*Frames)},
			{name: "d", values: random(r, points*2*pointLanes)},
			{name: "post", values: random(r, points/2*2*pointLanes)},
			{name: "order", values: bits, opaque: true},
		},
		kernel: func(a [][]float32) { fftMagnitude(a[0], a[1], a[2], asInt32(a[3]), points) },
		twin:   func(a [][]float32) { fftMagnitudeGeneric(a[0], a[1], a[2], asInt32(a[3]), points) },
		bounds: func(a [][]float32) [][]float64 { return [][]float64{magnitudeBounds(a, order, points), nil, nil, nil} },
	}
}

// magnitudeBounds returns the bounds of the magnitudes. Real and imaginary part
// are rounded five times, the magnitude twice more. A square below the smallest
// number may become 0, which changes the magnitude by up to that number's root.
func magnitudeBounds(a [][]float32, order []int32, points int) []float64 {
	b := make([]float64, len(a[0]))
	for k := range points/2 + 1 {
		for l := range pointLanes {
			m := 2*k + l/Frames
			if m > points {
				break
			}
			z, p := pointAt(a[1], int(order[k])), pointAt(a[1], int(order[points-k-l/Frames]))
			s := size(z[l], z[pointLanes+l], p[l], p[pointLanes+l])
			if m < points {
				tw := pointAt(a[2], k)
				s *= 1 + size(tw[l], tw[pointLanes+l])
			}
			b[m*Frames+l%Frames] = 2*(5+5+2)*(roundoff*s+tiny) + 2*math.Sqrt(tiny)
			b[(2*points-m)*Frames+l%Frames] = b[m*Frames+l%Frames]
		}
	}
	return b
}
