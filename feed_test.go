package vad

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestSchedulerFeed: however audio is cut into calls, and whatever the limits, the
// probabilities are those of the whole, with the last window completed.
func TestSchedulerFeed(t *testing.T) {
	m := newModel(t)
	for _, c := range []SchedulerConfig{{}, {Workers: 1, MaxBatch: 3}, {Workers: 3, Queue: 5, MaxDelay: time.Millisecond}, {MaxBatch: 1, Queue: 1}} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			sch := newScheduler(t, m, c)
			defer sch.Close()
			var wg sync.WaitGroup
			for g := range 20 {
				rate := []int{16000, 8000}[g%2]
				rng := rand.New(rand.NewPCG(uint64(g), 5))
				pcm := babble(uint64(g), 5000+rng.IntN(3000), rate)
				want, err := m.Probabilities(t.Context(), pcm, rate)
				if err != nil {
					t.Fatal(err)
				}
				s := newStream(t, m, rate)
				wg.Go(func() {
					got := []float32{7}
					var err error
					for rest := pcm; len(rest) > 0 && err == nil; {
						n := min(rng.IntN([]int{50, 700, 3000}[g%3]), len(rest))
						got, err = sch.Feed(t.Context(), s, got, rest[:n])
						rest = rest[n:]
					}
					if err == nil {
						got, err = sch.Flush(t.Context(), s, got)
					}
					if err != nil || !slices.Equal(got[1:], want) || got[0] != 7 {
						t.Errorf("stream %d: %v, %v, want %v appended", g, got, err, want)
					}
					if n := s.lacks(); n != s.WindowSize() {
						t.Errorf("stream %d: %d samples are pending after Flush", g, s.WindowSize()-n)
					}
				})
			}
			wg.Wait()
			var windows int64
			stats := sch.Stats()
			for n, count := range stats.Batches {
				windows += int64(n) * count
			}
			if stats.Windows != windows || stats.Latency.Count != windows || stats.Batches[0] != 0 {
				t.Errorf("%d windows and %d latencies, in batches %v", stats.Windows, stats.Latency.Count, stats.Batches)
			}
		})
	}
}

// fed is the result of a Feed.
type fed struct {
	probs []float32
	err   error
}

// goFeed calls Feed in a goroutine and waits until it waits.
func goFeed(ctx context.Context, sch *Scheduler, s *Stream, pcm []float32) chan fed {
	done := make(chan fed, 1)
	go func() {
		probs, err := sch.Feed(ctx, s, nil, pcm)
		done <- fed{probs, err}
	}()
	synctest.Wait()
	return done
}

// TestSchedulerFeedOrder: calls of Feed, Process and Flush are computed in their
// order, each as a whole.
func TestSchedulerFeedOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		pcm := babble(41, 8*512, 16000)
		twin := newStream(t, newModel(t), 16000)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, Queue: 3})
		defer sch.Close()
		other := goProcess(t.Context(), sch, newStream(t, h.Model, 16000), pcm[:512])
		<-h.began
		s := newStream(t, h.Model, 16000)
		lengths := []int{3 * 512, 100, 300, 112 + 512, 200, 312, 7}
		var calls []chan fed
		rest := pcm
		for _, n := range lengths {
			calls = append(calls, goFeed(t.Context(), sch, s, rest[:n]))
			rest = rest[n:]
		}
		defer h.letAll()()
		h.let()
		<-other
		rest = pcm
		for i, n := range lengths {
			want, err := twin.Feed(nil, rest[:n])
			if err != nil {
				t.Fatal(err)
			}
			if got := <-calls[i]; got.err != nil || !slices.Equal(got.probs, want) {
				t.Errorf("call %d: %v, %v, want %v", i, got.probs, got.err, want)
			}
			rest = rest[n:]
		}
		if s.State().pending != twin.State().pending || s.State().net != twin.State().net {
			t.Error("the states differ in the end")
		}
	})
}

// TestSchedulerFeedAtOnce: samples that complete no window wait for nothing, and
// a Flush of nothing neither.
func TestSchedulerFeedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, MaxDelay: time.Second})
		defer sch.Close()
		s := newStream(t, h.Model, 16000)
		if _, err := sch.Flush(t.Context(), s, nil); err != nil {
			t.Error(err)
		}
		for range 3 {
			if probs, err := sch.Feed(t.Context(), s, nil, make([]float32, 170)); err != nil || len(probs) > 0 {
				t.Error(probs, err)
			}
		}
		if n := s.lacks(); n != 2 {
			t.Errorf("the window lacks %d samples, want 2", n)
		}
	})
}

