package live

import "math"

// A loss is made up of the last 20 ms of input, again and again, each time at 0.8
// of the level before; and a window in which some of it lies is no silence: its
// probability is NegThreshold at least, which neither begins nor ends speech,
// unless MaxGap and longer no window is free of it. Of
// zeros, noise and repetitions of several lengths and levels, with and without
// that, this changes the segments of recordings least; docs/live.md has figures.
const (
	repeatedPerSecond = 50
	repeatedLevel     = 0.8
)

// concealer makes up samples in place of those lost.
type concealer struct {
	maxGap int64     // samples; 0 for none
	gap    int64     // samples lost since the last of input
	end    int64     // the position after the last sample made up, -1 for none
	excuse int64     // samples of windows in a row that some of them lie in
	last   []float32 // input before the gap, 20 ms
	filled int       // of last, at its end
}

func newConcealer(c *Config) concealer {
	return concealer{last: make([]float32, c.SampleRate/repeatedPerSecond)}
}

// hear takes samples of the input.
func (k *concealer) hear(pcm []float32) {
	if k.gap = 0; k.maxGap == 0 {
		return
	}
	n := min(len(pcm), len(k.last))
	copy(k.last, k.last[n:])
	copy(k.last[len(k.last)-n:], pcm[len(pcm)-n:])
	k.filled = min(len(k.last), k.filled+n)
}

// forget ends the take: nothing of it is repeated.
func (k *concealer) forget() { k.filled, k.end, k.excuse = 0, -1, 0 }

// excuses reports whether the next window, at a position, is no silence because of
// samples that were made up.
func (k *concealer) excuses(position, window int64) bool {
	if k.end <= position {
		k.excuse = 0
		return false
	}
	if k.excuse >= k.maxGap {
		return false
	}
	k.excuse += window
	return true
}

// conceals reports whether so many samples more than those lost are still made
// up.
func (k *concealer) conceals(samples int64) bool { return samples <= k.maxGap-k.gap }

// miss adds samples to the gap without making them up.
func (k *concealer) miss(samples int64) { k.gap += min(samples, k.maxGap+1-k.gap) }

// makeUp fills dst with the next samples of the gap: zeros if less than 20 ms of
// input came.
func (k *concealer) makeUp(dst []float32) {
	if k.filled < len(k.last) {
		clear(dst)
		k.gap += int64(len(dst))
		return
	}
	for i := range dst {
		at := int(k.gap) % len(k.last)
		if at == 0 {
			for j := range k.last {
				k.last[j] *= repeatedLevel
			}
		}
		dst[i] = k.last[at]
		k.gap++
	}
}

// raised returns prob, or the least probability that is not below the negative
// threshold if it is.
func raised(prob float32, neg float64) float32 {
	least := float32(neg)
	if float64(least) < neg {
		least = math.Nextafter32(least, 2)
	}
	return max(prob, least)
}
