package main

import (
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
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

func TestSumUp(t *testing.T) {
	ms := time.Millisecond
	r := sumUp(7, 20*ms,
		liveRun{latencies: []time.Duration{ms, 21 * ms}, cpu: 0.5, windows: 9, batches: 5},
		liveRun{latencies: []time.Duration{20 * ms}, cpu: 0.25, windows: 16},
		liveRun{latencies: []time.Duration{30 * ms}, cpu: 0.75},
	)
	want := liveResult{streams: 7, latency: quantiles{20 * ms, 30 * ms, 30 * ms, 4}, late: 2, cpu: 0.5, batchSize: 5}
	if r != want {
		t.Errorf("got %+v, want %+v", r, want)
	}
	if r := sumUp(7, ms, liveRun{}); r != (liveResult{streams: 7}) {
		t.Errorf("nothing: %+v", r)
	}
}

// TestCount: what the scheduler did before a run does not count.
func TestCount(t *testing.T) {
	var r liveRun
	r.count(vad.SchedulerStats{Windows: 9, Batches: []int64{0, 1, 4}}, vad.SchedulerStats{Windows: 16, Batches: []int64{0, 2, 7}})
	if r.windows != 7 || r.batches != 4 {
		t.Errorf("%d windows in %d batches, want 7 in 4", r.windows, r.batches)
	}
}

// TestBeside: a round in which the machine is busy with other work does not change the
// ratio of two loads.
func TestBeside(t *testing.T) {
	first := []liveRun{{cpu: 0.5}, {cpu: 1}, {cpu: 0.25}}
	runs := []liveRun{{cpu: 0.75}, {cpu: 1.5}, {cpu: 0.5}}
	if got := beside(runs, first); got != 1.5 {
		t.Errorf("got %v, want 1.5", got)
	}
}

// TestRepeat: packets follow each other and begin anew, for each stream elsewhere.
func TestRepeat(t *testing.T) {
	pcm := make([]float32, 40*packetSize+3)
	for i := range pcm {
		pcm[i] = float32(i / packetSize)
	}
	for _, c := range []struct{ stream, first int }{{0, 0}, {1, 37}, {2, 34}} {
		next := repeat(pcm, c.stream)
		for i := range 90 {
			packet, want := next(), float32((c.first+i)%40)
			if len(packet) != packetSize || packet[0] != want || packet[packetSize-1] != want {
				t.Fatalf("stream %d, packet %d: %d samples of packet %v, want %v", c.stream, i, len(packet), packet[0], want)
			}
		}
	}
}

// TestLoads runs each kind of live streams for a moment.
func TestLoads(t *testing.T) {
	k, pcm := testKit(t), make([]float32, 20*packetSize)
	loads := []liveLoad{
		{"windows", period, 0, 0, windows(testWindow())},
		{"packets", packetPeriod, time.Millisecond, 5, packets(pcm)},
		{"detectors", packetPeriod, time.Millisecond, 20, detectors(pcm, live.AudioWhole)},
		{"sleep", packetPeriod, 0, 0, nil},
	}
	results, err := takeTurns(k.model, loads, 3, 2, 5*period, func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		packets int
		batches bool
	}{{2 * 3 * 5, true}, {2 * 3 * 8, true}, {2 * 3 * 8, true}, {2 * 3 * 8, false}} {
		if r := results[i]; r.latency.n != want.packets || r.batchSize > 0 != want.batches {
			t.Errorf("%s: %+v, want %d packets", loads[i].name, r, want.packets)
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
