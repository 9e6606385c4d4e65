package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// logMagnitudesCall returns a call of the kernel for a number of bins.
func logMagnitudesCall(r *rand.Rand, bins int) kernelCall {
	spectrum := random(r, 2*bins)
	for i := range spectrum {
		spectrum[i] *= float32(math.Exp2(-24 * r.Float64()))
	}
	return kernelCall{
		name: fmt.Sprintf("logMagnitudes, %d bins", bins),
		operands: []operand{
			{name: "mag", values: random(r, bins)},
			{name: "log", values: random(r, bins)},
			{name: "spectrum", values: spectrum},
			{name: "sums", values: random(r, 8)},
		},
		kernel: func(a [][]float32) { logMagnitudes(a[0], a[1], a[2], a[3]) },
		twin:   func(a [][]float32) { logMagnitudesGeneric(a[0], a[1], a[2], a[3]) },
		bounds: logMagnitudesBounds,
	}
}

// logMagnitudesBounds returns the bounds of the results. A square below the
// smallest number may become 0, as in magnitudeBounds. The logarithm has the error
// of the magnitude, which is relative to 1 or more, and some of its own.
func logMagnitudesBounds(a [][]float32) [][]float64 {
	bins := len(a[0])
	mag, log, sums := make([]float64, bins), make([]float64, bins), make([]float64, len(a[3]))
	terms := make([][]float32, len(sums))
	for i, v := range a[3] {
		terms[i] = append(terms[i], v)
	}
	for k := range mag {
		m := size(float64(a[2][k]), float64(a[2][bins+k]))
		mag[k] = 4*roundoff*m + 2*math.Sqrt(tiny)
		l := math.Log1p(m * logScale)
		log[k] = 8 * roundoff * (1 + l)
		sums[k%8] += log[k]
		terms[k%8] = append(terms[k%8], float32(l))
	}
	for i := range sums {
		sums[i] += sumBound(terms[i])
	}
	return [][]float64{mag, log, nil, sums}
}

// depthwiseCall returns a call of the kernel for a number of channels and taps.
func depthwiseCall(r *rand.Rand, channels, taps int) kernelCall {
	xs := channels + r.IntN(5)
	return kernelCall{
		name: fmt.Sprintf("depthwise, %d channels, %d taps, stride of x %d", channels, taps, xs),
		operands: []operand{
			{name: "y", values: random(r, channels)},
			{name: "x", values: random(r, max(taps-1, 0)*xs+channels)},
			{name: "w", values: random(r, taps*channels)},
			{name: "bias", values: random(r, channels)},
		},
		kernel: func(a [][]float32) { depthwise(a[0], a[1], xs, a[2], a[3], taps) },
		twin:   func(a [][]float32) { depthwiseGeneric(a[0], a[1], xs, a[2], a[3], taps) },
		bounds: func(a [][]float32) [][]float64 {
			y := make([]float64, channels)
			for c := range y {
				terms := []float32{a[3][c]}
				for t := range taps {
					terms = append(terms, a[1][t*xs+c]*a[2][t*channels+c])
				}
				y[c] = sumBound(terms)
			}
			return [][]float64{y, nil, nil, nil}
		},
	}
}
