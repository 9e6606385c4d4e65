package vad

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// errBroken is the panic of a network that fails.
var errBroken = errors.New("broken")

// recovered returns what f panics with.
func recovered(f func()) (p any) {
	defer func() { p = recover() }()
	f()
	return nil
}

// TestSchedulerPanic: a panic in the network reaches the caller with its value
// and its stack, and the scheduler goes on.
func TestSchedulerPanic(t *testing.T) {
	m := newModel(t)
	fail := func() { panic(errBroken) }
	m.engines[1].beforeCompute = fail
	sch := newScheduler(t, m, SchedulerConfig{})
	defer sch.Close()
	s, window := newStream(t, m, 16000), make([]float32, 512)
	if _, err := sch.Feed(t.Context(), s, nil, window[:100]); err != nil {
		t.Fatal(err)
	}
	before := s.State()
	for name, call := range map[string]func(){
		"Process":      func() { sch.Process(t.Context(), newStream(t, m, 16000), window) },
		"ProcessBatch": func() { sch.ProcessBatch(newStreams(t, m, 2), [][]float32{window, window}, make([]float32, 2)) },
		"Feed":         func() { sch.Feed(t.Context(), s, nil, window) },
		"Flush":        func() { sch.Flush(t.Context(), s, nil) },
	} {
		p, ok := recovered(call).(*PanicError)
		if !ok || p.Value != errBroken || !errors.Is(p, errBroken) {
			t.Errorf("%s: recovered %v, want a PanicError with the network's panic", name, p)
			continue
		}
		for _, want := range []string{"TestSchedulerPanic", "stepAll"} {
			if !bytes.Contains(p.Stack, []byte(want)) || !strings.Contains(p.Error(), want) {
				t.Errorf("%s: the stack lacks %s:\n%s", name, want, p.Stack)
			}
		}
	}
	m.engines[1].beforeCompute = nil
	if s.State() != before {
		t.Error("the failed windows have changed the stream")
	}
	if _, err := sch.Feed(t.Context(), s, nil, window); err != nil {
		t.Errorf("after a panic: %v", err)
	}
	if q := sch.Stats(); q.Queued != 0 || q.Running != 0 {
		t.Errorf("after a panic %d windows are queued and %d batches run", q.Queued, q.Running)
	}
}

// TestSchedulerPanicAlone: a window whose computation panics harms no other of its
// batch: they are computed, and only its caller panics.
func TestSchedulerPanicAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, free := newHeld(t), newModel(t)
		pcm := babble(51, 3*512, 16000)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1})
		defer sch.Close()
		first := goProcess(t.Context(), sch, newStream(t, h.Model, 16000), pcm[:512])
		<-h.began
		streams := newStreams(t, h.Model, 4)
		one := goProcess(t.Context(), sch, streams[0], pcm[:512])
		failed := make(chan any, 1)
		go func() {
			failed <- recovered(func() { sch.Process(t.Context(), streams[1], pcm[512:][:512]) })
		}()
		synctest.Wait()
		long := goFeed(t.Context(), sch, streams[2], pcm[:2*512+9])
		whole := goFeed(t.Context(), sch, streams[3], pcm[:512])
		kept := goFeed(t.Context(), sch, streams[3], pcm[512:][:60]) // in the turn after

		computations := 0
		h.engines[1].beforeCompute = func() {
			// First all four together, then each by itself.
			if computations++; computations == 1 || computations == 3 {
				panic(errBroken)
			}
		}
		h.let()
		<-first
		if p, ok := (<-failed).(*PanicError); !ok || p.Value != errBroken {
			t.Errorf("recovered %v, want a PanicError", p)
		}
		if streams[1].State() != newStream(t, free, 16000).State() {
			t.Error("the window that panicked has changed its stream")
		}
		want := process(t, newStream(t, free, 16000), pcm)
		if r := <-one; r.err != nil || r.prob != want[0] {
			t.Errorf("beside the panic: %v, %v, want %v", r.prob, r.err, want[0])
		}
		if r := <-long; r.err != nil || !slices.Equal(r.probs, want[:2]) || streams[2].lacks() != 512-9 {
			t.Errorf("Feed beside the panic: %v, %v, want %v", r.probs, r.err, want[:2])
		}
		<-whole
		if r := <-kept; r.err != nil || streams[3].lacks() != 512-60 {
			t.Errorf("Feed of part of a window: %v, %d samples lack", r.err, streams[3].lacks())
		}
	})
}

// TestSchedulerPanicKeepsOnce: samples of a Feed that make no window are kept once,
// although a batch that they were with is computed anew.
func TestSchedulerPanicKeepsOnce(t *testing.T) {
	m := newModel(t)
	s, other := newStream(t, m, 16000), newStream(t, m, 16000)
	part, window := &feed{pcm: make([]float32, 60)}, make([]float32, 512)
	computations := 0
	m.engines[1].beforeCompute = func() {
		if computations++; computations == 1 {
			panic(errBroken)
		}
	}
	turn := newTurn(m.engines[1])
	turn.requests = []*request{{stream: s, feed: part}, {stream: other, window: window}}
	turn.compute()
	if s.lacks() != 512-60 || !part.done || turn.requests[0].panicked != nil {
		t.Errorf("%d samples lack, want %d", s.lacks(), 512-60)
	}
	if r := turn.requests[1]; r.panicked != nil || r.err != nil || other.Samples() != 512 {
		t.Errorf("the window beside: %v, %v", r.panicked, r.err)
	}
}
