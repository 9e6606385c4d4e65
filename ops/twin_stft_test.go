package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
	"unsafe"
)

// The bounds of the transform's kernels are of the form
// 2*operations*(roundoff64*size + tiny64): operations is the number of roundings
// between an operand and the result, in kernel and twin alike, and size the sum
// of the absolute values of all terms. A kernel in float32 exceeds them.

func size(values ...float64) float64 {
	var s float64
	for _, v := range values {
		s += math.Abs(v)
	}
	return s
}

// wideOperand returns an operand of n random float64.
func wideOperand(r *rand.Rand, name string, n int) operand {
	values := make([]float64, n) // aligned to 8 bytes
	for i := range values {
		values[i] = 2*r.Float64() - 1
	}
	return operand{name: name, values: unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(values))), 2*n), wide: true}
}

func splitCall(r *rand.Rand, points int) kernelCall {
	hop := 2 * points
	return kernelCall{
		name: fmt.Sprintf("fftSplit, %d points", points),
		operands: []operand{
			wideOperand(r, "d", points*2*pointLanes),
			{name: "x", values: random(r, (Frames+1)*hop)},
			wideOperand(r, "window", 2*hop),
			wideOperand(r, "split", 2*points),
		},
		kernel: func(a [][]float32) { fftSplit(asFloat64(a[0]), a[1], asFloat64(a[2]), asFloat64(a[3]), points) },
		twin: func(a [][]float32) {
			fftSplitGeneric(asFloat64(a[0]), a[1], asFloat64(a[2]), asFloat64(a[3]), points)
		},
		bounds: func(a [][]float32) [][]float64 {
			d, x, window, split := make([]float64, len(a[0])/2), a[1], asFloat64(a[2]), asFloat64(a[3])
			for j := range points {
				for l := range pointLanes {
					f := l % Frames
					var s [2]float64 // of the real and the imaginary part
					for part := range s {
						at := 2*j + part
						s[part] = size(float64(x[at+f*hop])*window[at], float64(x[at+(f+1)*hop])*window[at+hop])
					}
					re, im := d[j*2*pointLanes+l:], d[j*2*pointLanes+pointLanes+l:]
					if l < Frames { // two products and a sum
						re[0], im[0] = 6*(roundoff64*s[0]+tiny64), 6*(roundoff64*s[1]+tiny64)
						continue
					}
					b := 10 * (roundoff64*(s[0]+s[1])*size(split[2*j], split[2*j+1]) + tiny64*(1+size(split[2*j], split[2*j+1])))
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
		name:     fmt.Sprintf("fftRadix4, %d blocks of 4 x %d points", blocks, quarter),
		operands: []operand{wideOperand(r, "d", blocks*4*quarter*2*pointLanes), wideOperand(r, "twiddle", 6*quarter)},
		kernel:   func(a [][]float32) { fftRadix4(asFloat64(a[0]), asFloat64(a[1]), quarter, blocks) },
		twin:     func(a [][]float32) { fftRadix4Generic(asFloat64(a[0]), asFloat64(a[1]), quarter, blocks) },
		bounds: func(a [][]float32) [][]float64 {
			d, twiddle := make([]float64, len(a[0])/2), asFloat64(a[1])
			for p := range blocks * 4 * quarter {
				q, first := p/quarter%4, p/(4*quarter)*4*quarter+p%quarter
				if q == 0 {
					continue // sums of the same values in the same order
				}
				w := twiddle[6*(p%quarter)+2*(q-1):]
				for l := range pointLanes {
					var s float64
					for part := range 4 {
						z := pointAt(asFloat64(a[0]), first+part*quarter)
						s += size(z[l], z[pointLanes+l])
					}
					b := 8 * (roundoff64*s*size(w[0], w[1]) + tiny64)
					d[p*2*pointLanes+l], d[p*2*pointLanes+pointLanes+l] = b, b
				}
			}
			return [][]float64{d, nil}
		},
	}
}

// exactly returns the bounds of a call whose kernel and twin round alike.
func exactly(a [][]float32) [][]float64 { return [][]float64{make([]float64, len(a[0])/2)} }

// radix4LastCall returns a call for a pass without twiddle factors.
func radix4LastCall(r *rand.Rand, blocks int) kernelCall {
	return kernelCall{
		name:     fmt.Sprintf("fftRadix4, %d blocks of four points", blocks),
		operands: []operand{wideOperand(r, "d", blocks*4*2*pointLanes)},
		kernel:   func(a [][]float32) { fftRadix4(asFloat64(a[0]), nil, 1, blocks) },
		twin:     func(a [][]float32) { fftRadix4Generic(asFloat64(a[0]), nil, 1, blocks) },
		bounds:   exactly,
	}
}

func radix2Call(r *rand.Rand, pairs int) kernelCall {
	return kernelCall{
		name:     fmt.Sprintf("fftRadix2, %d pairs", pairs),
		operands: []operand{wideOperand(r, "d", pairs*2*2*pointLanes)},
		kernel:   func(a [][]float32) { fftRadix2(asFloat64(a[0]), pairs) },
		twin:     func(a [][]float32) { fftRadix2Generic(asFloat64(a[0]), pairs) },
		bounds:   exactly,
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
			wideOperand(r, "d", points*2*pointLanes),
			wideOperand(r, "post", 2*points),
			{name: "order", values: bits, opaque: true},
		},
		kernel: func(a [][]float32) { fftMagnitude(a[0], asFloat64(a[1]), asFloat64(a[2]), asInt32(a[3]), points) },
		twin: func(a [][]float32) {
			fftMagnitudeGeneric(a[0], asFloat64(a[1]), asFloat64(a[2]), asInt32(a[3]), points)
		},
		bounds: func(a [][]float32) [][]float64 { return [][]float64{magnitudeBounds(a, order, points), nil, nil, nil} },
	}
}

// magnitudeBounds returns the bounds of the magnitudes. Real and imaginary part
// are rounded five times in float64. In float32 the square is rounded once, which
// changes the magnitude by half as much, and the magnitude itself. A square below
// the smallest number may become 0, which changes the magnitude by up to that
// number's root.
func magnitudeBounds(a [][]float32, order []int32, points int) []float64 {
	b, twin := make([]float64, len(a[0])), make([]float32, len(a[0]))
	d, post := asFloat64(a[1]), asFloat64(a[2])
	fftMagnitudeGeneric(twin, d, post, order, points)
	for k := range points/2 + 1 {
		for l := range pointLanes {
			m := 2*k + l/Frames
			if m > points {
				break
			}
			z, p := pointAt(d, int(order[k])), pointAt(d, int(order[points-k-l/Frames]))
			s := size(z[l], z[pointLanes+l], p[l], p[pointLanes+l])
			if m < points {
				s *= 1 + size(post[2*m], post[2*m+1])
			}
			for _, bin := range []int{m, 2*points - m} {
				at := bin*Frames + l%Frames
				b[at] = 2*(5+5+2)*(roundoff64*s+tiny64) + 4*roundoff*float64(twin[at]) + 2*math.Sqrt(tiny)
			}
		}
	}
	return b
}