// TestSchedulerFeedShares: a long Feed takes one window of a batch at a time, so
// that others do not wait for all of it.
func TestSchedulerFeedShares(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1})
		defer sch.Close()
		long := goFeed(t.Context(), sch, newStream(t, h.Model, 16000), make([]float32, 10*512))
		for range 3 {
			<-h.began
			h.let()
		}
		<-h.began
		short := goProcess(t.Context(), sch, newStream(t, h.Model, 16000), make([]float32, 512))
		h.let()
		<-h.began
		h.let()
		if r := <-short; r.err != nil {
			t.Error(r.err)
		}
		defer h.letAll()()
		if r := <-long; r.err != nil || len(r.probs) != 10 {
			t.Errorf("%d probabilities, %v, want 10", len(r.probs), r.err)
		}
		if got := sch.Stats().Batches; got[1] != 9 || got[2] != 1 {
			t.Errorf("batches by size %v, want nine of 1 and one of 2", got)
		}
	})
}

// TestSchedulerFeedDelay: the windows of one Feed do not each wait for others
// anew: in all, the call waits for at most the delay.
func TestSchedulerFeedDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newModel(t)
		sch := newScheduler(t, m, SchedulerConfig{MaxDelay: 5 * time.Millisecond})
		defer sch.Close()
		begin := time.Now()
		if probs, err := sch.Feed(t.Context(), newStream(t, m, 16000), nil, make([]float32, 4*512)); err != nil || len(probs) != 4 {
			t.Error(probs, err)
		}
		if waited := time.Since(begin); waited != 5*time.Millisecond {
			t.Errorf("Feed has waited for %v, want 5ms", waited)
		}
	})
}

// TestSchedulerFeedContext: when the context ends, the stream has consumed the
// windows whose probabilities Feed returns, and nothing more.
func TestSchedulerFeedContext(t *testing.T) {
	const pendingFirst, whole = 100, 3
	pcm := babble(42, pendingFirst+whole*512, 16000) // ends 100 samples into a window
	for _, c := range []struct {
		name    string
		windows int  // computed before the context ends
		during  bool // it ends while one more is being computed
		want    int  // windows consumed
		err     bool
	}{
		{"before the first window", 0, false, 0, true},
		{"during the first", 0, true, 1, true},
		{"after the first", 1, false, 1, true},
		{"during the second", 1, true, 2, true},
		{"during the last", 2, true, 3, false}, // which keeps the rest
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, free := newHeld(t), newModel(t)
				s, twin := newStream(t, h.Model, 16000), newStream(t, free, 16000)
				for _, s := range []*Stream{s, twin} {
					if _, err := s.Feed(nil, pcm[:pendingFirst]); err != nil {
						t.Fatal(err)
					}
				}
				sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, MaxBatch: 1})
				defer sch.Close()
				other := goFeed(t.Context(), sch, newStream(t, h.Model, 16000), make([]float32, 10*512))
				<-h.began
				ctx, cancel := context.WithCancel(t.Context())
				calling := goFeed(ctx, sch, s, pcm[pendingFirst:])
				// The two streams take turns, the other one first.
				turns := 2 * c.windows
				if c.during {
					turns++
				}
				for range turns {
					h.let()
					<-h.began
				}
				cancel()
				synctest.Wait()
				stop := h.letAll()
				h.let()
				got := <-calling
				<-other
				stop()

				consumed := pcm[pendingFirst:]
				if c.err {
					consumed = pcm[pendingFirst:max(pendingFirst, c.want*512)]
				}
				want, err := twin.Feed(nil, consumed)
				if err != nil {
					t.Fatal(err)
				}
				if errors.Is(got.err, context.Canceled) != c.err || len(want) != c.want || !slices.Equal(got.probs, want) {
					t.Errorf("%v, %v, want %v, an error %t", got.probs, got.err, want, c.err)
				}
				if s.Samples() != int64(512*c.want) || s.State().pending != twin.State().pending || s.lacks() != twin.lacks() {
					t.Errorf("the stream is at %d and lacks %d samples, want %d and %d", s.Samples(), s.lacks(), 512*c.want, twin.lacks())
				}
			})
		})
	}
}

// TestSchedulerFeedClose: Close waits for a Feed that is in the queue, to its end,
// and turns away one that waits for room, which has consumed nothing.
func TestSchedulerFeedClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, Queue: 1})
		a, b := newStream(t, h.Model, 16000), newStream(t, h.Model, 16000)
		inside := goFeed(t.Context(), sch, a, make([]float32, 3*512))
		<-h.began
		outside := goFeed(t.Context(), sch, b, make([]float32, 3*512))
		closed := make(chan struct{})
		go func() {
			sch.Close()
			close(closed)
		}()
		synctest.Wait()
		if r := <-outside; !errors.Is(r.err, ErrClosed) || len(r.probs) > 0 || b.Samples() != 0 {
			t.Errorf("waiting for room: %v, %v, want ErrClosed", r.probs, r.err)
		}
		stop := h.letAll()
		h.let()
		if r := <-inside; r.err != nil || len(r.probs) != 3 {
			t.Errorf("in the queue: %v, %v, want three probabilities", r.probs, r.err)
		}
		<-closed
		stop()
		for _, n := range []int{5, 512} {
			if _, err := sch.Feed(t.Context(), a, nil, make([]float32, n)); !errors.Is(err, ErrClosed) {
				t.Errorf("Feed of %d samples after Close: %v, want ErrClosed", n, err)
			}
		}
		if _, err := sch.Flush(t.Context(), a, nil); !errors.Is(err, ErrClosed) {
			t.Errorf("Flush after Close: %v, want ErrClosed", err)
		}
	})
}

