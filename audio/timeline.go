package audio

import (
	"fmt"
	"time"
)

// Bounds on the silence put in place of what was lost: a few bytes must not turn
// into days of it. A step in a file's own count of samples that is larger is
// taken for a fault of the count.
const (
	// maxGap is the silence of a stream that no lost bytes account for.
	maxGap = 10 * time.Minute

	// maxLost is how many samples a lost byte may have been: four times what
	// Opus at 6 kbit/s has, 48,000 for 750 bytes.
	maxLost = 256
)

// timeline keeps decoded samples at their place in time. A decoder says how
// many samples are missing before the ones it is about to deliver, and takes
// silence from the timeline until there is no more.
type timeline struct {
	sampleRate int
	channels   int
	log        *warnings
	position   int64 // samples per channel handed on or due as silence
	inserted   int64 // silence, in samples
	lost       int64 // bytes that may have been samples
	gap        int64 // samples of silence due
	zeros      []float32
}

// warn reports a fault at the current position.
func (t *timeline) warn(err error) { t.log.add(t.position, t.sampleRate, err) }

// lose makes missing samples due as silence and reports why; lost is how many
// bytes they were, as far as is known. It returns false, and does neither, if
// they are not between 1 and what the bounds leave.
func (t *timeline) lose(missing, lost int64, why string) bool {
	t.lost += lost
	bound := int64(maxGap/time.Second)*int64(t.sampleRate) + t.lost*maxLost
	if missing < 1 || missing > bound-t.inserted {
		return false
	}
	t.warn(fmt.Errorf("%w: %s, %d samples replaced by silence", ErrDamaged, why, missing))
	t.inserted += missing
	t.gap += missing
	t.position += missing
	return true
}

// silence returns the next zeros that are due, at most a block.
func (t *timeline) silence() []float32 {
	if t.gap == 0 {
		return nil
	}
	if t.zeros == nil {
		t.zeros = make([]float32, blockSamples(t.channels)*t.channels)
	}
	n := min(t.gap, int64(len(t.zeros)/t.channels))
	t.gap -= n
	return t.zeros[:int(n)*t.channels]
}
