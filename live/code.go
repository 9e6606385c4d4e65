package live

import (
	"math"

	"github.com/gosilero/vad/segment"
)

// code takes the options.
func (c *Config) code(k *coder) {
	rate, audio := int64(c.SampleRate), int64(c.Audio)
	hasTurn, turn := c.Turn != nil, segment.EndpointConfig{}
	if hasTurn {
		turn = *c.Turn
	}
	k.fields(&rate, &c.Segments, &audio, &c.PreRoll, &c.PostRoll, &c.MinOnset, &hasTurn, &turn,
		&c.MaxGap, &c.IdleTimeout, &c.ResetSilence, &c.Windows, &c.Smoothing, &c.MinRMS, &c.CheckScale)
	c.SampleRate, c.Audio = int(rate), Audio(audio)
	if hasTurn {
		c.Turn = &turn
	}
}

// code takes a session apart from its options.
func (s *session) code(k *coder) {
	k.fields(&s.idle.elapsed)
	if s.idle.elapsed < 0 {
		k.fail("got a time of %v", s.idle.elapsed)
	}
	s.overlap.code(k, len(s.channels))
	s.speaking = 0
	for _, c := range s.channels {
		if c.code(k); k.err != nil {
			return
		}
		if _, open := c.segmenter.Open(); open {
			s.speaking++
		}
	}
	unread := s.events[len(s.events)-s.unread:]
	n := k.count(len(unread), 50)
	if k.reads {
		unread = make([]CallEvent, n)
		s.events, s.unread = unread, n
	}
	for i := range unread {
		unread[i].code(k, s.config.SampleRate)
	}
}

// code takes an event that was not yielded.
func (e *CallEvent) code(k *coder, rate int) {
	channel, speaking, kind := int64(e.Channel), int64(e.Speaking), string(e.Kind)
	k.fields(&channel, &speaking, &e.Segment, &e.Known, &e.AudioStart, &e.Prob, &e.Speech)
	k.text(&kind)
	k.samples(&e.Audio)
	if !k.reads {
		return
	}
	e.Channel, e.Speaking, e.Kind, e.rate = int(channel), int(speaking), segment.EventKind(kind), rate
	if len(e.Audio) == 0 {
		e.Audio = nil
	}
}

func (o *overlapper) code(k *coder, channels int) {
	speaking := int64(o.speaking)
	k.fields(&speaking, &o.start)
	n := k.count(len(o.edges), 9)
	if k.reads {
		o.edges, o.sorted, o.speaking = make([]edge, n), false, int(speaking)
	}
	for i := range o.edges {
		e := &o.edges[i]
		begins := e.delta > 0
		k.fields(&e.at, &begins)
		if e.delta = -1; begins {
			e.delta = 1
		}
	}
	if speaking < 0 || speaking > int64(channels) {
		k.fail("got %d channels that speak, want 0 to %d", speaking, channels)
	}
}

// code takes a channel apart from its options.
func (c *channel) code(k *coder) {
	c.intake.code(k)
	k.nested(c.segmenter)
	c.turn.code(k)
	c.audio.code(k)
	c.loss.code(k)
	c.handover.code(k)
	n := int64(c.scale.n)
	k.fields(&c.base, &c.now, &c.onset.open, &c.onset.heard, &c.smoothed, &c.before, &c.scale.sum, &n)
	if !k.reads || k.err != nil {
		return
	}
	c.scale.n, c.handover.base = int(n), c.base
	switch h, end := &c.handover, c.audio.end; {
	case c.base < 0 || c.audio.start < c.base || end-c.base != c.intake.taken || c.now < c.base || c.now > end:
		k.fail("got positions %d to %d, %d samples, known up to %d", c.base, end, c.intake.taken, c.now)
	case c.segmenter.Samples() != c.intake.position():
		k.fail("got %d samples of windows, want %d", c.segmenter.Samples(), c.intake.position())
	case h.waiting.Len() < 0 || !c.within(h.waiting.Start, h.waiting.End, h.lastEnd, h.streamed) || h.started > c.now || h.due < 0:
		k.fail("got %+v in %d to %d", h, c.base, c.now)
	case n < 0 || n >= int64(c.scale.second):
		k.fail("got %d samples of a second", n)
	}
}

// within reports whether positions are known.
func (c *channel) within(positions ...int64) bool {
	for _, at := range positions {
		if at < 0 || at > c.now {
			return false
		}
	}
	return true
}

func (t *intake) code(k *coder) {
	state := t.stream.State()
	k.nested(&state)
	if t.resampler != nil {
		k.nested(t.resampler)
	}
	k.fields(&t.taken, &t.windows, &t.finished)
	k.floats(&t.pending)
	if !k.reads || k.err != nil {
		return
	}
	if err := t.stream.SetState(state); err != nil {
		k.fail("%w", err)
		return
	}
	most := int64(1) << 56 / int64(t.size)
	if t.taken < 0 || t.windows < 0 || t.windows > most || state.Samples() != t.position() {
		k.fail("got %d samples of input, %d windows, a state after %d samples", t.taken, t.windows, state.Samples())
		return
	}
	if t.finished {
		if len(t.pending)%t.size != 0 {
			k.fail("got %d samples, want whole windows", len(t.pending))
		}
		return
	}
	if got := t.made(); got != t.taken {
		k.fail("got windows of %d samples of input, want %d", got, t.taken)
	} else if len(t.pending) < t.size && t.room() <= 0 {
		k.fail("got %d samples after %d of input, which complete the window", len(t.pending), t.taken)
	}
}

// made returns the number of samples of input that the windows, and what is
// pending, were made of; -1 if the resampler is another one.
func (t *intake) made() int64 {
	if t.resampler == nil {
		return t.position() + int64(len(t.pending))
	}
	if in, out := t.resampler.Rates(); in != t.rate || out != t.netRate {
		return -1
	}
	return t.resampler.Fed()
}

func (t *turn) code(k *coder) {
	if t.endpointer == nil {
		return
	}
	k.nested(t.endpointer)
	if k.fields(&t.base, &t.last); t.base < 0 {
		k.fail("got a turn from %d", t.base)
	}
}

// code takes the audio kept, and the tail: all else is left out.
func (h *history) code(k *coder) {
	from := h.from
	if k.noAudio {
		from = h.end
	}
	first := max(h.start, min(from, h.end-h.tail))
	var samples []float32
	if !k.reads {
		samples = make([]float32, h.end-first)
		h.read(samples, first)
	}
	k.fields(&first, &from)
	k.samples(&samples)
	if !k.reads {
		return
	}
	if most := int64(math.MaxInt64 / 2); first < 0 || from < first || from > most || from-first > int64(len(samples)) {
		k.fail("got %d samples from %d, audio from %d", len(samples), first, from)
		return
	}
	h.restart(first)
	h.write(samples)
	h.from = from
}

func (l *concealer) code(k *coder) {
	var last []float32 // of no use without a gap
	if l.gap > 0 {
		last = l.last
	}
	k.fields(&l.gap, &l.end, &l.excuse)
	k.samples(&last)
	if !k.reads {
		return
	}
	if l.last = last; len(last) != 0 && len(last) != l.size || l.gap < 0 || l.gap > l.maxGap+1 {
		k.fail("got %d samples before a gap of %d", len(last), l.gap)
	}
}

func (h *handover) code(k *coder) {
	k.fields(&h.waiting, &h.isWaiting, &h.started, &h.lastEnd, &h.open, &h.due, &h.streamed)
}
