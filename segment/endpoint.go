package segment

import "time"

// Endpoint is the end of an utterance.
type Endpoint struct {
	// Utterance is from the first to the last speech, without padding.
	Utterance Segment
	// Speech is the number of samples of speech in it.
	Speech int64
	// Short says that Speech is less than MinUtterance.
	Short bool
	// Known is the number of samples of the stream after which the end was known.
	Known int64
}

// Silence returns the number of samples of silence that the end was known by.
func (e Endpoint) Silence() int64 { return e.Known - e.Utterance.End }

// Endpointer finds the ends of utterances, where a voice agent may answer:
//
//	speech  = p >= Threshold, or p >= NegThreshold after speech
//	silence = samples since the last window of speech
//	end     = silence >= pause and speech in the utterance >= MinUtterance
//	       or silence >= MaxSilence
//
// and no sooner than Cooldown after the end before. Speech within Grace after an
// end takes the utterance up again; an agent that has begun to answer stops.
//
// The pause is fixed, or adapts to the speaking rate that [Endpointer.Observe]
// learns: slow speakers pause longer between words.
//
// It is not safe for concurrent use. Make one with [NewEndpointer]. Methods of the
// zero value panic, except UnmarshalBinary and UnmarshalText; those that encode it
// return an error.
type Endpointer struct {
	config         EndpointConfig
	rate           int
	window         int64
	threshold, neg float64
	minUtterance   float64
	maxSilence     float64
	cooldown       float64
	grace          float64
	pace           pace
	pause          float64 // in samples, at present
	heard          heard
}

// heard is what an endpointer knows of the stream, as opposed to its speaker.
type heard struct {
	pos      int64 // end of the last window
	speaking bool
	open     bool  // in an utterance
	start    int64 // of the utterance
	speech   int64 // samples of it
	last     int64 // end of the last window of speech
	ended    bool
	end      int64 // where the last end was known
	// resumable says that speech takes up the utterance from start that ended
	// last; resumed, that it did so in the last window.
	resumable, resumed bool
}

// NewEndpointer returns an endpointer for a stream at 8000 or 16000 Hz.
func NewEndpointer(sampleRate int, c EndpointConfig) (*Endpointer, error) {
	window, err := windowSize(sampleRate, c.Window)
	if err != nil {
		return nil, err
	}
	e := &Endpointer{rate: sampleRate, window: window, config: EndpointConfig{Window: c.Window}}
	if err := e.SetConfig(c); err != nil {
		return nil, err
	}
	e.Reset()
	return e, nil
}

// Config returns the options in use.
func (e *Endpointer) Config() EndpointConfig {
	e.mustBeMade()
	return e.config
}

// SetConfig changes all options for the windows to come, in the middle of an
// utterance too; the pace learnt stays. On error all stay as they were.
func (e *Endpointer) SetConfig(c EndpointConfig) error {
	e.mustBeMade()
	neg, err := checkThresholds(c.Threshold, c.NegThreshold)
	if err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	if c.Window, err = keptWindow(c.Window, e.config.Window, e.window); err != nil {
		return err
	}
	e.config = c
	e.pace.setConfig(c)
	e.threshold, e.neg = c.Threshold, neg
	e.minUtterance = Samples(c.MinUtterance, e.rate)
	e.maxSilence = Samples(c.MaxSilence, e.rate)
	e.cooldown = Samples(c.Cooldown, e.rate)
	e.grace = Samples(c.Grace, e.rate)
	e.pause = Samples(e.Pause(), e.rate)
	return nil
}

// mustBeMade panics if NewEndpointer has not made the endpointer.
func (e *Endpointer) mustBeMade() {
	if e == nil || e.window == 0 {
		panic("segment: Endpointer is nil or zero, make it with NewEndpointer")
	}
}

