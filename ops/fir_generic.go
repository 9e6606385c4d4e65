package ops

// firGeneric is the reference of the fir kernels:
//
//	y[m] = sum over k of c[list[m].coefficient+k] * x[list[m].input-list[0].input+k]
//
// taps is a multiple of 8. Products are rounded one by one, so that no machine
// fuses them with a sum.
func firGeneric(y, x, c []float32, list []firOutput, taps int) {
	for m := range y {
		w, v := c[list[m].coefficient:][:taps], x[list[m].input-list[0].input:][:taps]
		var s0, s1, s2, s3 float32
		for len(w) >= 8 && len(v) >= 8 {
			w8, v8 := (*[8]float32)(w), (*[8]float32)(v)
			s0 += float32(w8[0]*v8[0]) + float32(w8[4]*v8[4])
			s1 += float32(w8[1]*v8[1]) + float32(w8[5]*v8[5])
			s2 += float32(w8[2]*v8[2]) + float32(w8[6]*v8[6])
			s3 += float32(w8[3]*v8[3]) + float32(w8[7]*v8[7])
			w, v = w[8:], v[8:]
		}
		y[m] = s0 + s1 + (s2 + s3)
	}
}
