package main

import "slices"

// figures summarize the measurements of one side of a contest.
type figures struct {
	Best        float64 `json:"best"`        // µs per window, of the fastest chunk
	Median      float64 `json:"median"`      // µs per window, of the chunk in the middle
	AudioPerCPU float64 `json:"audioPerCPU"` // seconds of audio per second of processor time, over all chunks; 0 if not measured
	Windows     int     `json:"windows"`
}

// summarize computes figures from samples, which must not be empty, of windows of the
// given length.
func summarize(samples []sample, windowSeconds float64) figures {
	var f figures
	var cpu float64
	times := make([]float64, len(samples))
	for i, s := range samples {
		times[i] = s.wall.Seconds() * 1e6 / float64(s.windows)
		f.Windows += s.windows
		cpu += s.cpu.Seconds()
	}
	f.Best, f.Median = bestMedian(times)
	if cpu > 0 {
		f.AudioPerCPU = float64(f.Windows) * windowSeconds / cpu
	}
	return f
}

// bestMedian returns the smallest of values and their median. It sorts values, which
// must not be empty.
func bestMedian(values []float64) (best, median float64) {
	slices.Sort(values)
	n := len(values)
	return values[0], (values[(n-1)/2] + values[n/2]) / 2
}

// result is one line of the table.
type result struct {
	V4             bool     `json:"v4"`
	SampleRate     int      `json:"sampleRate"`
	Window         int      `json:"window"` // its number of samples
	Title          string   `json:"title"`
	Implementation string   `json:"implementation"` // of our kernels
	Ours           figures  `json:"ours"`
	Base           figures  `json:"base"`           // ONNX Runtime, one window, one thread
	Peer           *figures `json:"peer,omitempty"` // ONNX Runtime with the same streams and threads, if that differs from Base
	Difference     float64  `json:"difference"`     // the largest of our probabilities from ONNX Runtime's
}

// result summarizes a contest.
func (c *contest) result(implementation string) result {
	seconds := float64(c.rec.window) / float64(c.rec.sampleRate)
	r := result{
		V4:             c.v4,
		SampleRate:     c.rec.sampleRate,
		Window:         c.rec.window,
		Title:          c.title,
		Implementation: implementation,
		Ours:           summarize(c.ours.samples, seconds),
		Base:           summarize(c.base.samples, seconds),
		Difference:     c.difference,
	}
	if c.peer != c.base {
		peer := summarize(c.peer.samples, seconds)
		r.Peer = &peer
	}
	return r
}

// byNetwork returns the results of v6, and those of v4.
func byNetwork(results []result) (v6, v4 []result) {
	for _, r := range results {
		if r.V4 {
			v4 = append(v4, r)
		} else {
			v6 = append(v6, r)
		}
	}
	return v6, v4
}

// largestDifference returns the largest difference of all results.
func largestDifference(results []result) (d float64) {
	for _, r := range results {
		d = max(d, r.Difference)
	}
	return d
}
