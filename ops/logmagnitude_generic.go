package ops

import "math"

// logMagnitudesGeneric computes the bins of which spectrum has real and imaginary
// part, len(mag) of each, and adds up their logarithms:
//
//	for k := range mag {
//		mag[k] = |spectrum[k] + i*spectrum[len(mag)+k]|
//		log[k] = ln(1 + 2^20*mag[k])
//		sums[k%8] += log[k]
//	}
//
// It is the reference of the logMagnitudes kernels.
func logMagnitudesGeneric(mag, log, spectrum, sums []float32) {
	re, im := spectrum[:len(mag)], spectrum[len(mag):]
	for k := range mag {
		m := abs(re[k], im[k])
		l := ln(1 + m*logScale)
		mag[k], log[k] = m, l
		sums[k%8] += l
	}
}

// The coefficients of ln: Cephes, logf, which has ln(2) in two parts as in exp.
const (
	sqrtHalf = 0x3f3504f3 // bits of sqrt(1/2)
	lnP0     = 7.0376836292e-2
	lnP1     = -1.1514610310e-1
	lnP2     = 1.1676998740e-1
	lnP3     = -1.2420140846e-1
	lnP4     = 1.4249322787e-1
	lnP5     = -1.6668057665e-1
	lnP6     = 2.0000714765e-1
	lnP7     = -2.4999993993e-1
	lnP8     = 3.3333331174e-1
)

// ln returns the natural logarithm of a normal number x > 0, and NaN if x is
// infinite or NaN: the reduction x = 2^n * m, sqrt(1/2) <= m < sqrt(2), and a
// polynomial for ln(m).
func ln(x float32) float32 {
	bits := int32(math.Float32bits(x)) - sqrtHalf
	n := float32(bits >> 23)
	z := math.Float32frombits(uint32(bits&(1<<23-1)+sqrtHalf)) - 1
	p := float32(lnP0)
	p = p*z + lnP1
	p = p*z + lnP2
	p = p*z + lnP3
	p = p*z + lnP4
	p = p*z + lnP5
	p = p*z + lnP6
	p = p*z + lnP7
	p = p*z + lnP8
	square := float32(z * z)
	y := float32(p * z * square)
	y += float32(n * ln2Lo)
	y -= float32(0.5 * square)
	return z + y + float32(n*ln2Hi) + (x - x)
}

func abs(re, im float32) float32 {
	return float32(math.Sqrt(float64(re*re + im*im)))
}
