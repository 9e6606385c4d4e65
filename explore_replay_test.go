package vad

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// overtake resets a stream or gives it the state of another one, and enters that
// among the calls before those of the stream that wait: it overtakes them, and the
// window that is being computed comes before it. The state of the other stream must
// be the one that its calls lead to.
func (x *explorer) overtake(kind callKind) {
	to := x.rng.IntN(len(x.streams))
	c := &exploredCall{kind: kind, streams: []int{to}, cancel: func() {}, done: make(chan struct{})}
	close(c.done)
	if kind == aReset {
		x.streams[to].Reset()
		c.state = x.streams[to].State()
	} else {
		from := x.rng.IntN(len(x.streams))
		c.state = x.streams[from].State()
		x.enter(&exploredCall{kind: aState, streams: []int{from}, cancel: c.cancel, done: c.done, state: c.state}, true)
		if err := x.streams[to].SetState(c.state); err != nil {
			x.t.Fatal(err)
		}
	}
	x.enter(c, false)
}

// enter inserts c among the calls, before those of its stream that wait and, if it
// is asked for, before the one that has a window in a turn, unless c's stream has
// been overtaken since.
func (x *explorer) enter(c *exploredCall, beforeTurn bool) {
	waiting, inTurn := x.ahead(x.streams[c.streams[0]])
	at := len(x.calls)
	for at > 0 && (waiting > 0 || beforeTurn && inTurn) {
		before := x.calls[at-1]
		if slices.Contains(before.streams, c.streams[0]) {
			switch {
			case waiting == 0 && (before.kind == aReset || before.kind == aCopy):
				inTurn = false
				continue
			case before.open() && waiting > 0:
				waiting--
			case before.open():
				inTurn = false
			}
		}
		at--
	}
	x.calls = slices.Insert(x.calls, at, c)
}

// ahead returns how many windows of a stream wait, and whether a turn has one.
func (x *explorer) ahead(s *Stream) (waiting int, inTurn bool) {
	x.sch.mu.Lock()
	defer x.sch.mu.Unlock()
	if l := x.sch.queue.laneOf(s); l != nil {
		waiting, inTurn = len(l.waits), l.busy
	}
	for _, r := range x.sch.queue.outside {
		if r.stream == s {
			waiting++
		}
	}
	return waiting, inTurn
}

// open reports whether a call has not returned.
func (c *exploredCall) open() bool {
	select {
	case <-c.done:
		return false
	default:
		return true
	}
}

// compare makes the calls again, one after the other on streams by themselves, of
// each the part that counts by its outcome.
func (x *explorer) compare(m *Model, name string) {
	twins := make([]*Stream, len(x.streams))
	for i, s := range x.streams {
		twins[i] = newStream(x.t, m, s.SampleRate())
	}
	for i, c := range x.calls {
		want, err := c.again(twins)
		if !slices.Equal(c.probs, want) || !errors.Is(c.err, err) {
			x.t.Fatalf("%s: call %d, %s of %v, got %v, %v, %v, want %v, %v", name, i, c.kind, c.streams, c.probs, c.err, c.panicked, want, err)
		}
	}
	for i, s := range x.streams {
		if s.State() != twins[i].State() {
			x.t.Fatalf("%s: stream %d is at %d in the end, want %d, or its state differs", name, i, s.Samples(), twins[i].Samples())
		}
	}
}

// again makes a call again on streams by themselves.
func (c *exploredCall) again(twins []*Stream) (probs []float32, err error) {
	s := twins[c.streams[0]]
	switch {
	case c.kind == aReset || c.kind == aCopy:
		return nil, s.SetState(c.state)
	case c.kind == aState:
		if s.State() != c.state {
			return nil, errors.New("another state")
		}
		return nil, nil
	case c.panicked != nil:
		return nil, nil
	case errors.Is(c.err, ErrClosed):
		return nil, ErrClosed
	case errors.Is(c.err, context.Canceled):
		if n := len(c.probs); n > 0 { // of a Feed: these windows, and no sample after them
			probs, err = s.Feed(nil, c.pcm[:s.lacks()+(n-1)*s.WindowSize()])
		}
		return probs, cmp.Or(err, context.Canceled)
	case c.kind == aFeed:
		return s.Feed(nil, c.pcm)
	case c.kind == aFlush:
		return s.Flush(nil)
	}
	for _, i := range c.streams {
		p, err := twins[i].Process(c.pcm)
		if err != nil {
			return nil, ErrPending
		}
		probs = append(probs, p)
	}
	return probs, nil
}
