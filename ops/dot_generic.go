package ops

// dotReLUGeneric is the reference of the dotReLU kernel; see DotReLU.
func dotReLUGeneric(sum float32, x, w []float32) float32 {
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
