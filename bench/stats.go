package main

import "slices"

// figures summarize the measurements of one side of a contest.
type figures struct {
	Best        float64 `json:"best"`        // µs per window, of the fastest chunk
	Median      float64 `json:"median"`      // µs per window, of the chunk in the middle
	AudioPerCPU float64 `json:"audioPerCPU"` // seconds of audio per second of processor time, over all chunks; 0 if not measured
	Windows     int     `json:"windows"`
}

// windowSeconds is the length of a window at every rate.
const windowSeconds = 0.032

// summarize computes figures from samples, which must not be empty.
func summarize(samples []sample) figures {
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
	SampleRate     int      `json:"sampleRate"`
	Title          string   `json:"title"`
	Implementation string   `json:"implementation"` // of our kernels
	Ours           figures  `json:"ours"`
	Base           figures  `json:"base"`           // ONNX Runtime, one window, one thread
	Peer           *figures `json:"peer,omitempty"` // ONNX Runtime with the same streams and threads, if that differs from Base
}

// result summarizes a contest.
func (c *contest) result(implementation string) result {
	r := result{
		SampleRate:     c.rec.sampleRate,
		Title:          c.title,
		Implementation: implementation,
		Ours:           summarize(c.ours.samples),
		Base:           summarize(c.base.samples),
	}
	if c.peer != c.base {
		peer := summarize(c.peer.samples)
		r.Peer = &peer
	}
	return r
}
