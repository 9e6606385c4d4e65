package ops

// panelGeneric computes rows by cols outputs, cols in multiples of Lanes:
//
//	for r := range rows {
//		for o := range cols {
//			sum := init[r*is+o]
//			for i := range k {
//				sum += x[r*xs+i] * w[o/Lanes*ws+i*Lanes+o%Lanes]
//			}
//			y[r*ys+o] = max(sum, floor)
//		}
//	}
//
// It is the reference of every panel kernel.
func panelGeneric(rows, cols int, y []float32, ys int, x []float32, xs int, w []float32, ws int, init []float32, is, k int, floor float32) {
	for o := 0; o < cols; o += Lanes {
		panel := w[o/Lanes*ws:][:k*Lanes]
		for r := range rows {
			xr := x[r*xs:][:k]
			for half := 0; half < Lanes; half += 8 {
				sum := [8]float32(init[r*is+o+half:])
				dot8(&sum, xr, panel[half:])
				out := (*[8]float32)(y[r*ys+o+half:])
				for j, s := range sum {
					if s < floor {
						s = floor
					}
					out[j] = s
				}
			}
		}
	}
}

// dot8 adds the products of x and eight neighbouring columns of a panel:
//
//	sum[j] += x[i] * w[i*Lanes+j]
//
// The eight sums stay in registers and hide each other's latency.
func dot8(sum *[8]float32, x, w []float32) {
	s0, s1, s2, s3 := sum[0], sum[1], sum[2], sum[3]
	s4, s5, s6, s7 := sum[4], sum[5], sum[6], sum[7]
	for _, v := range x {
		c := (*[8]float32)(w)
		s0 += v * c[0]
		s1 += v * c[1]
		s2 += v * c[2]
		s3 += v * c[3]
		s4 += v * c[4]
		s5 += v * c[5]
		s6 += v * c[6]
		s7 += v * c[7]
		if len(w) < Lanes {
			break
		}
		w = w[Lanes:]
	}
	*sum = [8]float32{s0, s1, s2, s3, s4, s5, s6, s7}
}
