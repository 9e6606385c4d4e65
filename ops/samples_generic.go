package ops

// int16sGeneric is the reference of the int16s kernels.
func int16sGeneric(dst []float32, src []byte) {
	for i := range dst {
		dst[i] = float32(int16(uint16(src[2*i])|uint16(src[2*i+1])<<8)) / (1 << 15)
	}
}

// meansGeneric is the reference of the means kernels. Halving is exact except
// for denormals; the conversions keep every machine from fusing it with the sum.
func meansGeneric(dst, src []float32) {
	for i := range dst {
		dst[i] = float32(src[2*i]/2) + float32(src[2*i+1]/2)
	}
}
