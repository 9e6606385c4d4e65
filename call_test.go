package vad

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
)

// goBatch calls ProcessBatchContext with one window in a goroutine, and waits
// until it waits. probs are all -1 before.
func goBatch(ctx context.Context, sch *Scheduler, streams []*Stream, window []float32) (probs []float32, done chan error) {
	probs, done = slices.Repeat([]float32{-1}, len(streams)), make(chan error, 1)
	go func() {
		done <- sch.ProcessBatchContext(ctx, streams, slices.Repeat([][]float32{window}, len(streams)), probs)
	}()
	synctest.Wait()
	return probs, done
}

func newStreams(t testing.TB, m *Model, n int) []*Stream {
	t.Helper()
	streams := make([]*Stream, n)
	for i := range streams {
		streams[i] = newStream(t, m, 16000)
	}
	return streams
}

// TestSchedulerProcessBatch: windows of several streams each, from several
// goroutines, have the probabilities that they have alone, whatever the limits.
func TestSchedulerProcessBatch(t *testing.T) {
	m := newModel(t)
	for _, c := range []SchedulerConfig{{}, {Workers: 1, MaxBatch: 3}, {Workers: 3, Queue: 5}, {MaxBatch: 1, Queue: 1}} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			sch := newScheduler(t, m, c)
			defer sch.Close()
			var wg sync.WaitGroup
			for g := range 8 {
				const windows = 9
				pcm := babble(uint64(g), (windows+7)*512, 16000)
				streams := newStreams(t, m, 1+g%7)
				want := make([][]float32, len(streams))
				for i := range streams {
					want[i] = process(t, newStream(t, m, 16000), pcm[i*512:][:windows*512])
				}
				wg.Go(func() {
					inputs, probs := make([][]float32, len(streams)), make([]float32, len(streams))
					for w := range windows {
						for i := range streams {
							inputs[i] = pcm[(i+w)*512:][:512]
						}
						if err := sch.ProcessBatch(streams, inputs, probs); err != nil {
							t.Error(err)
						}
						for i, p := range probs {
							if p != want[i][w] {
								t.Errorf("call of %d, window %d of stream %d: %v, alone %v", len(streams), w, i, p, want[i][w])
							}
						}
					}
				})
			}
			wg.Wait()
		})
	}
}

// TestSchedulerBatchContext: of the windows of a call, either all are computed
// or, if the context ends before a batch has one of them, none.
func TestSchedulerBatchContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		window := babble(31, 512, 16000)
		want := process(t, newStream(t, newModel(t), 16000), window)[0]
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, MaxBatch: 2, Queue: 3})
		defer sch.Close()
		ctx, cancel := context.WithCancel(t.Context())
		first := goProcess(ctx, sch, newStream(t, h.Model, 16000), window)
		<-h.began
		streams := newStreams(t, h.Model, 4)
		probs, done := goBatch(ctx, sch, streams, window) // two in the queue, two outside
		if s := sch.Stats(); s.Queued != 2 || s.Outside != 2 {
			t.Fatalf("%d windows in the queue and %d outside, want 2 and 2", s.Queued, s.Outside)
		}
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled before a batch has one: %v", err)
		}
		if s := sch.Stats(); s.Queued != 0 || s.Outside != 0 || !slices.Equal(probs, []float32{-1, -1, -1, -1}) {
			t.Errorf("afterwards %d windows in the queue, %d outside, probabilities %v", s.Queued, s.Outside, probs)
		}

		ctx, cancel = context.WithCancel(t.Context())
		probs, done = goBatch(ctx, sch, streams, window)
		h.let()
		<-first
		<-h.began // the first two
		cancel()
		synctest.Wait()
		h.let()
		<-h.began
		h.let()
		if err := <-done; err != nil || !slices.Equal(probs, []float32{want, want, want, want}) {
			t.Errorf("cancelled after a batch had two: %v, %v, want %v each", probs, err, want)
		}
		for i, s := range streams {
			if s.Samples() != 512 {
				t.Errorf("stream %d has consumed %d samples, want 512", i, s.Samples())
			}
		}
		if err := sch.ProcessBatchContext(ctx, streams, slices.Repeat([][]float32{window}, 4), probs); !errors.Is(err, context.Canceled) {
			t.Errorf("a context that has ended: %v", err)
		}
	})
}

