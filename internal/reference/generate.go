package reference

import (
	"math"
	"math/rand/v2"
)

// noise returns white, low-passed and very low-passed noise in parts of two
// seconds, at levels from full scale down to one bit, with clicks.
func noise(rate int) []int16 {
	random := rand.NewPCG(1, uint64(rate))
	pcm := make([]int16, length(rate))
	var low int32
	for i := range pcm {
		part := i / (2 * rate)
		x := int32(int16(random.Uint64()))
		colour := []int{0, 2, 5}[part%3]
		low += (x - low) >> colour
		level := part * 7 % 16 // every level once in 16 parts
		pcm[i] = int16(low >> level)
		if random.Uint64()%uint64(rate) == 0 {
			pcm[i] = 1<<15 - 1
		}
	}
	return pcm
}

// squareHalves are half periods in units of 1/16000 s. At 16 kHz the first
// changes sign with every sample; at 8 kHz it is constant.
var squareHalves = [...]int{1, 16, 160, 1000, 16000}

// square returns square waves of full scale, in parts of twelve seconds.
func square(rate int) []float32 {
	pcm := make([]float32, length(rate))
	for i := range pcm {
		half := squareHalves[i/(12*rate)%len(squareHalves)]
		pcm[i] = 1
		if i*(16000/rate)/half%2 == 1 {
			pcm[i] = -1
		}
	}
	return pcm
}

// denormal returns numbers near the lower end of float32 in parts of ten seconds:
// the numbers or their squares are below the smallest normal number.
func denormal(rate int) []float32 {
	const sign = 1 << 31
	random := rand.NewPCG(2, uint64(rate))
	pcm := make([]float32, length(rate))
	for i := range pcm {
		r := uint32(random.Uint64())
		var bits uint32
		switch i / (10 * rate) % 6 {
		case 0: // up to 1.2e-38
			bits = r & (sign | 1<<23 - 1)
		case 1: // up to 1.1e-41
			bits = r & (sign | 1<<13 - 1)
		case 2: // the smallest, 1.4e-45, with alternating signs
			bits = uint32(i)<<31 | 1
		case 3: // 1e-39 with alternating signs, in bursts between zeros of both signs
			bits = uint32(i) << 31
			if i/100%3 == 0 {
				bits |= 0xae398
			}
		case 4: // 2^-72 to 2^-63: the squares are denormal
			bits = r&(sign|1<<23-1) | (55+r>>23%9)<<23
		case 5: // denormals between audible samples
			bits = r & (sign | 1<<23 - 1)
			if i%64 == 0 {
				bits = math.Float32bits(0.25)
			}
		}
		pcm[i] = math.Float32frombits(bits)
	}
	return pcm
}
