package live

// Of what a loss is made up: the last 20 ms of input, again and again, each time
// at 0.8 of the level before. Of zeros, noise and repetitions of several lengths
// and levels, this changes the segments of recordings least; docs/live.md has the
// figures.
const (
	repeatedPerSecond = 50
	repeatedLevel     = 0.8
)

// concealer makes up samples in place of those lost.
type concealer struct {
	maxGap int64     // samples; 0 for none
	gap    int64     // samples lost since the last of input
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

// forget ends the take: what was heard is not repeated, unless input comes.
func (k *concealer) forget() { k.filled = 0 }

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
