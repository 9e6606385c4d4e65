package mp3

import "math"

// synthesis is the hybrid filter bank, second half: from one sample of each
// of 32 subbands to 32 samples of sound (ISO 11172-3, section 2.4.3.2.2).
type synthesis struct {
	v  [1024]float32 // 16 vectors of 64, the newest at at
	at int
}

// synthesisWindow is the synthesis window, [16][32].
var synthesisWindow = func() (w [512]float32) {
	for i := range w {
		switch {
		case i <= 256:
			w[i] = float32(synthesisWindowHalf[i]) / 65536
		case i%64 == 0:
			w[i] = w[512-i]
		default:
			w[i] = -w[512-i]
		}
	}
	return w
}()

// synthesize computes 32 samples.
func (s *synthesis) synthesize(subbands, out *[32]float32) {
	s.at = (s.at - 64) & 1023
	v := (*[64]float32)(s.v[s.at:])
	var c, scratch [32]float32
	c = *subbands
	cosine2(c[:], scratch[:])
	// v[i] = sum over k of subbands[k] * cos(pi/64 * (16+i) * (2k+1)): the
	// cosine transform of 16+i, continued by its symmetries.
	v[16] = 0
	for i := range 16 {
		v[i] = c[16+i]
		v[48+i] = -c[i]
	}
	for i := 17; i < 48; i++ {
		v[i] = -c[48-i]
	}
	var sum [32]float32
	for i := range 8 {
		near := (*[32]float32)(s.v[(s.at+128*i)&1023:])
		far := (*[32]float32)(s.v[(s.at+128*i+96)&1023:])
		w := (*[64]float32)(synthesisWindow[64*i:])
		for j := range sum {
			sum[j] += near[j]*w[j] + far[j]*w[32+j]
		}
	}
	*out = sum
}

// cosine2 replaces x by its type-II cosine transform,
//
//	y[m] = sum over k of x[k] * cos(pi/2n * m * (2k+1))
//
// where n = len(x) = len(scratch) is 4, 8, 16 or 32. It splits into two of half
// the length: B. G. Lee, A new algorithm to compute the discrete cosine
// transform, 1984.
func cosine2(x, scratch []float32) {
	n := len(x)
	c := &cosine2Factors[32/n]
	if n == 4 {
		x := (*[4]float32)(x)
		even0, even1 := x[0]+x[3], x[1]+x[2]
		odd0, odd1 := (x[0]-x[3])*c[0], (x[1]-x[2])*c[1]
		last := (odd0 - odd1) * (math.Sqrt2 / 2)
		x[0], x[1], x[2], x[3] = even0+even1, odd0+odd1+last, (even0-even1)*(math.Sqrt2/2), last
		return
	}
	half := n / 2
	even, odd := scratch[:half], scratch[half:n]
	for i := range half {
		a, b := x[i], x[n-1-i]
		even[i], odd[i] = a+b, (a-b)*c[i]
	}
	cosine2(even, x[:half])
	cosine2(odd, x[half:])
	for i := range half - 1 {
		x[2*i], x[2*i+1] = even[i], odd[i]+odd[i+1]
	}
	x[n-2], x[n-1] = even[half-1], odd[half-1]
}

// cosine2Factors are 1/(2cos(pi/2n * (2i+1))), by 32/n.
var cosine2Factors = func() (c [9][16]float32) {
	for n := 4; n <= 32; n *= 2 {
		for i := range n / 2 {
			c[32/n][i] = float32(.5 / math.Cos(math.Pi/float64(2*n)*float64(2*i+1)))
		}
	}
	return c
}()
