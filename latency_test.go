package vad

import (
	"math"
	"testing"
	"testing/synctest"
	"time"
)

// TestHistogramBounds: the bounds are those documented, and a duration counts in
// the first bucket whose bound it does not exceed.
func TestHistogramBounds(t *testing.T) {
	var h Histogram
	for i, want := range map[int]time.Duration{
		0: time.Microsecond, 1: 1125, 2: 1250, 8: 2 * time.Microsecond, 9: 2250, 16: 4 * time.Microsecond,
		8 * 10: 1024 * time.Microsecond, 8 * 26: time.Microsecond << 26, HistogramBuckets - 1: math.MaxInt64,
	} {
		if got := h.Bound(i); got != want {
			t.Errorf("bound %d is %v, want %v", i, got, want)
		}
	}
	for i := range HistogramBuckets - 1 {
		bound := h.Bound(i)
		if got, after := bucketOf(bound), bucketOf(bound+1); got != i || after != i+1 {
			t.Errorf("bound %d, %v, counts in bucket %d and what follows in %d", i, bound, got, after)
		}
		if i > 0 && bound > h.Bound(i-1)+h.Bound(i-1)/8 {
			t.Errorf("bound %d, %v, exceeds the one before, %v, by more than an eighth", i, bound, h.Bound(i-1))
		}
	}
	for d, want := range map[time.Duration]int{-1: 0, 0: 0, 1: 0, math.MaxInt64: HistogramBuckets - 1} {
		if got := bucketOf(d); got != want {
			t.Errorf("%d ns counts in bucket %d, want %d", d, got, want)
		}
	}
}

func TestHistogramQuantiles(t *testing.T) {
	var h Histogram
	if h.Quantile(0.99) != 0 {
		t.Error("a quantile of nothing is not 0")
	}
	for range 99 {
		h.add(time.Microsecond)
	}
	h.add(3 * time.Second)
	for q, want := range map[float64]time.Duration{0: time.Microsecond, 0.5: time.Microsecond, 0.99: time.Microsecond, 0.991: 3 * time.Second, 1: 3 * time.Second} {
		if got := h.Quantile(q); got < want || got > want+want/8 {
			t.Errorf("quantile %v is %v, want %v", q, got, want)
		}
	}
	h.add(time.Hour)
	if got := h.Quantile(1); got != math.MaxInt64 {
		t.Errorf("above all bounds: %v", got)
	}
}

// TestHistogramSub: a difference is the histogram of what came in between, also
// where the sum has overflowed.
func TestHistogramSub(t *testing.T) {
	between := []time.Duration{0, time.Microsecond, 5 * time.Millisecond, 5 * time.Millisecond, 2 * time.Hour}
	h := Histogram{Sum: math.MaxInt64 - time.Hour}
	h.add(7 * time.Millisecond)
	before := h
	var want Histogram
	for _, d := range between {
		h.add(d)
		want.add(d)
	}
	if h.Sum > 0 {
		t.Fatal("the sum has not overflowed")
	}
	got := h.Sub(before)
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got.Count != 5 || got.Sum != 2*time.Hour+10*time.Millisecond+time.Microsecond {
		t.Errorf("%d durations, in all %v", got.Count, got.Sum)
	}
	if h.Sub(h) != (Histogram{}) {
		t.Error("a histogram without itself is not empty")
	}
}

// TestSchedulerLatency: the latency of a window begins with the call, in the
// queue as outside of it, and ends with the computation; its wait ends where that
// begins.
func TestSchedulerLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		sch := newScheduler(t, h.Model, SchedulerConfig{Workers: 1, MaxBatch: 1, Queue: 2})
		defer sch.Close()
		var calls []chan result
		for i := range 3 { // one is computed, one waits in the queue, one for room in it
			calls = append(calls, goProcess(t.Context(), sch, newStream(t, h.Model, 16000), make([]float32, 512)))
			if i == 0 {
				<-h.began
			}
		}
		if s := sch.Stats(); s.Queued != 1 || s.Outside != 1 || s.Running != 1 || s.Windows != 0 {
			t.Errorf("%d windows wait in the queue and %d outside, %d batches run, %d windows are done; want 1, 1, 1, 0", s.Queued, s.Outside, s.Running, s.Windows)
		}
		time.Sleep(3 * time.Millisecond)
		h.let()
		<-h.began
		before := sch.Stats().Latency
		time.Sleep(40 * time.Millisecond)
		h.let()
		<-h.began
		time.Sleep(500 * time.Millisecond)
		h.let()
		for _, done := range calls {
			<-done
		}
		var want Histogram
		want.add(43 * time.Millisecond)
		want.add(543 * time.Millisecond)
		if got := sch.Stats().Latency.Sub(before); got != want {
			t.Errorf("%d latencies, in all %v, want %d, in all %v", got.Count, got.Sum, want.Count, want.Sum)
		}
		if before.Count != 1 || before.Sum != 3*time.Millisecond {
			t.Errorf("first %d latencies, in all %v", before.Count, before.Sum)
		}
		want = Histogram{}
		for _, wait := range []time.Duration{0, 3 * time.Millisecond, 43 * time.Millisecond} {
			want.add(wait)
		}
		if got := sch.Stats().Wait; got != want {
			t.Errorf("%d waits, in all %v, want %d, in all %v", got.Count, got.Sum, want.Count, want.Sum)
		}
	})
}
