package main

import (
	"slices"
	"time"
)

// quantiles summarize durations. They are 0 if there are none.
type quantiles struct {
	p50, p99, max time.Duration
	n             int
}

// summarize returns the quantiles of times, which it sorts.
func summarize(times []time.Duration) quantiles {
	if len(times) == 0 {
		return quantiles{}
	}
	slices.Sort(times)
	return quantiles{
		p50: quantile(times, 50),
		p99: quantile(times, 99),
		max: times[len(times)-1],
		n:   len(times),
	}
}

// quantile returns the smallest of the sorted times that at least the given
// percentage of them does not exceed.
func quantile(times []time.Duration, percent int) time.Duration {
	return times[max(0, (len(times)*percent+99)/100-1)]
}

// median returns the value in the middle, the larger of two. It sorts values.
func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
