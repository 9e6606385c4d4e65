package vad

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func newScheduler(t testing.TB, m *Model, c SchedulerConfig) *Scheduler {
	t.Helper()
	s, err := NewScheduler(m, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchedulerEqualsProcess runs many streams of both rates through the
// scheduler, some from several goroutines each, and compares every probability
// with that of the stream alone.
func TestSchedulerEqualsProcess(t *testing.T) {
	m := newModel(t)
	sch := newScheduler(t, m, SchedulerConfig{Workers: 2, MaxBatch: 8, Queue: 20})
	const streams, windows = 40, 12
	var wg sync.WaitGroup
	for i := range streams {
		rate := []int{16000, 8000}[i%2]
		size, _ := m.WindowSize(rate)
		pcm := babble(uint64(i), windows*size, rate)
		want := process(t, newStream(t, m, rate), pcm)
		s := newStream(t, m, rate)
		wg.Go(func() {
			for w := range windows {
				p, err := sch.Process(context.Background(), s, pcm[w*size:][:size])
				if err != nil || p != want[w] {
					t.Errorf("stream %d, window %d: %v, %v, alone %v", i, w, p, err, want[w])
				}
			}
		})
	}
	wg.Wait()
	if err := sch.Close(); err != nil {
		t.Fatal(err)
	}
	stats := sch.Stats()
	var inBatches int64
	for n, count := range stats.Batches {
		inBatches += int64(n) * count
	}
	if stats.Windows != streams*windows || inBatches != stats.Windows || stats.Queued != 0 || stats.Running != 0 {
		t.Errorf("statistics: %+v, want %d windows, all in batches, nothing waiting", stats, streams*windows)
	}
	p50, p99 := stats.Latency.Quantile(0.50), stats.Latency.Quantile(0.99)
	if stats.Latency.Count != stats.Windows || stats.Latency.Sum <= 0 || p50 <= 0 || p50 > p99 {
		t.Errorf("latencies: %d, in all %v, median %v, 99th percentile %v; want one a window, positive and in order",
			stats.Latency.Count, stats.Latency.Sum, p50, p99)
	}
}

// held is a model whose computations wait until the test lets them go on.
type held struct {
	*Model
	began chan struct{} // receives when a computation begins
	gate  chan struct{} // a computation goes on when it receives
}

func newHeld(t *testing.T) *held {
	h := &held{newModel(t), make(chan struct{}), make(chan struct{})}
	for _, e := range h.engines {
		e.beforeCompute = func() {
			h.began <- struct{}{}
			<-h.gate
		}
	}
	return h
}

func (h *held) let() { h.gate <- struct{}{} }

// letAll lets all computations go on until stop is called.
func (h *held) letAll() (stop func()) {
	stopped := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-h.began:
				h.let()
			case <-stopped:
				return
			}
		}
	})
	return func() { close(stopped); wg.Wait() }
}

type result struct {
	prob float32
	err  error
}

// goProcess calls Process in a goroutine and waits until it waits.
func goProcess(ctx context.Context, sch *Scheduler, s *Stream, window []float32) chan result {
	done := make(chan result, 1)
	go func() {
		p, err := sch.Process(ctx, s, window)
		done <- result{p, err}
	}()
	synctest.Wait()
	return done
}

// TestSchedulerBatchesWhatWaits: while one window is computed, others gather,
// one of each stream goes into the next batch, and the second windows of a
// stream wait for the batch after it.
func TestSchedulerBatchesWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1})
		window := make([]float32, 512)
		first := goProcess(t.Context(), sch, newStream(t, h.Model, 16000), window)
		<-h.began
		var waiting []chan result
		a, b := newStream(t, h.Model, 16000), newStream(t, h.Model, 16000)
		for _, s := range []*Stream{a, a, a, b} {
			waiting = append(waiting, goProcess(t.Context(), sch, s, window))
		}
		if q := sch.Stats().Queued; q != 4 {
			t.Errorf("%d windows wait, want 4", q)
		}
		h.let()
		<-first
		for range 3 {
			<-h.began
			h.let()
		}
		for _, w := range waiting {
			if r := <-w; r.err != nil {
				t.Error(r.err)
			}
		}
		if got := sch.Stats().Batches; got[1] != 3 || got[2] != 1 {
			t.Errorf("batches by size %v, want three of 1 and one of 2", got)
		}
		sch.Close()
	})
}

