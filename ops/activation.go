package ops

import "math"

// Sigmoid returns 1 / (1 + exp(-x)), within 1e-7.
func Sigmoid(x float32) float32 {
	q, s := expm1(-x)
	return 1 / ((s + 1) + q*s)
}

// Tanh returns the hyperbolic tangent of x, with a relative error of up to 2e-7.
func Tanh(x float32) float32 {
	q, s := expm1(x + x)
	e := (s - 1) + q*s // exp(2*x) - 1
	return e / (e + 2)
}

// forget returns sigmoid(x)*c + t. A gate that is almost open keeps almost all
// of c: what it takes off is small, and so is the rounding error of that.
// The product with a rounded sigmoid would change c by up to its last bit in each
// step, and a stream keeps its c for thousands of steps.
func forget(x, c, t float32) float32 {
	q, s := expm1(-float32(math.Abs(float64(x))))
	e := s + q*s
	k := e / (1 + e) // sigmoid(-|x|)
	if x < 0 {
		return t + k*c
	}
	return c + (t - k*c)
}

// The coefficients of exp: Cephes, expf. ln(2) is the sum of a short and a
// small number, so that n*ln2Hi is exact.
const (
	expLow  = -87
	expHigh = 88
	log2e   = 1.44269504088896341
	ln2Hi   = 0.693359375
	ln2Lo   = -2.12194440e-4
	expP0   = 1.9875691500e-4
	expP1   = 1.3981999507e-3
	expP2   = 8.3334519073e-3
	expP3   = 4.1665795894e-2
	expP4   = 1.6666665459e-1
	expP5   = 5.0000001201e-1

	// Adding and subtracting 1.5*2^23 rounds to the nearest integer.
	roundMagic = 3 << 22
)

// expm1 returns q and a power of two s with exp(x) = s + q*s, x clamped to [-87,
// 88]: the reduction exp(x) = 2^n * exp(r), |r| <= ln(2)/2, and a polynomial for
// exp(r) - 1. What is added to exp(x) can be added to s first, which is exact
// where it matters.
func expm1(x float32) (q, s float32) {
	if x < expLow {
		x = expLow
	} else if x > expHigh {
		x = expHigh
	}
	n := float32(x*log2e) + roundMagic
	n -= roundMagic
	r := x - float32(n*ln2Hi)
	r -= float32(n * ln2Lo)
	p := float32(expP0)
	p = p*r + expP1
	p = p*r + expP2
	p = p*r + expP3
	p = p*r + expP4
	p = p*r + expP5
	return p*(r*r) + r, math.Float32frombits(uint32(int32(n)+127) << 23)
}
