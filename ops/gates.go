package ops

import "fmt"

// Gates applies the LSTM's gates to the sums of one step:
//
//	c[u] = sigmoid(f[u])*c[u] + sigmoid(i[u])*tanh(g[u])
//	h[u] = sigmoid(o[u]) * tanh(c[u])
//
// sums holds the four gates of Lanes units side by side: [len(c)/Lanes][i, f,
// g, o][Lanes]; len(c) is a multiple of Lanes. h must not overlap sums or c.
func Gates(h, c, sums []float32) {
	if len(h) != len(c) || len(sums) != 4*len(c) || len(c)%Lanes != 0 {
		panic(fmt.Sprintf("ops: gates of %d sums, %d cells and %d outputs, want 4n, n and n, n a multiple of %d",
			len(sums), len(c), len(h), Lanes))
	}
	lstmGates(h, c, sums)
}

// Sigmoid returns 1 / (1 + exp(-x)), within 2e-7.
func Sigmoid(x float32) float32 { return 1 / (1 + exp(-x)) }

// Tanh returns the hyperbolic tangent of x, within 2e-7.
func Tanh(x float32) float32 { return 1 - 2/(1+exp(x+x)) }

// DotReLU returns sum + max(x[0], 0)*w[0] + max(x[1], 0)*w[1] + ...
// in eight interleaved partial sums. The lengths are a multiple of 8.
func DotReLU(sum float32, x, w []float32) float32 {
	if len(x) != len(w) || len(x)%8 != 0 {
		panic(fmt.Sprintf("ops: a product of %d by %d values, want a multiple of 8", len(x), len(w)))
	}
	var s [8]float32
	for i := 0; i+8 <= len(x); i += 8 {
		a, b := (*[8]float32)(x[i:]), (*[8]float32)(w[i:])
		s[0] += max(a[0], 0) * b[0]
		s[1] += max(a[1], 0) * b[1]
		s[2] += max(a[2], 0) * b[2]
		s[3] += max(a[3], 0) * b[3]
		s[4] += max(a[4], 0) * b[4]
		s[5] += max(a[5], 0) * b[5]
		s[6] += max(a[6], 0) * b[6]
		s[7] += max(a[7], 0) * b[7]
	}
	return sum + ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}
