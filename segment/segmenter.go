package segment

// Segmenter makes segments while the probabilities come in. What Push and
// Finish deliver is, taken together, what [Find] makes of the whole recording,
// to the sample.
//
// Each segment comes with the first window after which nothing that may follow
// can change it. Two things look ahead. The pad after a segment is less than
// asked for if another one begins within both pads; and speech that has not
// exceeded MinSpeech yet may never become one. With the default options the
// silence that ends a segment is longer than both pads, so the segment comes
// with the window that completes the silence. Where MaxSpeech cuts speech
// without a silence, the first part comes as soon as the windows that follow
// show either silence or enough speech for another segment.
//
// PushEvents reports more than segments: speech that may have started, that is
// confirmed, dropped, ended or split. Segments and Events are for range loops.
//
// A Segmenter takes constant memory however long the stream is, and Push
// allocates nothing but what dst may need. It is not safe for concurrent use.
// Make one with [New]. Methods of the zero value panic, except UnmarshalBinary and
// UnmarshalText; those that encode it return an error.
type Segmenter struct {
	machine machine
	err     error

	unread int  // of machine.events: the last ones, which a range loop has not yielded
	ended  bool // a range loop was left in the events of the end
}

// New returns a segmenter for a stream at 8000 or 16000 Hz.
func New(sampleRate int, c Config) (*Segmenter, error) {
	r, err := newRules(sampleRate, c)
	if err != nil {
		return nil, err
	}
	return &Segmenter{machine: machine{rules: r}}, nil
}

// mustBeMade panics if New has not made the segmenter.
func (g *Segmenter) mustBeMade() {
	if g == nil || g.machine.rules.window == 0 {
		panic("segment: Segmenter is nil or zero, make it with New")
	}
}

// Push takes the probability of the next window and appends the segments that
// are final with it to dst.
//
// A probability that is NaN or infinite is neither speech nor silence: Push
// keeps an error, which Err returns, and from then on Push and Finish deliver
// nothing until Reset.
func (g *Segmenter) Push(dst []Segment, prob float32) []Segment {
	g.push(prob)
	return g.appendFinal(dst)
}

// Finish ends the stream, samples long, and appends the segments still to come
// to dst. The segmenter then starts anew, at sample 0.
//
// The probabilities pushed must be as many as samples has windows, the last of
// which may be incomplete. Otherwise, Finish delivers nothing and keeps an
// error, as Push does.
func (g *Segmenter) Finish(dst []Segment, samples int64) []Segment {
	g.finish(samples)
	return g.appendFinal(dst)
}

// PushEvents is Push for all kinds of events: it appends those of the window to
// dst. Push and PushEvents may alternate; the events of a window go to the one
// that takes it.
func (g *Segmenter) PushEvents(dst []Event, prob float32) []Event {
	g.push(prob)
	return append(dst, g.events()...)
}

// FinishEvents is Finish for all kinds of events.
func (g *Segmenter) FinishEvents(dst []Event, samples int64) []Event {
	g.finish(samples)
	return append(dst, g.events()...)
}

// Err returns the first error since the segmenter was made or Reset.
func (g *Segmenter) Err() error {
	g.mustBeMade()
	return g.err
}

// Reset takes the segmenter back to the start of a stream. It drops what has
// not been delivered, and the error; the options stay.
func (g *Segmenter) Reset() {
	g.mustBeMade()
	*g = Segmenter{machine: machine{rules: g.machine.rules}}
}

// Samples returns the number of samples in the windows pushed.
func (g *Segmenter) Samples() int64 {
	g.mustBeMade()
	return g.machine.pos
}

// Open returns the open speech, without padding, up to the last window; false
// if none is open.
func (g *Segmenter) Open() (s Segment, ok bool) {
	g.mustBeMade()
	m := &g.machine
	if !m.open {
		return s, false
	}
	return Segment{m.start, m.pos}, true
}

// Settled returns the position before which everything is decided: each segment
// that begins there is delivered, whatever follows. It is where the earliest
// segment begins, with padding, that is still to come.
func (g *Segmenter) Settled() int64 {
	g.mustBeMade()
	return g.machine.settled()
}

// Thresholds returns Threshold and NegThreshold as they are in use: the latter
// derived if the option is less than zero.
func (g *Segmenter) Thresholds() (threshold, negThreshold float64) {
	g.mustBeMade()
	return g.machine.rules.threshold, g.machine.rules.neg
}

// SetThresholds changes Threshold and NegThreshold for the windows to come. On
// error they stay as they were.
func (g *Segmenter) SetThresholds(threshold, negThreshold float64) error {
	g.mustBeMade()
	c := g.machine.rules.config
	c.Threshold, c.NegThreshold = threshold, negThreshold
	return g.SetConfig(c)
}

// Config returns the options in use.
func (g *Segmenter) Config() Config {
	g.mustBeMade()
	return g.machine.rules.config
}

// SetConfig changes all options for the windows to come, in the middle of speech
// too: what is confirmed stays a segment, what is delivered stays as it is, and no
// segment begins before the end of the one before. On error all stay as they
// were.
func (g *Segmenter) SetConfig(c Config) error {
	g.mustBeMade()
	old := &g.machine.rules
	var err error
	if c.Window, err = keptWindow(c.Window, old.config.Window, old.window); err != nil {
		return err
	}
	r, err := newRules(old.sampleRate, c)
	if err != nil {
		return err
	}
	g.machine.rules = r
	return nil
}

// push runs one window; its events are those of the machine.
func (g *Segmenter) push(prob float32) {
	g.mustBeMade()
	m := &g.machine
	m.clearEvents()
	g.unread, g.ended = 0, false
	if g.err != nil {
		return
	}
	if g.err = checkProbability(prob, m.pos, m.rules.window); g.err != nil {
		return
	}
	m.step(float64(prob))
}

// finish ends the stream; its events are those of the machine.
func (g *Segmenter) finish(samples int64) {
	g.mustBeMade()
	m := &g.machine
	m.clearEvents()
	g.unread, g.ended = 0, false
	if g.err != nil {
		return
	}
	if g.err = checkCount(m.pos/m.rules.window, samples, m.rules.window); g.err != nil {
		return
	}
	m.end(samples)
}

// events returns the events of the last window, or of the end.
func (g *Segmenter) events() []Event { return g.machine.events[:g.machine.count] }

func (g *Segmenter) appendFinal(dst []Segment) []Segment {
	for _, e := range g.events() {
		if e.Kind == SegmentFinal {
			dst = append(dst, e.Segment)
		}
	}
	return dst
}