// TestSchedulerFeedErrors: on error, nothing is consumed.
func TestSchedulerFeedErrors(t *testing.T) {
	m := newModel(t)
	sch := newScheduler(t, m, SchedulerConfig{})
	defer sch.Close()
	s := newStream(t, m, 16000)
	if _, err := sch.Feed(t.Context(), s, nil, make([]float32, 100)); err != nil {
		t.Fatal(err)
	}
	before := s.State()
	dst := []float32{1, 2}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, at := range []int{0, 411, 412, 1999} {
		pcm := make([]float32, 2000)
		pcm[at] = float32(math.NaN())
		if got, err := sch.Feed(t.Context(), s, dst, pcm); !errors.Is(err, ErrSample) || !slices.Equal(got, dst) {
			t.Errorf("NaN at %d: %v, %v, want ErrSample", at, got, err)
		}
	}
	for _, n := range []int{1, 1000} {
		if got, err := sch.Feed(ended, s, dst, make([]float32, n)); !errors.Is(err, context.Canceled) || !slices.Equal(got, dst) {
			t.Errorf("%d samples, a context that has ended: %v, %v", n, got, err)
		}
	}
	if got, err := sch.Flush(ended, s, dst); !errors.Is(err, context.Canceled) || !slices.Equal(got, dst) {
		t.Errorf("Flush, a context that has ended: %v, %v", got, err)
	}
	foreign := newStream(t, newModel(t), 16000)
	if _, err := sch.Feed(t.Context(), foreign, nil, make([]float32, 1)); !errors.Is(err, ErrModel) {
		t.Errorf("a stream of another model: %v", err)
	}
	if _, err := sch.Flush(t.Context(), foreign, nil); !errors.Is(err, ErrModel) {
		t.Errorf("Flush of a stream of another model: %v", err)
	}
	if s.State() != before {
		t.Error("a failed call has changed the stream")
	}
}

// TestSchedulerFeedMeetsReset: Reset and SetState during a Feed count for its
// windows that are not yet begun, as in Stream.Feed.
func TestSchedulerFeedMeetsReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, free := newHeld(t), newModel(t)
		pcm := babble(43, 2*512+300, 16000)
		filled := newStream(t, free, 16000)
		if _, err := filled.Feed(nil, pcm[:512+400]); err != nil {
			t.Fatal(err)
		}
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1})
		defer sch.Close()
		s := newStream(t, h.Model, 16000)
		calling := goFeed(t.Context(), sch, s, pcm)
		<-h.began
		h.let()
		<-h.began // the second window, which leaves no trace
		if err := s.SetState(filled.State()); err != nil {
			t.Fatal(err)
		}
		h.let()
		<-h.began // of what SetState brought and the 300 samples left
		h.let()
		got := <-calling

		twin := newStream(t, free, 16000)
		want := process(t, twin, pcm)
		want, err := filled.Feed(want, pcm[2*512:])
		if err != nil {
			t.Fatal(err)
		}
		if got.err != nil || !slices.Equal(got.probs, want) || s.State() != filled.State() {
			t.Errorf("%v, %v, want %v and the state of one fed in this order", got.probs, got.err, want)
		}
	})
}

// TestSchedulerFeedLongWindows: windows may be longer than the usual ones.
func TestSchedulerFeedLongWindows(t *testing.T) {
	forEachWindow(t, func(t *testing.T, m *Model, rate, size int) {
		sch := newScheduler(t, m, SchedulerConfig{})
		defer sch.Close()
		pcm := babble(44, 3*size+size/2, rate)
		want, err := m.Probabilities(t.Context(), pcm, rate)
		if err != nil {
			t.Fatal(err)
		}
		s := newStream(t, m, rate)
		var got []float32
		for rest := pcm; len(rest) > 0 && err == nil; {
			n := min(320, len(rest))
			got, err = sch.Feed(t.Context(), s, got, rest[:n])
			rest = rest[n:]
		}
		if err == nil {
			got, err = sch.Flush(t.Context(), s, got)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d Hz, windows of %d: %v, %v, want %v", rate, size, got, err, want)
		}
	})
}
