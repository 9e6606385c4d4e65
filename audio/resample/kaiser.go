package resample

import "math"

// The filters are sincs under a Kaiser window, designed in continuous time:
// a filter is a function of the distance from its centre, and any phase of it
// can be sampled. Source: J. F. Kaiser, Nonrecursive digital filter design
// using the I0-sinh window function, 1974.

// kaiserHalfWidth returns half the length, in samples, of a filter that turns
// from pass to stop over transition, in cycles per sample, and is then down by
// attenuation, in dB.
func kaiserHalfWidth(attenuation, transition float64) float64 {
	return (attenuation - 7.95) / (2 * 2.285 * 2 * math.Pi * transition)
}

// kaiserBeta returns the shape of the window for such a filter, of at least
// 50 dB.
func kaiserBeta(halfWidth, transition float64) float64 {
	attenuation := halfWidth*2*2.285*2*math.Pi*transition + 7.95
	return 0.1102 * (attenuation - 8.7)
}

// besselI0 returns the modified Bessel function of order 0 by its power series:
//
//	sum over k of ((x/2)^k / k!)^2
func besselI0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-17; k++ {
		term *= (x / 2 / k) * (x / 2 / k)
		sum += term
	}
	return sum
}

// lowPass is a filter in continuous time. It is 0 from halfWidth on.
type lowPass struct {
	cutoff    float64 // middle of the transition, in cycles per sample
	halfWidth float64 // in samples
	beta      float64 // shape of the window
	peak      float64 // of the window before it is scaled to 1
}

func newLowPass(cutoff, halfWidth, transition float64) lowPass {
	beta := kaiserBeta(halfWidth, transition)
	return lowPass{cutoff: cutoff, halfWidth: halfWidth, beta: beta, peak: besselI0(beta)}
}

// at returns the filter at distance t, in samples, from its centre. Sampled at
// whole distances it has a gain of about 1 at 0 Hz.
func (f lowPass) at(t float64) float64 {
	x := t / f.halfWidth
	if x <= -1 || x >= 1 {
		return 0
	}
	window := besselI0(f.beta*math.Sqrt(1-x*x)) / f.peak
	if t == 0 {
		return 2 * f.cutoff * window
	}
	return math.Sin(2*math.Pi*f.cutoff*t) / (math.Pi * t) * window
}

// worst returns the largest gain from a frequency on, in cycles per sample,
// where the filter is sampled at whole distances.
func (f lowPass) worst(from float64) (worst float64) {
	half := int(math.Ceil(f.halfWidth))
	c := make([]float64, half) // at distances from 0 on
	sum := -f.at(0)
	for t := range c {
		c[t] = f.at(float64(t))
		sum += 2 * c[t]
	}
	const steps = 100
	for i := range steps + 1 {
		frequency := from + (.5-from)*float64(i)/steps
		gain := c[0]
		for t := 1; t < half; t++ {
			gain += 2 * c[t] * math.Cos(2*math.Pi*frequency*float64(t))
		}
		worst = max(worst, math.Abs(gain/sum))
	}
	return worst
}
