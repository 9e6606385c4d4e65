package main

import (
	"math"
	"testing"
	"time"
)

func TestBestMedian(t *testing.T) {
	for _, test := range []struct {
		values       []float64
		best, median float64
	}{
		{[]float64{7}, 7, 7},
		{[]float64{9, 5}, 5, 7},
		{[]float64{3, 1, 2}, 1, 2},
		{[]float64{4, 100, 2, 3}, 2, 3.5},
	} {
		if best, median := bestMedian(append([]float64(nil), test.values...)); best != test.best || median != test.median {
			t.Errorf("%v: got %v and %v, want %v and %v", test.values, best, median, test.best, test.median)
		}
	}
}

func TestSummarize(t *testing.T) {
	got := summarize([]sample{
		{windows: 100, wall: 2 * time.Millisecond, cpu: time.Millisecond},
		{windows: 200, wall: 2 * time.Millisecond, cpu: 3 * time.Millisecond},
		{windows: 100, wall: 9 * time.Millisecond, cpu: 4 * time.Millisecond},
	}, 0.032)
	// 400 windows of 32 ms are 12.8 s, computed in 8 ms.
	want := figures{Best: 10, Median: 20, AudioPerCPU: 1600, Windows: 400}
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*b }
	if !near(got.Best, want.Best) || !near(got.Median, want.Median) || !near(got.AudioPerCPU, want.AudioPerCPU) || got.Windows != want.Windows {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestResultOfV4(t *testing.T) {
	one := []sample{{windows: 10, wall: time.Millisecond, cpu: time.Millisecond}}
	c := &contest{method: method{title: "one window", v4: true}, rec: &recording{sampleRate: 8000, window: 768}, ours: &entrant{samples: one}, difference: 2e-6}
	c.base = &entrant{samples: one}
	c.peer = c.base
	r := c.result("test")
	// 10 windows of 96 ms are 0.96 s, computed in 1 ms.
	if !r.V4 || r.Window != 768 || r.Peer != nil || math.Abs(r.Ours.AudioPerCPU-960) > 1e-6 {
		t.Errorf("got %+v", r)
	}
	other := result{Difference: 1e-6}
	v6, v4 := byNetwork([]result{r, other})
	if len(v6) != 1 || len(v4) != 1 || largestDifference(v6) != 1e-6 || largestDifference(v4) != 2e-6 {
		t.Errorf("got %+v of v6, %+v of v4", v6, v4)
	}
}