// TestSchedulerOrder: the windows of one stream are computed in the order of
// the calls, however many workers there are.
func TestSchedulerOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 4})
		pcm := babble(11, 30*512, 16000)
		want := process(t, newStream(t, newModel(t), 16000), pcm)
		s := newStream(t, h.Model, 16000)
		var waiting []chan result
		for w := range 30 {
			waiting = append(waiting, goProcess(t.Context(), sch, s, pcm[w*512:][:512]))
			if w == 0 {
				<-h.began
			}
		}
		var got []float32
		for w, done := range waiting {
			if w > 0 {
				<-h.began
			}
			h.let()
			r := <-done
			got = append(got, r.prob)
		}
		if !slices.Equal(got, want) {
			t.Error("windows queued in order were not computed in order")
		}
		sch.Close()
	})
}

// TestSchedulerOrderWhenFull: windows of one stream that wait for room in the
// queue keep the order of their calls when a batch makes room for several of
// them at once. Which of several goroutines that are woken at once runs first is
// up to the runtime, hence the rounds.
func TestSchedulerOrderWhenFull(t *testing.T) {
	for size := 1; size <= 9; size++ {
		t.Run(strconv.Itoa(size), func(t *testing.T) { orderWhenFull(t, size, 20) })
	}
}

func orderWhenFull(t *testing.T, size, rounds int) {
	pcm := babble(12, size*512, 16000)
	want := process(t, newStream(t, newModel(t), 16000), pcm)
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, Queue: size})
		defer sch.Close()
		for round := range rounds {
			var others, waiting []chan result
			for i := range size { // the first is being computed, the others wait
				others = append(others, goProcess(t.Context(), sch, newStream(t, h.Model, 16000), pcm[:512]))
				if i == 0 {
					<-h.began
				}
			}
			s := newStream(t, h.Model, 16000)
			for w := range size {
				waiting = append(waiting, goProcess(t.Context(), sch, s, pcm[w*512:][:512]))
			}
			h.let()
			if size > 1 {
				<-h.began // all others
				synctest.Wait()
				h.let()
			}
			stop := h.letAll()
			var got []float32
			for _, done := range waiting {
				r := <-done
				got = append(got, r.prob)
			}
			for _, done := range others {
				<-done
			}
			stop()
			if !slices.Equal(got, want) {
				t.Fatalf("round %d: got %v, want %v in the order of the calls", round, got, want)
			}
		}
	})
}

// TestSchedulerOrderOfRoom: a caller that is slow after it got room does not lose
// its place to later ones of the same stream, whatever the size of the queue. It
// is slow where the scheduler gets memory for its call.
func TestSchedulerOrderOfRoom(t *testing.T) {
	for size := 2; size <= 16; size++ {
		t.Run(strconv.Itoa(size), func(t *testing.T) { orderOfRoom(t, size) })
	}
}

func orderOfRoom(t *testing.T, size int) {
	pcm := babble(13, size*512, 16000)
	want := process(t, newStream(t, newModel(t), 16000), pcm)
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, Queue: size})
		defer sch.Close()
		computed := goProcess(t.Context(), sch, newStream(t, h.Model, 16000), pcm[:512])
		<-h.began
		ctx, leave := context.WithCancel(t.Context())
		var left, waiting []chan result
		for range size - 1 {
			left = append(left, goProcess(ctx, sch, newStream(t, h.Model, 16000), pcm[:512]))
		}
		s := newStream(t, h.Model, 16000)
		for w := range size {
			waiting = append(waiting, goProcess(t.Context(), sch, s, pcm[w*512:][:512]))
		}

		goOn, slow, get := make(chan struct{}), false, sch.spare.New
		sch.spare.New = func() any {
			if !slow {
				slow = true
				<-goOn
			}
			return get()
		}
		leave() // makes room for all but one
		for _, done := range left {
			<-done
		}
		synctest.Wait()
		h.let() // makes room for the last
		<-computed
		synctest.Wait()
		close(goOn)
		defer h.letAll()()
		var got []float32
		for _, done := range waiting {
			got = append(got, (<-done).prob)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v in the order of the calls", got, want)
		}
	})
}

// TestSchedulerUsesWorkers: a window that gets room when a turn ends is computed
// beside the one that the turn is followed by, if there is a worker for it.
func TestSchedulerUsesWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 2, MaxBatch: 1, Queue: 2})
		window := make([]float32, 512)
		s := newStream(t, h.Model, 16000)
		calls := []chan result{goProcess(t.Context(), sch, s, window)}
		<-h.began
		for _, s := range []*Stream{s, newStream(t, h.Model, 16000)} { // the second has no room
			calls = append(calls, goProcess(t.Context(), sch, s, window))
		}
		if q := sch.Stats().Queued; q != 1 {
			t.Errorf("%d windows wait in the queue, want 1", q)
		}
		h.let()
		<-h.began
		<-h.began
		h.let()
		h.let()
		for _, done := range calls {
			if r := <-done; r.err != nil {
				t.Error(r.err)
			}
		}
		sch.Close()
	})
}

