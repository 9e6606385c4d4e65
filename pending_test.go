package vad

import (
	"slices"
	"sync"
	"testing"
	"time"
)

// TestFlushMeetsReset: Flush completes what is pending at one moment. Zeros
// that completed a window which Reset has taken away would stay behind. The
// state lock is kept from both until it hands itself over in the order in which
// they came: a Mutex does that when it has been waited for longer than 1 ms.
func TestFlushMeetsReset(t *testing.T) {
	m := newModel(t)
	s := newStream(t, m, 16000)
	for range 5 {
		if _, err := s.Feed(nil, zeros[:1]); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		s.state.Lock()
		wg.Go(func() {
			if _, err := s.Flush(nil); err != nil {
				t.Error(err)
			}
		})
		time.Sleep(2 * time.Millisecond)
		wg.Go(s.Reset)
		for range 3 {
			time.Sleep(2 * time.Millisecond)
			s.state.Unlock()
			s.state.Lock()
		}
		s.state.Unlock()
		wg.Wait()
		if n := s.State().pendingLen; n != 0 {
			t.Fatalf("%d samples are pending after Flush and Reset, want none", n)
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