// Push takes the probability of the next window and reports whether an
// utterance ended. If the probability is not finite, it takes nothing.
func (e *Endpointer) Push(prob float32) (end Endpoint, ok bool, err error) {
	e.mustBeMade()
	h := &e.heard
	if err := checkProbability(prob, h.pos, e.window); err != nil {
		return end, false, err
	}
	start := h.pos
	h.pos += e.window
	h.resumed = false
	if p := float64(prob); p >= e.threshold {
		h.speaking = true
	} else if p < e.neg {
		h.speaking = false
	}
	if h.speaking {
		switch {
		case h.open:
		case h.resumable:
			h.open, h.resumed = true, true
		default:
			h.open, h.start, h.speech = true, start, 0
		}
		h.resumable = false
		h.speech += e.window
		h.last = h.pos
		return end, false, nil
	}
	if h.resumable && float64(h.pos-h.end) >= e.grace {
		h.resumable = false
	}
	if !h.open || !e.over() {
		return end, false, nil
	}
	return e.close(h.last, h.pos), true, nil
}

// over reports whether the silence ends the open utterance.
func (e *Endpointer) over() bool {
	h := &e.heard
	if h.ended && float64(h.pos-h.end) < e.cooldown {
		return false
	}
	silence := float64(e.Silence())
	if float64(h.speech) >= e.minUtterance && silence >= e.pause {
		return true
	}
	return e.maxSilence > 0 && silence >= e.maxSilence
}

// close ends the open utterance.
func (e *Endpointer) close(last, known int64) Endpoint {
	h := &e.heard
	end := Endpoint{
		Utterance: Segment{h.start, last},
		Speech:    h.speech,
		Short:     float64(h.speech) < e.minUtterance,
		Known:     known,
	}
	h.open, h.resumable = false, e.grace > 0
	h.ended, h.end = true, known
	return end
}

// Resumed reports whether speech in the last window pushed took up the utterance
// that ended last: what comes next is another end of it.
func (e *Endpointer) Resumed() bool {
	e.mustBeMade()
	return e.heard.resumed
}

// Resumable reports whether speech in the next window would do so. It is false
// from Grace after the end on, which then is final.
func (e *Endpointer) Resumable() bool {
	e.mustBeMade()
	return e.heard.resumable
}

// Finish ends the stream, samples long, and reports whether that ended an
// utterance. The endpointer then starts anew, at sample 0, with the pace that
// it has learnt. It is an error if samples has not as many windows as were
// pushed.
func (e *Endpointer) Finish(samples int64) (end Endpoint, ok bool, err error) {
	e.mustBeMade()
	h := &e.heard
	if err := checkCount(h.pos/e.window, samples, e.window); err != nil {
		return end, false, err
	}
	if ok = h.open; ok {
		h.speech -= max(0, h.last-samples)
		end = e.close(min(h.last, samples), samples)
	}
	e.heard = heard{}
	return end, ok, nil
}

// Reset takes the endpointer back to the start of a stream, with a speaker of
// whom nothing is known.
func (e *Endpointer) Reset() {
	e.mustBeMade()
	e.heard = heard{}
	e.pace = newPace(e.config)
	e.pause = Samples(e.Pause(), e.rate)
}

// Observe takes a text that a recogniser heard and the time that it took to
// speak, without the pauses around it. Its rate, in characters (Unicode code
// points) per second, adapts the pause. A rate outside [0.5, 50] changes nothing
// and is an error.
func (e *Endpointer) Observe(text string, d time.Duration) error {
	e.mustBeMade()
	if err := e.pace.observe(text, d); err != nil {
		return err
	}
	e.pause = Samples(e.Pause(), e.rate)
	return nil
}

// Pause returns the silence that ends an utterance at present.
func (e *Endpointer) Pause() time.Duration {
	e.mustBeMade()
	if e.config.FixedPause > 0 {
		return e.config.FixedPause
	}
	return e.pace.pause()
}

// SpeakingRate returns the mean of the rates observed, in characters per
// second, in which each counts twice as much as the one before; 0 if there are
// none.
func (e *Endpointer) SpeakingRate() float64 {
	e.mustBeMade()
	return e.pace.mean()
}

// Silence returns the number of samples since the last speech, or since the
// start of the stream.
func (e *Endpointer) Silence() int64 {
	e.mustBeMade()
	return e.heard.pos - e.heard.last
}

// Utterance returns the open utterance so far, from its first to its last
// speech, and the number of samples of speech in it; false if there is none.
func (e *Endpointer) Utterance() (u Segment, speech int64, ok bool) {
	e.mustBeMade()
	h := &e.heard
	if !h.open {
		return u, 0, false
	}
	return Segment{h.start, h.last}, h.speech, true
}