// TestSchedulerBatchClose: Close turns a call away only if all its windows wait
// for room.
func TestSchedulerBatchClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		window := make([]float32, 512)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, Queue: 2})
		first := goProcess(t.Context(), sch, newStream(t, h.Model, 16000), window)
		<-h.began
		partly, away := newStreams(t, h.Model, 3), newStreams(t, h.Model, 3)
		_, partlyDone := goBatch(t.Context(), sch, partly, window)
		_, awayDone := goBatch(t.Context(), sch, away, window)
		closed := make(chan struct{})
		go func() {
			sch.Close()
			close(closed)
		}()
		synctest.Wait()
		if err := <-awayDone; !errors.Is(err, ErrClosed) {
			t.Errorf("all windows outside: %v, want ErrClosed", err)
		}
		defer h.letAll()()
		h.let()
		<-first
		if err := <-partlyDone; err != nil {
			t.Errorf("one window in the queue: %v", err)
		}
		<-closed
		for i := range partly {
			if p, a := partly[i].Samples(), away[i].Samples(); p != 512 || a != 0 {
				t.Errorf("stream %d: %d samples consumed where one was in the queue, %d where none was, want 512 and 0", i, p, a)
			}
		}
	})
}

// TestSchedulerBatchErrors: the errors are those of Model.ProcessBatch, and no
// stream changes.
func TestSchedulerBatchErrors(t *testing.T) {
	m := newModel(t)
	sch := newScheduler(t, m, SchedulerConfig{})
	defer sch.Close()
	pcm := babble(32, 2*512, 16000)
	streams := newStreams(t, m, 12)
	pending := newStream(t, m, 16000)
	if _, err := pending.Feed(nil, pcm[:10]); err != nil {
		t.Fatal(err)
	}
	before := append(slices.Clone(streams), pending)
	states := make([]State, len(before))
	for i, s := range before {
		states[i] = s.State()
	}
	bad := slices.Clone(pcm[:512])
	bad[100] = 1 << 32
	windows := slices.Repeat([][]float32{pcm[:512]}, 12)
	shuffled := append(slices.Clone(streams[:11]), streams[4])
	rand.New(rand.NewPCG(1, 1)).Shuffle(12, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for _, c := range []struct {
		name    string
		streams []*Stream
		windows [][]float32
		want    error
	}{
		{"unequal lengths", streams[:2], windows[:1], ErrBatch},
		{"a stream twice", shuffled, windows, ErrBatch},
		{"another rate", []*Stream{streams[0], newStream(t, m, 8000)}, [][]float32{pcm[:512], pcm[:256]}, ErrBatch},
		{"another model", []*Stream{streams[0], newStream(t, newModel(t), 16000)}, windows[:2], ErrModel},
		{"nil", []*Stream{streams[0], nil}, windows[:2], ErrModel},
		{"a bad sample", streams[:2], [][]float32{pcm[:512], bad}, ErrSample},
		{"a short window", streams[:2], [][]float32{pcm[:512], pcm[:511]}, ErrWindowLength},
		{"part of a window pending", []*Stream{streams[0], pending}, windows[:2], ErrPending},
	} {
		if err := sch.ProcessBatch(c.streams, c.windows, make([]float32, len(c.streams))); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	for i, s := range before {
		if s.State() != states[i] {
			t.Errorf("stream %d has changed", i)
		}
	}
	if err := sch.ProcessBatch(nil, nil, nil); err != nil {
		t.Errorf("no stream: %v", err)
	}
	if s := sch.Stats(); s.Windows != 0 || s.Queued != 0 {
		t.Errorf("%d windows computed and %d queued, want none", s.Windows, s.Queued)
	}
}
