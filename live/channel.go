package live

import (
	"fmt"
	"math"

	"github.com/gosilero/vad/segment"
)

// channel turns the windows of one channel, and their probabilities, into events
// and the audio of segments. What it cuts into windows and segments on its own
// is a take; takes follow each other.
type channel struct {
	intake    intake
	segmenter *segment.Segmenter
	turn      turn
	audio     history // of the input
	loss      concealer
	scale     scale
	handover  handover
	onset     onset
	smoothed  float64 // the last probability, with Smoothing
	before    float32 // the last probability, as it was judged

	base int64 // where the take begins
	now  int64 // the position up to which everything is known

	windows   bool    // are reported
	smoothing float64 // 0 for none
	minRMS    float64 // 0 for none

	changes []segment.Event // of the current window
	probs   []float32       // of the windows since reclaim
}

// newChannel returns a channel and the options that it has, checked.
func newChannel(r Runner, c Config) (*channel, Config, error) {
	in, err := newIntake(r, c.SampleRate)
	if err != nil {
		return nil, c, err
	}
	if c, err = c.checked(in.netRate, in.size); err != nil {
		return nil, c, err
	}
	ch := &channel{intake: in, loss: newConcealer(&c), scale: newScale(&c)}
	if ch.segmenter, err = segment.New(in.netRate, c.Segments); err != nil {
		return nil, c, err
	}
	if err := ch.setConfig(&c); err != nil {
		return nil, c, err
	}
	ch.beginTake(0)
	return ch, c, nil
}

// setConfig changes the options for the windows to come. They are checked.
func (c *channel) setConfig(config *Config) error {
	if err := c.segmenter.SetConfig(config.Segments); err != nil {
		return err
	}
	if err := c.turn.setConfig(&c.intake, config.Turn); err != nil {
		return err
	}
	c.loss.setMaxGap(config.wholeSamples(config.MaxGap))
	c.audio.tail = c.loss.needed()
	c.scale.on = config.CheckScale
	c.onset.least = segment.Samples(config.MinOnset, c.intake.netRate)
	c.windows, c.smoothing, c.minRMS = config.Windows, config.Smoothing, config.MinRMS
	c.intake.stream.SetResetSilence(config.ResetSilence)
	c.handover.setConfig(config, c.intake.span(c.intake.size))
	return nil
}

// setThresholds changes the thresholds of segments and turns for the windows to
// come.
func (c *channel) setThresholds(threshold, negThreshold float64) error {
	if err := c.segmenter.SetThresholds(threshold, negThreshold); err != nil {
		return err
	}
	e := c.turn.endpointer
	if e == nil {
		return nil
	}
	config := e.Config()
	config.Threshold, config.NegThreshold = threshold, negThreshold
	return e.SetConfig(config)
}

// reclaim takes back the probabilities.
func (c *channel) reclaim() { c.probs = emptied(c.probs) }

// emptied returns s without elements, or nil if a large write has made it large.
func emptied[T any](s []T) []T {
	const large = 32
	clear(s)
	if cap(s) > large {
		return nil
	}
	return s[:0]
}

// reset goes back to position 0 of a new stream.
func (c *channel) reset() {
	c.segmenter.Reset()
	c.turn.reset()
	c.scale.reset()
	c.loss.gap = 0
	c.beginTake(0)
}

// beginTake begins a take at a position.
func (c *channel) beginTake(position int64) {
	c.intake.restart()
	c.audio.restart(position)
	c.base, c.now = position, position
	c.handover.restart(position)
	c.onset.restart()
	c.loss.forget()
	c.smoothed, c.before = 0, 0
}

// fill takes samples of the input, no more than there is room for.
func (c *channel) fill(pcm []float32) {
	c.audio.write(pcm)
	c.intake.take(pcm)
}

// judge appends the events of the window that has the probability to dst.
func (c *channel) judge(dst []Event, prob float32) ([]Event, error) {
	prob = c.adjust(prob)
	c.changes = c.segmenter.PushEvents(c.changes[:0], prob)
	if err := c.segmenter.Err(); err != nil {
		return dst, err
	}
	c.probs = append(c.probs, prob)
	start := c.position(c.intake.position())
	c.intake.pass()
	c.now = c.audio.end
	if c.windows {
		s := segment.Segment{Start: start, End: min(c.position(c.intake.position()), c.now)}
		dst = append(dst, Event{Event: segment.Event{Kind: Window, Segment: s, Known: c.now}, Prob: prob})
	}
	dst = c.stream(dst)
	dst = c.report(dst)
	dst = c.confirm(dst, prob)
	if c.now >= c.handover.waiting.End+c.handover.postRoll {
		dst = c.handOver(dst, c.now)
	}
	dst, err := c.turn.push(dst, c, prob)
	c.audio.discard(c.needed())
	return dst, err
}

