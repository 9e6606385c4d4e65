package vad

import (
	"testing"

	"github.com/gosilero/vad/model"
)

// TestForget: h and c are cleared, all else stays; a window in flight leaves no
// trace.
func TestForget(t *testing.T) {
	m := newModel(t)
	s := newStream(t, m, 16000)
	pcm := babble(31, 3*512, 16000)
	if _, err := s.Feed(nil, pcm[:2*512+70]); err != nil {
		t.Fatal(err)
	}
	want := s.State()
	if want.net.H == [model.Hidden]float32{} || want.net.Context == [model.MaxContext]float32{} {
		t.Fatal("the stream has nothing to forget")
	}
	want.net.H, want.net.C = [model.Hidden]float32{}, [model.Hidden]float32{}
	s.Forget()
	if s.State() != want {
		t.Error("Forget has changed more, or less, than h and c")
	}

	e := s.engine
	e.beforeCompute = func() {
		e.beforeCompute = nil
		s.Forget()
	}
	if _, err := s.Feed(nil, pcm[2*512+70:]); err != nil {
		t.Fatal(err)
	}
	if s.State() != want {
		t.Error("a window that Forget overtook has changed the state")
	}
}