// TestSchedulerUsesWorkersAfterWithdrawal: a window that gets room because another
// is withdrawn is computed at once if there is a worker for it.
func TestSchedulerUsesWorkersAfterWithdrawal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 2, Queue: 2})
		defer sch.Close()
		window := make([]float32, 512)
		s := newStream(t, h.Model, 16000)
		first := goProcess(t.Context(), sch, s, window)
		<-h.began
		ctx, cancel := context.WithCancel(t.Context())
		second := goProcess(ctx, sch, s, window)
		outside := goProcess(t.Context(), sch, newStream(t, h.Model, 16000), window)
		cancel()
		<-second
		synctest.Wait()
		select {
		case <-h.began:
		default:
			t.Fatal("the window waits, although a worker is free")
		}
		h.let()
		h.let()
		<-first
		<-outside
	})
}

// TestSchedulerContext: a window whose context ends while it waits, in the
// queue or for room in it, is not consumed; one that is being computed is.
func TestSchedulerContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, Queue: 2})
		window := make([]float32, 512)
		a, b := newStream(t, h.Model, 16000), newStream(t, h.Model, 16000)
		ctx, cancel := context.WithCancel(t.Context())
		computed := goProcess(ctx, sch, a, window)
		<-h.began
		queued := goProcess(ctx, sch, b, window)
		full := goProcess(ctx, sch, b, window)
		cancel()
		for name, done := range map[string]chan result{"queued": queued, "waiting for room": full} {
			if r := <-done; !errors.Is(r.err, context.Canceled) {
				t.Errorf("%s: %v, want the context's error", name, r.err)
			}
		}
		h.let()
		if r := <-computed; r.err != nil {
			t.Errorf("being computed: %v, want a probability", r.err)
		}
		if n, m := a.Samples(), b.Samples(); n != 512 || m != 0 {
			t.Errorf("the streams consumed %d and %d samples, want 512 and 0", n, m)
		}
		if _, err := sch.Process(ctx, b, window); !errors.Is(err, context.Canceled) {
			t.Errorf("a context that has ended: %v", err)
		}
		sch.Close()
	})
}

// TestSchedulerClose: what is queued is computed, what comes later or waits
// for room fails, and no goroutine is left (synctest asserts that).
func TestSchedulerClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, Queue: 3})
		window := make([]float32, 512)
		s := newStream(t, h.Model, 16000)
		queued := []chan result{goProcess(t.Context(), sch, s, window)}
		<-h.began
		for range 2 {
			queued = append(queued, goProcess(t.Context(), sch, s, window))
		}
		full := goProcess(t.Context(), sch, s, window)
		closed := make(chan struct{})
		go func() {
			sch.Close()
			close(closed)
		}()
		synctest.Wait()
		if r := <-full; !errors.Is(r.err, ErrClosed) {
			t.Errorf("waiting for room: %v, want ErrClosed", r.err)
		}
		if _, err := sch.Process(t.Context(), s, window); !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: %v, want ErrClosed", err)
		}
		select {
		case <-closed:
			t.Error("Close has returned before the queue is empty")
		default:
		}
		for i, q := range queued {
			if i > 0 {
				<-h.began
			}
			h.let()
			if r := <-q; r.err != nil {
				t.Errorf("queued before Close: %v", r.err)
			}
		}
		<-closed
		sch.Close()
	})
}

func TestSchedulerErrors(t *testing.T) {
	m := newModel(t)
	for _, c := range []SchedulerConfig{{Workers: -1}, {MaxBatch: -2}, {Queue: -3}, {MaxBatch: 1 << 20}, {MaxDelay: -1}, {MaxDelay: 2 * time.Hour}} {
		if _, err := NewScheduler(m, c); !errors.Is(err, ErrSchedulerConfig) {
			t.Errorf("%+v: %v, want ErrSchedulerConfig", c, err)
		}
	}
	sch := newScheduler(t, m, SchedulerConfig{})
	defer sch.Close()
	s := newStream(t, m, 16000)
	if _, err := sch.Process(t.Context(), newStream(t, newModel(t), 16000), make([]float32, 512)); !errors.Is(err, ErrModel) {
		t.Errorf("a stream of another model: %v", err)
	}
	if _, err := sch.Process(t.Context(), s, make([]float32, 5)); !errors.Is(err, ErrWindowLength) {
		t.Errorf("a short window: %v", err)
	}
	if _, err := s.Feed(nil, make([]float32, 5)); err != nil {
		t.Fatal(err)
	}
	if _, err := sch.Process(t.Context(), s, make([]float32, 512)); !errors.Is(err, ErrPending) {
		t.Errorf("a window after part of one: %v", err)
	}
}
