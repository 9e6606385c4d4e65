package vad

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// TestBatchWithOneThatCannotBegin: a stream with part of a window fails. In
// ProcessBatch no other is computed then; in a turn of the scheduler all others
// are, and have the same probabilities as alone.
func TestBatchWithOneThatCannotBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		pcm := babble(21, 4*512, 16000)
		want := make([]float32, 4)
		for i := range want {
			want[i] = process(t, newStream(t, newModel(t), 16000), pcm[i*512:][:512])[0]
		}
		streams, windows, before := make([]*Stream, 4), make([][]float32, 4), make([]State, 4)
		for i := range streams {
			streams[i], windows[i] = newStream(t, h.Model, 16000), pcm[i*512:][:512]
		}
		if _, err := streams[2].Feed(nil, pcm[:7]); err != nil {
			t.Fatal(err)
		}
		for i, s := range streams {
			before[i] = s.State()
		}

		probs := slices.Repeat([]float32{-1}, 4)
		err := h.ProcessBatch(streams, windows, probs) // a computation would be held for ever
		if !errors.Is(err, ErrPending) || !strings.Contains(err.Error(), "stream 2") {
			t.Errorf("ProcessBatch: %v, want ErrPending of stream 2", err)
		}
		for i, s := range streams {
			if s.State() != before[i] || probs[i] != -1 {
				t.Errorf("ProcessBatch failed and changed stream %d or its probability", i)
			}
		}

		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1})
		first := goProcess(t.Context(), sch, newStream(t, h.Model, 16000), pcm[:512])
		<-h.began
		var waiting []chan result
		for i, s := range streams {
			waiting = append(waiting, goProcess(t.Context(), sch, s, windows[i]))
		}
		h.let()
		<-first
		<-h.began
		h.let()
		for i, done := range waiting {
			r := <-done
			if i == 2 {
				if !errors.Is(r.err, ErrPending) || streams[i].State() != before[i] {
					t.Errorf("scheduler, stream %d: %v, want ErrPending and the state as it was", i, r.err)
				}
			} else if r.err != nil || r.prob != want[i] {
				t.Errorf("scheduler, stream %d: %v, %v, want %v", i, r.prob, r.err, want[i])
			}
		}
		if got := sch.Stats().Batches[4]; got != 1 {
			t.Errorf("%d batches of 4, want 1", got)
		}
		sch.Close()
	})
}

// TestBatchOverlap: windows that share memory with each other and with the
// probabilities give what they would apart, in batches of all sizes up to more than
// go through the network at once.
func TestBatchOverlap(t *testing.T) {
	m := newModel(t)
	sch := newScheduler(t, m, SchedulerConfig{MaxBatch: 3})
	defer sch.Close()
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 5))
		memory := babble(seed, 2048, 16000)
		streams := newStreams(t, m, 1+rng.IntN(2*blockWindows))
		windows, want := make([][]float32, len(streams)), make([]float32, len(streams))
		for i := range streams {
			windows[i] = memory[rng.IntN(len(memory)-512):][:512]
			want[i] = process(t, newStream(t, m, 16000), windows[i])[0]
		}
		probs := memory[rng.IntN(len(memory)-len(streams)):][:len(streams)]
		batch := m.ProcessBatch
		if seed%2 == 0 {
			batch = sch.ProcessBatch
		}
		if err := batch(streams, windows, probs); err != nil || !slices.Equal(probs, want) {
			t.Fatalf("%d streams: %v, %v, want %v", len(streams), probs, err, want)
		}
	}
}
