package main

import (
	"testing"
	"time"
)

func TestSummarize(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	descending := make([]time.Duration, 200)
	for i := range descending {
		descending[i] = ms(200 - i)
	}
	for _, c := range []struct {
		times []time.Duration
		want  quantiles
	}{
		{nil, quantiles{}},
		{[]time.Duration{7}, quantiles{7, 7, 7, 1}},
		{[]time.Duration{9, 1}, quantiles{1, 9, 9, 2}},
		{descending, quantiles{ms(100), ms(198), ms(200), 200}},
	} {
		n := len(c.times)
		if got := summarize(c.times); got != c.want {
			t.Errorf("%d times: %+v, want %+v", n, got, c.want)
		}
	}
}

func TestMedians(t *testing.T) {
	got := medians([]cost{{3, 10}, {1, 30}, {2, 20}})
	if want := (cost{2, 20}); got != want {
		t.Errorf("medians %+v, want %+v", got, want)
	}
}

func TestCells(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{micros(1500*time.Nanosecond, 123456*time.Nanosecond), "1.5 / 123"},
		{millis(1234 * time.Microsecond), "1.23"},
		{share(0, 9), "0"},
		{share(1, 8), "1 (12.5 %)"},
		{overhead(11, 10), "10 %"},
	} {
		if c.got != c.want {
			t.Errorf("shown as %q, want %q", c.got, c.want)
		}
	}
}

func TestHolds(t *testing.T) {
	for p99, want := range map[time.Duration]bool{0: true, period: true, period + 1: false} {
		r := liveResult{latency: quantiles{p99: p99}}
		if got := r.holds(); got != want {
			t.Errorf("p99 %v: %v, want %v", p99, got, want)
		}
	}
}
