package live

import (
	"math"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// channel turns the windows of one channel, and their probabilities, into events
// and the audio of segments. What it cuts into windows and segments on its own
// is a take; takes follow each other.
type channel struct {
	stream    *vad.Stream
	size      int64 // samples of a window
	segmenter *segment.Segmenter
	audio     history
	padded    []float32 // the last window of a take, completed with zeros

	handsAudio        bool
	preRoll, postRoll int64
	margin            int64   // the most that is needed from before speech
	resetSilence      float64 // 0 for never
	quiet             int64   // silence since it began, or since the last reset

	base      int64           // where the take begins
	now       int64           // the position up to which everything is known
	started   int64           // where the last speech of the take started, -1 for none
	waiting   segment.Segment // final, its PostRoll to come
	isWaiting bool
	lastEnd   int64 // of the last segment handed over, base if there is none

	changes []segment.Event // of the current window
	handed  []float32       // audio handed over since reclaim
	probs   []float32       // of the windows since reclaim
}

func newChannel(r Runner, c *Config) (*channel, error) {
	stream, err := r.NewStream(c.SampleRate)
	if err != nil {
		return nil, err
	}
	segmenter, err := segment.New(c.SampleRate, c.Segments)
	if err != nil {
		return nil, err
	}
	ch := &channel{
		stream:       stream,
		size:         int64(stream.WindowSize()),
		segmenter:    segmenter,
		padded:       make([]float32, stream.WindowSize()),
		resetSilence: c.samples(c.ResetSilence),
	}
	if c.Audio == AudioWhole {
		ch.handsAudio = true
		ch.preRoll, ch.postRoll = c.wholeSamples(c.PreRoll), c.wholeSamples(c.PostRoll)
		startPad := c.samples(c.Segments.SpeechPad) + c.samples(c.Segments.StartPad)
		// One window is what MaxSpeech can leave between two segments.
		ch.margin = int64(math.Ceil(startPad)) + max(ch.preRoll, ch.size)
	}
	ch.beginTake(0)
	return ch, nil
}

// reclaim takes back what was handed over: audio and probabilities.
func (c *channel) reclaim() { c.handed, c.probs = c.handed[:0], c.probs[:0] }

// reset goes back to position 0 of a new stream.
func (c *channel) reset() {
	c.segmenter.Reset()
	c.beginTake(0)
}

// beginTake begins a take at a position.
func (c *channel) beginTake(position int64) {
	c.stream.Reset()
	c.audio.restart(position)
	c.base, c.now, c.lastEnd = position, position, position
	c.started, c.isWaiting, c.quiet = -1, false, 0
}

// position returns the position after the last window.
func (c *channel) position() int64 { return c.base + c.segmenter.Samples() }

// room returns how many samples the window lacks.
func (c *channel) room() int { return int(c.position() + c.size - c.audio.end()) }

// unfinished returns the samples of the window that is not complete.
func (c *channel) unfinished() []float32 {
	return c.audio.at(segment.Segment{Start: c.position(), End: c.audio.end()})
}

// fill takes n samples, as history.write does, no more than there is room for,
// and returns the window if they complete it.
func (c *channel) fill(pcm []float32, stride, n int) (window []float32) {
	c.audio.write(pcm, stride, n)
	if c.room() > 0 {
		return nil
	}
	return c.unfinished()
}

// pad returns the unfinished window completed with zeros, nil if there is none.
func (c *channel) pad() (window []float32) {
	rest := c.unfinished()
	if len(rest) == 0 {
		return nil
	}
	clear(c.padded[copy(c.padded, rest):])
	return c.padded
}

// judge appends the events of the window that has the probability to dst.
func (c *channel) judge(dst []Event, prob float32) ([]Event, error) {
	c.changes = c.segmenter.PushEvents(c.changes[:0], prob)
	if err := c.segmenter.Err(); err != nil {
		return dst, err
	}
	c.probs = append(c.probs, prob)
	c.now = min(c.position(), c.audio.end()) // without the zeros of a last window
	dst = c.report(dst)
	if c.now >= c.waiting.End+c.postRoll {
		dst = c.handOver(dst, c.now)
	}
	c.watchSilence(prob)
	c.audio.discard(c.needed())
	return dst, nil
}

// endTake ends the take and appends the events that this causes to dst.
func (c *channel) endTake(dst []Event) []Event {
	c.now = c.audio.end()
	c.changes = c.segmenter.FinishEvents(c.changes[:0], c.now-c.base)
	dst = c.report(dst)
	dst = c.handOver(dst, c.now)
	c.beginTake(c.now)
	return dst
}

// report appends what the segmenter found to dst, in positions of the stream.
func (c *channel) report(dst []Event) []Event {
	for _, e := range c.changes {
		e.Known = c.now
		e.Segment = segment.Segment{Start: c.base + e.Segment.Start, End: min(c.base+e.Segment.End, c.now)}
		if e.Kind == segment.SegmentFinal && c.handsAudio {
			dst = c.final(dst, e.Segment)
			continue
		}
		if e.Kind == segment.SpeechStarted {
			dst = c.handOver(dst, e.Segment.Start)
			c.started = e.Segment.Start
		}
		dst = append(dst, Event{Event: e})
	}
	return dst
}

// final takes a segment, which is handed over at once if its PostRoll is there.
// None is waiting: the start of this one's speech has handed it over.
func (c *channel) final(dst []Event, s segment.Segment) []Event {
	c.waiting, c.isWaiting = s, true
	switch {
	case c.started >= s.End: // of the speech after it
		return c.handOver(dst, c.started)
	case c.now >= s.End+c.postRoll:
		return c.handOver(dst, c.now)
	}
	return dst
}

// handOver appends the segment that is waiting to dst, if there is one, with its
// audio up to limit at most.
func (c *channel) handOver(dst []Event, limit int64) []Event {
	if !c.isWaiting {
		return dst
	}
	s := c.waiting
	a := segment.Segment{Start: c.audioStart(s), End: max(s.End, min(s.End+c.postRoll, limit))}
	n := len(c.handed)
	c.handed = append(c.handed, c.audio.at(a)...)
	c.isWaiting, c.lastEnd = false, s.End
	return append(dst, Event{
		Event:      segment.Event{Kind: segment.SegmentFinal, Segment: s, Known: c.now},
		Audio:      c.handed[n:len(c.handed):len(c.handed)],
		AudioStart: a.Start,
	})
}

// audioStart returns where the audio of the next segment begins. A gap of one
// window is what MaxSpeech leaves when it cuts speech that goes on: it belongs
// to the second part.
func (c *channel) audioStart(s segment.Segment) int64 {
	if c.lastEnd > c.base && s.Start-c.lastEnd <= c.size {
		return c.lastEnd
	}
	return max(c.lastEnd, s.Start-c.preRoll)
}

// needed returns the position from which audio may still be handed over, or
// asked for.
func (c *channel) needed() int64 {
	from := c.position()
	if !c.handsAudio {
		return from
	}
	if s, ok := c.speech(); ok {
		from = s.Start
	}
	from = min(from-c.margin, c.base+c.segmenter.Settled()-max(c.preRoll, c.size))
	if c.isWaiting {
		from = min(from, c.audioStart(c.waiting))
	}
	return from
}

// settled returns the position before which no segment begins that is not
// handed over.
func (c *channel) settled() int64 {
	if c.isWaiting {
		return c.waiting.Start
	}
	return c.base + c.segmenter.Settled()
}

// speech returns the open speech; false if none is open.
func (c *channel) speech() (s segment.Segment, ok bool) {
	if s, ok = c.segmenter.Open(); ok {
		s.Start, s.End = s.Start+c.base, s.End+c.base
	}
	return s, ok
}

// watchSilence clears the network's memory in long silence.
func (c *channel) watchSilence(prob float32) {
	if c.resetSilence == 0 {
		return
	}
	_, open := c.segmenter.Open()
	if _, neg := c.segmenter.Thresholds(); open || float64(prob) >= neg {
		c.quiet = 0
		return
	}
	if c.quiet += c.size; float64(c.quiet) > c.resetSilence {
		c.stream.ResetLSTM()
		c.quiet = 0
	}
}
