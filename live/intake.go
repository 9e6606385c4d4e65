package live

import (
	"fmt"
	"math"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio/resample"
	"github.com/gosilero/vad/ops"
)

// intake cuts the input of a take into windows of the network. Positions in a
// take count from its start: those of the input at rate, those of the windows at
// netRate. Between rates that differ, a position of the windows is that of the
// input that is nearest in time:
//
//	input = round(position * rate / netRate)
//
// which is exact, since the resampler keeps samples at their times.
type intake struct {
	stream        *vad.Stream
	size          int // samples of a window
	rate, netRate int
	resampler     *resample.Resampler // nil if the rates are equal

	taken   int64     // samples of the input
	windows int64     // that were computed
	pending []float32 // samples at netRate after them
	// finished says that the take has ended, though windows may still be pending.
	finished bool
}

// The rates, in Hz, that package resample takes.
const (
	minRate = 1000
	maxRate = 1 << 20
)

func newIntake(r Runner, rate int) (intake, error) {
	if rate < minRate || rate > maxRate {
		return intake{}, fmt.Errorf("%w: SampleRate: got %d Hz, want %d to %d", vad.ErrSampleRate, rate, minRate, maxRate)
	}
	stream, err := newStream(r, rate)
	if err != nil {
		return intake{}, err
	}
	t := intake{stream: stream, size: stream.WindowSize(), rate: rate, netRate: stream.SampleRate()}
	if t.netRate != t.rate {
		if t.resampler, err = resample.New(t.rate, t.netRate); err != nil {
			return intake{}, err
		}
	}
	t.pending = make([]float32, 0, t.size)
	return t, nil
}

// restart begins a take.
func (t *intake) restart() {
	t.stream.Reset()
	if t.resampler != nil {
		t.resampler.Reset()
	}
	t.taken, t.windows, t.pending, t.finished = 0, 0, t.pending[:0], false
}

// room returns how many samples of the input complete the window: none if it is.
func (t *intake) room() int {
	switch {
	case len(t.pending) >= t.size:
		return 0
	case t.resampler == nil:
		return t.size - len(t.pending)
	}
	return int(t.resampler.Needed(t.position()+int64(t.size)) - t.taken)
}

// take takes samples of the input, no more than there is room for.
func (t *intake) take(pcm []float32) {
	t.taken += int64(len(pcm))
	if t.resampler == nil {
		t.pending = append(t.pending, pcm...)
		return
	}
	before := len(t.pending)
	t.pending = t.resampler.Feed(t.pending, pcm)
	clamp(t.pending[before:])
}

// clamp limits samples to those that the network takes: the resampler goes past the
// largest of its input where that jumps.
func clamp(pcm []float32) {
	if ops.InRange(pcm) {
		return
	}
	for i, v := range pcm {
		pcm[i] = min(max(v, -largest), largest)
	}
}

// largest is the largest sample that the network takes.
var largest = math.Nextafter32(ops.Limit, 0)

// window returns the window if it is complete, nil otherwise.
func (t *intake) window() []float32 {
	if len(t.pending) < t.size {
		return nil
	}
	return t.pending[:t.size]
}

// pass passes over the window, which was computed.
func (t *intake) pass() {
	t.pending = t.pending[:copy(t.pending, t.pending[t.size:])]
	t.windows++
}

// finish ends the input: the last window is completed with zeros. Again, it does
// nothing.
func (t *intake) finish() {
	if t.resampler != nil {
		before := len(t.pending)
		t.pending = t.resampler.Flush(t.pending)
		clamp(t.pending[before:])
	}
	for len(t.pending)%t.size > 0 {
		t.pending = append(t.pending, 0)
	}
	t.finished = true
}

// position returns the position after the last window.
func (t *intake) position() int64 { return t.windows * int64(t.size) }

// length returns the number of samples at netRate of the input taken.
func (t *intake) length() int64 {
	if t.resampler == nil {
		return t.taken
	}
	return t.resampler.Length(t.taken)
}

// input returns the position in the input of a position of the windows.
func (t *intake) input(position int64) int64 {
	if t.resampler == nil {
		return position
	}
	in, out := int64(t.rate), int64(t.netRate)
	whole, part := position/out, position%out
	return whole*in + (2*part*in+out)/(2*out)
}

// span returns the most samples of the input that a number of samples at
// netRate can lie apart.
func (t *intake) span(n int) int64 {
	if t.resampler == nil {
		return int64(n)
	}
	return (int64(n)*int64(t.rate) + int64(t.netRate) - 1) / int64(t.netRate)
}
