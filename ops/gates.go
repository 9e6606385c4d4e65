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
