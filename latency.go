package vad

import (
	"math"
	"math/bits"
	"time"
)

// SchedulerStats is what a Scheduler is doing, and has done since it was made.
// What was done in between is the difference of two: of the counts, and with
// [Histogram.Sub].
type SchedulerStats struct {
	Queued  int     // windows that wait in the queue
	Outside int     // windows that wait for room in the queue
	Running int     // batches being computed
	Windows int64   // windows done
	Batches []int64 // Batches[n] is the number of batches of n windows

	// Latency counts, for each window done, the time from the call to the end of
	// the window's computation, including the wait for room in the queue and, in
	// a Feed, the windows before.
	Latency Histogram
	// Wait counts the part of Latency before the computation of the window's batch
	// began.
	Wait Histogram
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
		Outside: len(s.queue.outside),
		Running: s.running,
		Windows: s.stats.latency.Count,
		Batches: append([]int64(nil), s.stats.batches...),
		Latency: s.stats.latency,
		Wait:    s.stats.wait,
	}
}

// schedulerStats counts what turns have done.
type schedulerStats struct {
	batches []int64 // by size
	latency Histogram
	wait    Histogram
}

// record counts a turn whose computation lasted from began to now.
func (s *schedulerStats) record(t *turn, began, now time.Duration) {
	n := 0
	for _, r := range t.requests {
		if !r.kept {
			s.latency.add(now - r.call.since)
			s.wait.add(began - r.call.since)
			n++
		}
	}
	if n > 0 {
		s.batches[n]++
	}
}

// Histogram counts durations in buckets, with the same bounds for all
// histograms: [Histogram.Bound]. It is a plain value: copy it, compare it,
// subtract an older one. A monitoring system takes Count, Sum and the buckets,
// added up, with their bounds.
type Histogram struct {
	Count   int64                   // of all durations
	Sum     time.Duration           // of all durations; on overflow it wraps around, and differences remain right
	Buckets [HistogramBuckets]int64 // Buckets[i] counts durations above Bound(i-1) and up to Bound(i)
}

// HistogramBuckets is the number of buckets of a [Histogram]: one for durations
// of up to 1 µs, eight for each of 26 powers of two, and one for durations above
// the last of them, about 67 s.
const HistogramBuckets = 1 + 8*26 + 1

// bucketUnit is the width of the narrowest buckets.
const bucketUnit = time.Microsecond / 8

// Bound returns the largest duration that counts in a bucket: 1 µs for the
// first, and from 1 µs on eight equal steps to each doubling: 1.125 µs, 1.25 µs
// ... 2 µs, 2.25 µs ... 4 µs and so on. It exceeds no duration in the bucket by
// more than an eighth. The last bucket has the largest Duration as its bound.
func (Histogram) Bound(bucket int) time.Duration {
	switch bucket {
	case 0:
		return time.Microsecond
	case HistogramBuckets - 1:
		return math.MaxInt64
	}
	doublings, step := (bucket-1)/8, (bucket-1)%8
	return time.Duration(8+step+1) << doublings * bucketUnit
}

// bucketOf returns the bucket of a duration.
func bucketOf(d time.Duration) int {
	units := uint64(max(d-1, 0) / bucketUnit) // whole ones below d
	if units < 8 {
		return 0
	}
	doublings := bits.Len64(units) - 4 // the first digit and three more are left
	return min(1+8*doublings+int(units>>doublings)&7, HistogramBuckets-1)
}

// add counts a duration.
func (h *Histogram) add(d time.Duration) {
	h.Count++
	h.Sum += d
	h.Buckets[bucketOf(d)]++
}

// Sub returns the durations that h counts and before, an older value of the same
// histogram, does not.
func (h Histogram) Sub(before Histogram) Histogram {
	h.Count -= before.Count
	h.Sum -= before.Sum
	for i, n := range before.Buckets {
		h.Buckets[i] -= n
	}
	return h
}

// Quantile returns the bound of the bucket that holds the smallest duration
// which the share q of all durations, 0 to 1, does not exceed: the median for
// 0.5. It is 0 if nothing is counted.
func (h Histogram) Quantile(q float64) time.Duration {
	if h.Count == 0 {
		return 0
	}
	rank := max(1, int64(math.Ceil(q*float64(h.Count))))
	for i, n := range h.Buckets {
		if rank -= n; rank <= 0 {
			return h.Bound(i)
		}
	}
	return h.Bound(HistogramBuckets - 1)
}
