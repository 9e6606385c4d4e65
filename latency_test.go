package vad

import (
	"math"
	"testing"
	"time"
)

func TestLatencyBuckets(t *testing.T) {
	for _, d := range []time.Duration{0, 7, 8, 15, 16, 17, time.Microsecond, time.Second, 3 * time.Second, time.Hour, math.MaxInt64 / 2} {
		for _, d := range []time.Duration{d, d + 1} {
			if end := bucketEnd(latencyBucket(d)); end < d || end > d+d/8 {
				t.Errorf("%d: the bucket ends at %d, want %d to %d", d, end, d, d+d/8)
			}
		}
	}
	for b := 1; b < 400; b++ {
		if got := latencyBucket(bucketEnd(b)); got != b {
			t.Errorf("the end of bucket %d is in bucket %d", b, got)
		}
		if got := latencyBucket(bucketEnd(b-1) + 1); got != b {
			t.Errorf("what follows bucket %d is in bucket %d", b-1, got)
		}
	}
}

func TestLatencyQuantiles(t *testing.T) {
	var h latencies
	if h.quantile(0.99) != 0 {
		t.Error("a quantile of nothing is not 0")
	}
	for range 99 {
		h.add(time.Microsecond)
	}
	h.add(3 * time.Second)
	for q, want := range map[float64]time.Duration{0.01: time.Microsecond, 0.5: time.Microsecond, 0.99: time.Microsecond, 1: 3 * time.Second} {
		if got := h.quantile(q); got < want || got > want+want/8 {
			t.Errorf("quantile %v is %v, want %v", q, got, want)
		}
	}
}
