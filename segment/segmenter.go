package segment

// Segmenter makes segments while the probabilities come in. What Push and
// Finish deliver is, taken together, what [Find] makes of the whole
// recording, to the sample.
//
// Each segment comes with the first window after which nothing that may follow
// can change it. Two things look ahead. The pad behind a segment is less than
// asked for if another one begins within both pads; and speech that has
// not exceeded MinSpeech yet may never become one. With the default options the
// silence that ends a segment is longer than both pads, so that the segment
// comes with the window that completes the silence. Where MaxSpeech cuts speech
// without a silence, the first part comes as soon as the windows that follow
// show either silence or enough speech for another segment.
//
// PushEvents tells more than segments: speech that may have started, that is
// confirmed, dropped, ended or split. Segments and Events are for range loops.
//
// A Segmenter takes constant memory however long the stream is, and Push
// allocates nothing but what dst may need. It is not safe for concurrent use.
type Segmenter struct {
	machine
	err error
}

// New returns a segmenter for a stream at 8000 or 16000 Hz.
func New(sampleRate int, c Config) (*Segmenter, error) {
	r, err := newRules(sampleRate, c)
	if err != nil {
		return nil, err
	}
	return &Segmenter{machine: machine{rules: r}}, nil
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

// Err returns the first error since the segmenter was made or Reset.
func (g *Segmenter) Err() error { return g.err }

// Open returns the open speech, without padding, up to the last window; false
// if none is open.
func (g *Segmenter) Open() (s Segment, ok bool) {
	if !g.open {
		return s, false
	}
	return Segment{g.start, g.pos}, true
}

// Settled returns the position before which no segment begins that is not
// delivered, whatever follows.
func (g *Segmenter) Settled() int64 {
	switch {
	case g.held:
		return g.lastStart
	case g.open:
		return g.startBehind(g.start)
	}
	return g.startBehind(g.pos)
}

// Thresholds returns Threshold and NegThreshold as they are in use: the latter
// derived where the option is less than zero.
func (g *Segmenter) Thresholds() (threshold, negThreshold float64) {
	return g.threshold, g.neg
}

// Reset takes the segmenter back to the start of a stream. It drops what has
// not been delivered, and the error; the thresholds stay.
func (g *Segmenter) Reset() { *g = Segmenter{machine: machine{rules: g.rules}} }

// Samples returns the number of samples in the windows pushed.
func (g *Segmenter) Samples() int64 { return g.pos }

// SetThresholds changes Threshold and NegThreshold for the windows to come. On
// error they stay as they were.
func (g *Segmenter) SetThresholds(threshold, negThreshold float64) error {
	neg, err := checkThresholds(threshold, negThreshold)
	if err != nil {
		return err
	}
	g.threshold, g.neg = threshold, neg
	return nil
}

// push runs one window; its events are in g.events.
func (g *Segmenter) push(prob float32) {
	g.clearEvents()
	if g.err != nil {
		return
	}
	if g.err = checkProbability(prob, g.pos/g.window); g.err != nil {
		return
	}
	g.step(float64(prob))
}

// finish ends the stream; its events are in g.events.
func (g *Segmenter) finish(samples int64) {
	g.clearEvents()
	if g.err != nil {
		return
	}
	if g.err = checkCount(g.pos/g.window, samples, g.window); g.err != nil {
		return
	}
	g.end(samples)
}

func (g *Segmenter) appendFinal(dst []Segment) []Segment {
	for _, e := range g.events[:g.count] {
		if e.Kind == SegmentFinal {
			dst = append(dst, e.Segment)
		}
	}
	return dst
}
