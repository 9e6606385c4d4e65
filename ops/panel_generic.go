package ops

// panelGeneric computes rows by cols outputs, cols in multiples of Lanes:
//
//	for r := range rows {
//		for o := range cols {
//			sum := 0
//			for i := range k {
//				sum += x[r*xs+i] * w[o/Lanes*ws+i][o%Lanes]
//			}
//			y[r*ys+o] = max(init[r*is+o]+sum, floor)
//		}
//	}
//
// It is the reference of every panel kernel.
func panelGeneric(rows, cols int, y []float32, ys int, x []float32, xs int, w []lanes, ws int, init []float32, is, k int, floor float32) {
	for o := 0; o < cols; o += Lanes {
		panel := w[o/Lanes*ws:][:k]
		for r := range rows {
			var sum lanes
			dotLanes(&sum, x[r*xs:], panel)
			from, out := (*lanes)(init[r*is+o:]), (*lanes)(y[r*ys+o:])
			for j, s := range sum {
				if s += from[j]; s < floor {
					s = floor
				}
				out[j] = s
			}
		}
	}
}

// dotLanes adds the products of x and a panel: sum[j] += x[i] * w[i][j]. It
// computes four sums at a time, which the compiler keeps in registers together
// with their products.
func dotLanes(sum *lanes, x []float32, w []lanes) {
	x = x[:len(w)]
	for j := 0; j < Lanes; j += 4 {
		out := (*[4]float32)(sum[j:])
		s0, s1, s2, s3 := out[0], out[1], out[2], out[3]
		for i := range w {
			v := x[i]
			c := (*[4]float32)(w[i][j:])
			s0 += v * c[0]
			s1 += v * c[1]
			s2 += v * c[2]
			s3 += v * c[3]
		}
		*out = [4]float32{s0, s1, s2, s3}
	}
}
