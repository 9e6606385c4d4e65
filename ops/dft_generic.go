package ops

// chainGeneric computes rows by cols outputs, cols in multiples of Lanes, each as
// one chain of fused multiply-adds:
//
//	for r := range rows {
//		for o := range cols {
//			y[r*ys+o] = 0
//			for i := range k {
//				y[r*ys+o] = fma(x[r*xs+i], w[o/Lanes*k+i][o%Lanes], y[r*ys+o])
//			}
//		}
//	}
//
// It is the reference of the kernels of three to six rows for a DFT, where they
// start from zero and have no floor. The fused multiply-add is emulated in float64,
// where a product of float32 is exact. The sum is rounded to float64 first, which
// matters to one in 2^29 of them. Rounding the product as well would move v4's
// probabilities of speech by up to 4e-5.
func chainGeneric(rows, cols int, y []float32, ys int, x []float32, xs int, w []lanes, k int) {
	for o := 0; o < cols; o += Lanes {
		for r := range rows {
			chainLanes((*lanes)(y[r*ys+o:]), x[r*xs:][:k], w[o/Lanes*k:][:k])
		}
	}
}

// chainLanes computes the outputs of a panel for one row.
func chainLanes(out *lanes, in []float32, w []lanes) {
	for j := 0; j < Lanes; j += 4 {
		var s0, s1, s2, s3 float64
		for i := range w {
			v, c := float64(in[i]), (*[4]float32)(w[i][j:])
			s0 = float64(float32(s0 + v*float64(c[0])))
			s1 = float64(float32(s1 + v*float64(c[1])))
			s2 = float64(float32(s2 + v*float64(c[2])))
			s3 = float64(float32(s3 + v*float64(c[3])))
		}
		out[j], out[j+1], out[j+2], out[j+3] = float32(s0), float32(s1), float32(s2), float32(s3)
	}
}
