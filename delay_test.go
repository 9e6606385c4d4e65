package vad

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// arrival is a window of a stream that comes at a time. Streams from 100 on are at
// 8 kHz.
type arrival struct {
	at     time.Duration
	stream int
}

// TestSchedulerDelay gives the scheduler windows at certain times, of which a
// batch takes its time to compute, and compares when each is done.
func TestSchedulerDelay(t *testing.T) {
	const ms = time.Millisecond
	config := SchedulerConfig{Workers: 1, MaxBatch: 3, MaxDelay: 5 * ms}
	with := func(change func(c *SchedulerConfig)) SchedulerConfig {
		c := config
		change(&c)
		return c
	}
	for _, c := range []struct {
		name     string
		config   SchedulerConfig
		takes    time.Duration // a batch
		arrivals []arrival
		want     []time.Duration // when each is done
	}{
		{"no delay", with(func(c *SchedulerConfig) { c.MaxDelay = 0 }), 0,
			[]arrival{{0, 1}, {2 * ms, 2}}, []time.Duration{0, 2 * ms}},
		{"one window waits for the delay", config, 0,
			[]arrival{{1 * ms, 1}}, []time.Duration{6 * ms}},
		{"the first that waits takes others along", config, 0,
			[]arrival{{0, 1}, {4 * ms, 2}}, []time.Duration{5 * ms, 5 * ms}},
		{"one that comes later waits anew", config, 0,
			[]arrival{{0, 1}, {5*ms + 1, 2}}, []time.Duration{5 * ms, 10*ms + 1}},
		{"a full batch does not wait", config, 0,
			[]arrival{{0, 1}, {1 * ms, 2}, {2 * ms, 3}}, []time.Duration{2 * ms, 2 * ms, 2 * ms}},
		{"what is left of a full batch waits", config, 0,
			[]arrival{{0, 1}, {1 * ms, 2}, {2 * ms, 3}, {3 * ms, 4}}, []time.Duration{2 * ms, 2 * ms, 2 * ms, 8 * ms}},
		{"batches of one never wait", with(func(c *SchedulerConfig) { c.MaxBatch = 1 }), 0,
			[]arrival{{0, 1}, {1 * ms, 2}}, []time.Duration{0, 1 * ms}},
		{"rates wait by themselves", config, 0,
			[]arrival{{0, 1}, {1 * ms, 101}, {2 * ms, 2}, {3 * ms, 102}},
			[]time.Duration{5 * ms, 6 * ms, 5 * ms, 6 * ms}},
		{"a full batch does not take the other rate along", config, 0,
			[]arrival{{0, 101}, {1 * ms, 1}, {2 * ms, 2}, {3 * ms, 3}},
			[]time.Duration{5 * ms, 3 * ms, 3 * ms, 3 * ms}},
		{"a full queue does not wait", with(func(c *SchedulerConfig) { c.Queue = 2 }), 0,
			[]arrival{{0, 1}, {1 * ms, 2}}, []time.Duration{1 * ms, 1 * ms}},
		{"a full queue does not wait, whichever window fills it", with(func(c *SchedulerConfig) { c.Queue, c.Workers = 3, 2 }), 20 * ms,
			[]arrival{{0, 1}, {6 * ms, 2}, {7 * ms, 1}}, []time.Duration{25 * ms, 27 * ms, 45 * ms}},
		{"windows of one stream wait side by side", config, 0,
			[]arrival{{0, 1}, {1 * ms, 1}, {2 * ms, 1}}, []time.Duration{5 * ms, 6 * ms, 7 * ms}},
		{"one stream does not fill a batch", config, 0,
			[]arrival{{0, 1}, {0, 1}, {0, 1}, {0, 1}}, []time.Duration{5 * ms, 5 * ms, 5 * ms, 5 * ms}},
		{"after a batch, what has waited long enough goes at once", config, 20 * ms,
			[]arrival{{0, 1}, {6 * ms, 2}}, []time.Duration{25 * ms, 45 * ms}},
		{"after a batch, what has not waits for the rest", config, 20 * ms,
			[]arrival{{0, 1}, {23 * ms, 2}}, []time.Duration{25 * ms, 48 * ms}},
		{"after a batch, a full one goes at once", config, 20 * ms,
			[]arrival{{0, 1}, {22 * ms, 2}, {23 * ms, 3}, {24 * ms, 4}},
			[]time.Duration{25 * ms, 45 * ms, 45 * ms, 45 * ms}},
		{"a second worker computes what is due", with(func(c *SchedulerConfig) { c.Workers = 2 }), 20 * ms,
			[]arrival{{0, 1}, {6 * ms, 2}}, []time.Duration{25 * ms, 31 * ms}},
		{"two full batches, two workers", with(func(c *SchedulerConfig) { c.Workers = 2 }), 20 * ms,
			[]arrival{{0, 1}, {0, 2}, {0, 3}, {1 * ms, 4}, {1 * ms, 5}, {1 * ms, 6}},
			[]time.Duration{20 * ms, 20 * ms, 20 * ms, 21 * ms, 21 * ms, 21 * ms}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := doneAt(t, c.config, c.takes, c.arrivals); !slices.Equal(got, c.want) {
					t.Errorf("done at %v, want %v", got, c.want)
				}
			})
		})
	}
}