// adjust returns the probability that the window is judged by. One that is not a
// number stays so.
func (c *channel) adjust(prob float32) float32 {
	if c.minRMS > 0 && prob == prob && rms(c.intake.window()) < c.minRMS {
		prob = 0
	}
	if c.smoothing > 0 {
		c.smoothed = float64(c.smoothing*c.smoothed) + float64((1-c.smoothing)*float64(prob))
		prob = float32(c.smoothed)
	}
	if c.loss.excuses(c.position(c.intake.position()), c.handover.window) {
		_, neg := c.segmenter.Thresholds()
		if float64(c.before) >= neg || c.loss.excuse > silentWindows*c.handover.window {
			prob = raised(prob, neg)
		}
	}
	c.before = prob
	return prob
}

// rms returns the root of the mean square.
func rms(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v) // exact: a product of two float32
	}
	return math.Sqrt(sum / float64(len(x)))
}

// endTake ends the take and appends the events that this causes to dst. All of
// its windows were judged.
func (c *channel) endTake(dst []Event) ([]Event, error) {
	c.now = c.audio.end
	dst = c.stream(dst)
	c.changes = c.segmenter.FinishEvents(c.changes[:0], c.intake.length())
	dst = c.report(dst)
	dst = c.handOver(dst, c.now)
	dst, err := c.turn.finish(dst, c)
	if err == nil {
		err = c.segmenter.Err()
	}
	c.beginTake(c.now)
	return dst, err
}

// position returns the position in the stream of one of the windows.
func (c *channel) position(at int64) int64 { return c.base + c.intake.input(at) }

// inStream returns a segment of the windows in positions of the stream, as far as
// there is input.
func (c *channel) inStream(s segment.Segment) segment.Segment {
	return segment.Segment{Start: min(c.position(s.Start), c.now), End: min(c.position(s.End), c.now)}
}

// report appends what the segmenter found to dst, in positions of the stream.
func (c *channel) report(dst []Event) []Event {
	for _, e := range c.changes {
		e.Known, e.Segment = c.now, c.inStream(e.Segment)
		switch e.Kind {
		case segment.SegmentFinal:
			dst = c.final(dst, e.Segment)
			continue
		case segment.SpeechStarted:
			dst = c.begin(dst, e)
			c.onset.begin()
			continue
		case segment.SpeechConfirmed:
			if c.onset.least > 0 {
				continue
			}
		case segment.SpeechDropped, segment.SpeechEnded, segment.SpeechSplit:
			c.end(e.Kind)
			c.onset.open = false
		}
		dst = append(dst, Event{Event: e})
	}
	return dst
}

// needed returns the position from which audio may still be handed over, or
// asked for.
func (c *channel) needed() int64 {
	h := &c.handover
	from := c.position(c.intake.position())
	switch h.mode {
	case AudioNone:
		return from
	case AudioStreamed:
		return from - h.margin
	}
	if s, ok := c.speech(); ok {
		from = s.Start
	}
	from = min(from-h.margin, c.position(c.segmenter.Settled())-max(h.preRoll, h.window))
	if h.isWaiting {
		from = min(from, c.audioStart(h.waiting))
	}
	return from
}

// settled returns the position before which no segment begins that is not
// handed over.
func (c *channel) settled() int64 {
	if c.handover.isWaiting {
		return c.handover.waiting.Start
	}
	return c.position(c.segmenter.Settled())
}

// speech returns the open speech; false if none is open.
func (c *channel) speech() (s segment.Segment, ok bool) {
	if s, ok = c.segmenter.Open(); ok {
		s = segment.Segment{Start: c.position(s.Start), End: c.position(s.End)}
	}
	return s, ok
}

// appendAudio appends the audio of s to dst.
func (c *channel) appendAudio(dst []float32, s segment.Segment) ([]float32, error) {
	if kept := c.audio.kept(); s.Start < kept.Start || s.End < s.Start || s.End > kept.End {
		return dst, fmt.Errorf("%w: got %d to %d, want one inside %d to %d", segment.ErrSegment, s.Start, s.End, kept.Start, kept.End)
	}
	return c.audio.append(dst, s), nil
}
