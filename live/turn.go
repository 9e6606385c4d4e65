package live

import (
	"fmt"
	"time"

	"github.com/gosilero/vad/segment"
)

// turn finds the ends of a speaker's turns.
type turn struct {
	endpointer *segment.Endpointer // nil for none
	base       int64               // the window's position in the take at which it began
	last       segment.Endpoint    // the last end
}

// setConfig changes the options; nil ends the turn without an event. What begins
// in mid-stream begins with the next window.
func (t *turn) setConfig(in *intake, c *segment.EndpointConfig) error {
	switch {
	case c == nil:
		t.endpointer = nil
		return nil
	case t.endpointer != nil:
		return t.endpointer.SetConfig(*c)
	}
	var err error
	t.endpointer, err = segment.NewEndpointer(in.netRate, *c)
	t.base = in.position()
	return err
}

func (t *turn) reset() {
	if t.endpointer != nil {
		t.endpointer.Reset()
	}
	t.base = 0
}

// push appends the events of turns that the window's probability causes to dst.
func (t *turn) push(dst []Event, c *channel, prob float32) ([]Event, error) {
	e := t.endpointer
	if e == nil {
		return dst, nil
	}
	waits := e.Resumable()
	end, ended, err := e.Push(prob)
	switch {
	case err != nil:
		return dst, err
	case ended:
		return t.ended(dst, c, end), nil
	case e.Resumed():
		u, speech, _ := e.Utterance()
		return append(dst, t.event(c, TurnResumed, u, speech)), nil
	case waits && !e.Resumable():
		return append(dst, t.event(c, TurnFinal, t.last.Utterance, t.last.Speech)), nil
	}
	return dst, nil
}

// ended appends the end of a turn to dst, twice if it is final.
func (t *turn) ended(dst []Event, c *channel, end segment.Endpoint) []Event {
	t.last = end
	dst = append(dst, t.event(c, TurnEnded, end.Utterance, end.Speech))
	if !t.endpointer.Resumable() {
		dst = append(dst, t.event(c, TurnFinal, end.Utterance, end.Speech))
	}
	return dst
}

// finish ends the take, and so the turn.
func (t *turn) finish(dst []Event, c *channel) ([]Event, error) {
	e := t.endpointer
	if e == nil {
		return dst, nil
	}
	waits := e.Resumable()
	end, ended, err := e.Finish(c.intake.length() - t.base)
	if ended {
		dst = t.ended(dst, c, end)
	} else if waits {
		dst = append(dst, t.event(c, TurnFinal, t.last.Utterance, t.last.Speech))
	}
	t.base = 0
	return dst, err
}

// observe takes what a recogniser heard.
func (t *turn) observe(text string, spoken time.Duration) error {
	if t.endpointer == nil {
		return fmt.Errorf("%w: Turn: got nil, want options, to observe a speaking rate", ErrOption)
	}
	return t.endpointer.Observe(text, spoken)
}

// event returns an event of a turn.
func (t *turn) event(c *channel, kind segment.EventKind, u segment.Segment, speech int64) Event {
	u = segment.Segment{Start: u.Start + t.base, End: u.End + t.base}
	return Event{
		Event:  segment.Event{Kind: kind, Segment: c.inStream(u), Known: c.now},
		Speech: c.intake.input(speech),
	}
}