// doneAt returns when each window is done.
func doneAt(t *testing.T, c SchedulerConfig, takes time.Duration, arrivals []arrival) []time.Duration {
	m := newModel(t)
	for _, e := range m.engines {
		e.beforeCompute = func() { time.Sleep(takes) }
	}
	sch := newScheduler(t, m, c)
	defer sch.Close()
	streams := map[int]*Stream{}
	done := make([]time.Duration, len(arrivals))
	begin := time.Now()
	var wg sync.WaitGroup
	for i, a := range arrivals {
		s := streams[a.stream]
		if s == nil {
			s = newStream(t, m, []int{16000, 8000}[a.stream/100])
			streams[a.stream] = s
		}
		wg.Go(func() {
			time.Sleep(a.at)
			if _, err := sch.Process(t.Context(), s, make([]float32, s.WindowSize())); err != nil {
				t.Error(err)
			}
			done[i] = time.Since(begin)
		})
	}
	wg.Wait()
	return done
}

// TestSchedulerDelayClose: Close does not wait for the delay, and leaves no timer
// that would compute something.
func TestSchedulerDelayClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newModel(t)
		sch := newScheduler(t, m, SchedulerConfig{Workers: 2, MaxDelay: time.Second})
		var calls []chan result
		begin := time.Now()
		for _, rate := range []int{16000, 8000, 16000} {
			s := newStream(t, m, rate)
			calls = append(calls, goProcess(t.Context(), sch, s, make([]float32, s.WindowSize())))
		}
		sch.Close()
		for _, done := range calls {
			if r := <-done; r.err != nil {
				t.Error(r.err)
			}
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("Close has waited for %v", waited)
		}
		if got := sch.Stats().Batches; got[1] != 1 || got[2] != 1 {
			t.Errorf("batches by size %v, want one of 1 and one of 2", got)
		}
		if _, err := sch.Process(t.Context(), newStream(t, m, 16000), make([]float32, 512)); !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: %v, want ErrClosed", err)
		}
		time.Sleep(2 * time.Second)
	})
}

// TestSchedulerDelayContext: a window whose context ends while it waits for
// others is not consumed, and others do not wait shorter or longer for it.
func TestSchedulerDelayContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newModel(t)
		sch := newScheduler(t, m, SchedulerConfig{MaxDelay: 10 * time.Millisecond})
		defer sch.Close()
		begin := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Millisecond)
		defer cancel()
		a, b := newStream(t, m, 16000), newStream(t, m, 16000)
		left := goProcess(ctx, sch, a, make([]float32, 512))
		time.Sleep(3 * time.Millisecond)
		stays := goProcess(t.Context(), sch, b, make([]float32, 512))
		if r := <-left; !errors.Is(r.err, context.DeadlineExceeded) || time.Since(begin) != 4*time.Millisecond {
			t.Errorf("%v after %v, want the context's error after 4ms", r.err, time.Since(begin))
		}
		if r := <-stays; r.err != nil || time.Since(begin) != 13*time.Millisecond {
			t.Errorf("%v after %v, want a probability after 13ms", r.err, time.Since(begin))
		}
		if a.Samples() != 0 || b.Samples() != 512 {
			t.Errorf("the streams consumed %d and %d samples, want 0 and 512", a.Samples(), b.Samples())
		}
	})
}
