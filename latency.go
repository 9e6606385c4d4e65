package vad

import (
	"math"
	"math/bits"
	"time"
)

// SchedulerStats is what a Scheduler is doing, and has done since it was made.
type SchedulerStats struct {
	Queued  int     // windows that wait in the queue, not for room in it
	Running int     // batches being computed
	Windows int64   // windows done
	Batches []int64 // Batches[n] is the number of batches of n windows

	// Latency from the call of Process to the end of the computation, including
	// the wait for room in the queue: the median, the 99th percentile and the
	// largest. The first two are too large by up to an eighth.
	P50, P99, Max time.Duration
}

// Stats returns what the scheduler is doing and has done.
func (s *Scheduler) Stats() SchedulerStats {
	if !s.made() {
		panic(errScheduler)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return SchedulerStats{
		Queued:  s.queue.waiting(),
		Running: s.running,
		Windows: s.stats.windows,
		Batches: append([]int64(nil), s.stats.batches...),
		P50:     s.stats.latency.quantile(0.50),
		P99:     s.stats.latency.quantile(0.99),
		Max:     s.stats.latency.max,
	}
}

// schedulerStats counts what turns have done.
type schedulerStats struct {
	windows int64
	batches []int64 // by size
	latency latencies
}

// record counts a turn that ended at now.
func (s *schedulerStats) record(t *turn, now time.Time) {
	s.windows += int64(len(t.requests))
	s.batches[len(t.requests)]++
	for _, r := range t.requests {
		s.latency.add(now.Sub(r.since))
	}
}

// latencies is a histogram of durations in nanoseconds with eight buckets for
// each power of two.
type latencies struct {
	buckets [64 * 8]int64
	n       int64
	max     time.Duration
}

// add counts a duration.
func (h *latencies) add(d time.Duration) {
	h.buckets[latencyBucket(d)]++
	h.n++
	h.max = max(h.max, d)
}

// latencyBucket returns the bucket of a duration: d itself below 8, then eight
// times the power of two plus the three bits after the leading one.
func latencyBucket(d time.Duration) int {
	if d < 8 {
		return int(max(d, 0))
	}
	exponent := bits.Len64(uint64(d)) - 1
	return (exponent-2)*8 + int(d>>(exponent-3))&7
}

// bucketEnd returns the largest duration in a bucket.
func bucketEnd(bucket int) time.Duration {
	if bucket < 8 {
		return time.Duration(bucket)
	}
	shift := bucket/8 - 1
	return time.Duration(bucket%8+9)<<shift - 1
}

// quantile returns the end of the bucket up to which the share q of all
// durations lies, 0 if there are none.
func (h *latencies) quantile(q float64) time.Duration {
	rank := max(1, int64(math.Ceil(q*float64(h.n))))
	for b, n := range h.buckets {
		if rank -= n; rank <= 0 {
			return min(bucketEnd(b), h.max)
		}
	}
	return h.max
}
