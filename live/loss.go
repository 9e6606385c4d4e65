package live

import (
	"math"
	"slices"
)

// A loss is made up of the last 20 ms of input, again and again, each time at 0.8
// of the level before; and a window in which some of it lies is no silence: its
// probability is NegThreshold at least, which neither begins nor ends speech,
// unless MaxGap and longer no window is free of it. Only after a window of silence,
// the first two may be silence, too, so that the pause between two segments stays
// if a packet of it is lost; in a longer loss, speech would break apart. Of zeros,
// noise, the last period of the voice, and repetitions of several lengths and levels,
// with and without that, this changes the segments of recordings least; docs/live.md
// has figures.
const (
	repeatedPerSecond = 50
	repeatedLevel     = 0.8
	silentWindows     = 2
)

// concealer makes up samples in place of those lost.
type concealer struct {
	size   int       // samples of 20 ms
	maxGap int64     // samples; 0 for none
	gap    int64     // samples lost since the last of input
	end    int64     // the position after the last sample made up, -1 for none
	excuse int64     // samples of windows in a row that some of them lie in
	last   []float32 // what is repeated in the gap, at its present level; none without 20 ms of input
}

func newConcealer(c *Config) concealer { return concealer{size: c.SampleRate / repeatedPerSecond} }

// setMaxGap changes the longest loss. A gap that exceeds it counts as one that is just
// too long, as with miss.
func (k *concealer) setMaxGap(samples int64) {
	k.maxGap = samples
	k.gap = min(k.gap, samples+1)
}

// needed returns how many of the last samples prepare must find.
func (k *concealer) needed() int64 {
	if k.maxGap == 0 {
		return 0
	}
	return int64(k.size)
}

// prepare takes what is repeated from the audio before the gap, if that begins.
func (k *concealer) prepare(audio *history) {
	if k.gap > 0 {
		return
	}
	k.last = slices.Grow(k.last[:0], k.size)[:k.size]
	if !audio.latest(k.last) {
		k.last = k.last[:0]
	}
}

// forget ends the take: nothing of it is repeated.
func (k *concealer) forget() { k.last, k.end, k.excuse = k.last[:0], -1, 0 }

// excuses reports whether the next window, at a position, has samples that were made
// up, and may be no silence because of them.
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

// conceals reports whether a number of samples, lost after those before, is still
// made up.
func (k *concealer) conceals(samples int64) bool { return samples <= k.maxGap-k.gap }

// miss adds samples to the gap without making them up.
func (k *concealer) miss(samples int64) { k.gap += min(samples, k.maxGap+1-k.gap) }

// makeUp fills dst with the next samples of the gap: zeros if less than 20 ms of
// input came.
func (k *concealer) makeUp(dst []float32) {
	if len(k.last) == 0 {
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
