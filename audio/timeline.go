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

// framer decodes what comes in frames, one after the other.
type framer interface {
	// next returns the samples of the next frame, interleaved, whole samples
	// only, valid until the next call; there may be none. Samples that are
	// missing before them it reports to its timeline. The errors are those of
	// decoder.
	next() ([]float32, error)
}

// timeline is the decoder of the kinds of audio that come in frames. It keeps
// the frames at their place in time: a framer reports how many samples are
// missing before the frame that it returns, and the timeline delivers silence
// for them, then the frame.
type timeline struct {
	frames   framer
	format   Format
	log      *warnings
	frame    []float32 // decoded, delivered after the silence that is due
	position int64     // samples per channel delivered or due as silence
	inserted int64     // silence, in samples
	lost     int64     // bytes that may have been samples
	gap      int64     // samples of silence due
	zeros    []float32
}

func newTimeline(frames framer, f Format, log *warnings) *timeline {
	return &timeline{frames: frames, format: f, log: log}
}

func (t *timeline) Format() Format { return t.format }

func (t *timeline) decode() ([]float32, error) {
	for {
		if zeros := t.silence(); zeros != nil {
			return zeros, nil
		}
		if frame := t.frame; len(frame) > 0 {
			t.frame = nil
			t.position += int64(len(frame) / t.format.Channels)
			return frame, nil
		}
		var err error
		if t.frame, err = t.frames.next(); err != nil {
			return nil, err
		}
	}
}

// warn reports a fault at the current position.
func (t *timeline) warn(err error) { t.log.add(t.position, t.format.SampleRate, err) }

// lose makes missing samples due as silence and reports why; lost is how many
// bytes they were, as far as is known. It returns false, and does neither, if
// they are not between 1 and what the bounds leave.
func (t *timeline) lose(missing, lost int64, why string) bool {
	t.lost += lost
	bound := int64(maxGap/time.Second)*int64(t.format.SampleRate) + t.lost*maxLost
	if missing < 1 || missing > bound-t.inserted {
		return false
	}
	t.warn(fmt.Errorf("%w: %s, %d samples replaced by silence", ErrDamaged, why, missing))
	t.inserted += missing
	t.gap += missing
	t.position += missing
	return true
}

// delay makes samples of silence due before the first frame, as a file says that
// it begins late, unless they are out of bounds.
func (t *timeline) delay(samples int64) {
	if samples < 1 || samples > int64(maxGap/time.Second)*int64(t.format.SampleRate) {
		return
	}
	t.inserted += samples
	t.gap += samples
	t.position += samples
}

// silence returns the next zeros that are due, at most a buffer of them.
func (t *timeline) silence() []float32 {
	if t.gap == 0 {
		return nil
	}
	channels := t.format.Channels
	if t.zeros == nil {
		t.zeros = make([]float32, bufferSamples(channels)*channels)
	}
	n := min(t.gap, int64(len(t.zeros)/channels))
	t.gap -= n
	return t.zeros[:int(n)*channels]
}
