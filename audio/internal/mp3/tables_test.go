package mp3

import (
	"math"
	"testing"
)

// TestTables checks what the tables of the standard have in common.
func TestTables(t *testing.T) {
	for rate, layouts := range layouts {
		for i, layout := range layouts {
			sum := 0
			for _, band := range layout {
				sum += band.width
			}
			if sum != 576 || len(layout) > len(scaleFactors{}.factors) {
				t.Errorf("rate %d, layout %d: %d bands of %d values, want 576", rate, i, len(layout), sum)
			}
		}
	}
	for number, leaves := range codeLeaves {
		code := tables().codes[number]
		room := 1.
		seen := map[uint8]bool{}
		codeword := uint64(0)
		for i := 0; i < len(leaves); i += 3 {
			value, length := code.look(codeword)
			room -= math.Exp2(-float64(length))
			seen[value] = true
			codeword += 1 << (64 - length) // the next leaf to the right
		}
		if room != 0 || codeword != 0 || len(seen) != len(leaves)/3 {
			t.Errorf("code %d: %d values of %d, %v of the codewords unused", number, len(seen), len(leaves)/3, room)
		}
	}
	for i, w := range blockWindows[longBlock] {
		// Windows that overlap add up in power.
		other := blockWindows[longBlock][(i+18)%36]
		near(t, "window", w*w+other*other, 1)
		if i < 18 {
			start, stop := blockWindows[startBlock][18+i], blockWindows[stopBlock][i]
			near(t, "short slopes", start*start+stop*stop, 1)
		}
	}
}
