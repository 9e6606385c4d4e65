package mp3

import (
	"math"
	"testing"
)

// TestStereo checks sum and difference below, and direction from where the
// right channel is silent.
func TestStereo(t *testing.T) {
	sqrt := math.Sqrt2 / 2
	for _, test := range []struct {
		name         string
		h            Header
		scaleBits    int
		positions    uint8
		none         bool
		below, above [2]float64
	}{
		{"nothing", Header{}, 0, 3, false, [2]float64{1, 1}, [2]float64{1, 0}},
		{"sum and difference", Header{midSide: true}, 0, 3, false, [2]float64{2 * sqrt, 0}, [2]float64{sqrt, sqrt}},
		{"left", Header{intensity: true}, 0, 6, false, [2]float64{1, 1}, [2]float64{1, 0}},
		{"middle", Header{intensity: true}, 0, 3, false, [2]float64{1, 1}, [2]float64{.5, .5}},
		{"right, and both", Header{intensity: true, midSide: true}, 0, 0, false, [2]float64{2 * sqrt, 0}, [2]float64{0, 1}},
		{"no direction", Header{intensity: true, midSide: true}, 0, 7, true, [2]float64{2 * sqrt, 0}, [2]float64{sqrt, sqrt}},
		{"low rate, left", Header{intensity: true, lowRate: true, bands: 3}, 0, 3, false, [2]float64{1, 1}, [2]float64{math.Exp2(-.5), 1}},
		{"low rate, right", Header{intensity: true, lowRate: true, bands: 3}, 1, 4, false, [2]float64{1, 1}, [2]float64{1, .5}},
	} {
		var scales scaleFactors
		for i := range scales.factors {
			scales.factors[i], scales.noDirection[i] = test.positions, test.none
		}
		var l, r [granuleSize]float32
		const silent = 90 // in a band that ends there at 44.1 kHz; within one at 22.05
		for i := range l {
			l[i] = 1
			if i < silent {
				r[i] = 1
			}
		}
		restoreStereo(test.h, &granule{scaleBits: test.scaleBits}, &scales, &l, &r)
		for _, c := range []struct {
			at   int
			want [2]float64
		}{{0, test.below}, {silent - 1, test.below}, {silent + 10, test.above}, {575, test.above}} {
			near(t, test.name+", left", l[c.at], c.want[0])
			near(t, test.name+", right", r[c.at], c.want[1])
		}
	}
}
