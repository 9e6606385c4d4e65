package vad

import (
	"slices"
	"testing"
)

// TestFlushMeetsReset: Flush completes what is pending at one moment. Wherever
// a Reset comes between two holds of the state lock, the stream is at its start
// afterwards, as it is with either call first; zeros that completed a window
// which Reset has taken away would remain.
func TestFlushMeetsReset(t *testing.T) {
	m := newModel(t)
	fresh := newStream(t, m, 16000).State()
	for hold := 1; ; hold++ {
		s := newStream(t, m, 16000)
		if _, err := s.Feed(nil, babble(15, 512+100, 16000)); err != nil {
			t.Fatal(err)
		}
		holds := 0
		s.engine.afterState = func() {
			if holds++; holds == hold {
				s.engine.afterState = nil
				s.Reset()
			}
		}
		_, err := s.Flush(nil)
		s.engine.afterState = nil
		if err != nil {
			t.Fatal(err)
		}
		if holds < hold {
			if holds == 0 {
				t.Error("Flush has not locked the state")
			}
			return
		}
		if st := s.State(); st != fresh {
			t.Errorf("Reset after %d holds in Flush: %d samples are pending, %d processed, want none", hold, st.pendingLen, st.Samples())
		}
	}
}

// TestFeedPending: the part of a window that Feed had kept stays in the state
// until the window is computed, and remains there if the network fails.
func TestFeedPending(t *testing.T) {
	m := newModel(t)
	pcm := babble(12, 3*512, 16000)
	want := process(t, newStream(t, m, 16000), pcm)
	s, copied := newStream(t, m, 16000), newStream(t, m, 16000)
	if _, err := s.Feed(nil, pcm[:512+100]); err != nil {
		t.Fatal(err)
	}
	before := s.State()
	var during State
	e := s.engine
	e.beforeCompute = func() {
		e.beforeCompute = nil
		during = s.State()
		panic("broken")
	}
	func() {
		defer func() {
			if p := recover(); p != "broken" {
				t.Errorf("recovered %v, want the network's panic", p)
			}
		}()
		s.Feed(nil, pcm[512+100:])
	}()
	if during != before {
		t.Error("during the computation the state is not that before it")
	}
	if s.State() != before {
		t.Error("the failed window has changed the state")
	}
	if err := copied.SetState(during); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Stream{s, copied} {
		got, err := s.Feed(nil, pcm[512+100:])
		if err != nil || !slices.Equal(got, want[1:]) {
			t.Errorf("going on: %v, %v, want %v", got, err, want[1:])
		}
	}
}

// TestFeedMeetsSetState: what SetState brings while Feed computes a window
// stays as it is, pending samples included.
func TestFeedMeetsSetState(t *testing.T) {
	m := newModel(t)
	pcm := babble(13, 2*512, 16000)
	s, other := newStream(t, m, 16000), newStream(t, m, 16000)
	if _, err := other.Feed(nil, pcm[:512+70]); err != nil {
		t.Fatal(err)
	}
	set := other.State()
	if _, err := s.Feed(nil, pcm[:100]); err != nil {
		t.Fatal(err)
	}
	e := s.engine
	e.beforeCompute = func() {
		e.beforeCompute = nil
		if err := s.SetState(set); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Feed(nil, pcm[100:512]); err != nil {
		t.Fatal(err)
	}
	if s.State() != set {
		t.Error("a window that SetState overtook has changed the state")
	}
}

// TestStatesCompare: streams with the same past have equal states, whatever was
// pending before.
func TestStatesCompare(t *testing.T) {
	m := newModel(t)
	pcm := babble(14, 3*512, 16000)
	for _, c := range []struct {
		name string
		do   func(s, twin *Stream)
	}{
		{"Reset", func(s, _ *Stream) { s.Feed(nil, pcm[:100]); s.Reset() }},
		{"in pieces", func(s, twin *Stream) {
			s.Feed(nil, pcm[:200])
			s.Feed(nil, pcm[200:700])
			twin.Feed(nil, pcm[:700])
		}},
		{"whole windows", func(s, twin *Stream) {
			s.Feed(nil, pcm[:100])
			s.Feed(nil, pcm[100:1024])
			process(t, twin, pcm[:1024])
		}},
	} {
		s, twin := newStream(t, m, 16000), newStream(t, m, 16000)
		c.do(s, twin)
		if s.State() != twin.State() {
			t.Errorf("%s: the states differ", c.name)
		}
	}
}
