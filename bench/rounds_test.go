package main

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"
)

// fake is a runner that records its calls.
type fake struct {
	name   string
	log    *[]string
	n      int // streams
	firsts []int
	steps  int
	err    error
}

func (f *fake) streams() int { return f.n }
func (f *fake) reset()       { f.steps = 0 }
func (f *fake) run(first, steps int, probs []float32) error {
	*f.log = append(*f.log, f.name)
	f.firsts = append(f.firsts, first)
	f.steps += steps
	for i := range steps * f.n {
		probs[i] = float32(first*f.n+i) / 1000
	}
	return f.err
}

func TestPlayTakesTurns(t *testing.T) {
	var log []string
	ours, base, peer := &fake{name: "o", log: &log, n: 16}, &fake{name: "b", log: &log, n: 1}, &fake{name: "p", log: &log, n: 16}
	m := method{threads: 1, streams: 16}
	c := &contest{method: m, rec: numbered(t, 1, 1),
		ours: newEntrant(ours, 500, nil), base: newEntrant(base, 500, nil), peer: newEntrant(peer, 500, nil)}
	if err := play([]*contest{c}, 2, 2000, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"o", "b", "p", "b", "p", "o", "o", "b", "p", "b", "p", "o"}; !slices.Equal(log, want) {
		t.Errorf("got turns %v, want %v", log, want)
	}
	if len(c.ours.samples) != 4 || c.ours.samples[0].windows != 512 || c.base.samples[0].windows != 500 {
		t.Errorf("got %d chunks of %d windows, and of %d for the base, want 4 of 512 and 500",
			len(c.ours.samples), c.ours.samples[0].windows, c.base.samples[0].windows)
	}
	if want := []int{0, 32, 64, 96}; !slices.Equal(ours.firsts, want) {
		t.Errorf("chunks begin at %v, want %v", ours.firsts, want)
	}
	r := c.result("test")
	if r.Ours.Windows != 2048 || r.Base.Windows != 2000 || r.Peer == nil || r.Peer.Windows != 2048 {
		t.Errorf("got result %+v", r)
	}
}

func TestPlayCold(t *testing.T) {
	var log []string
	ours, base := &fake{name: "o", log: &log, n: 1}, &fake{name: "b", log: &log, n: 1}
	c := &contest{method: method{threads: 1, cold: true}, ours: newEntrant(ours, 3, nil), base: newEntrant(base, 3, nil)}
	c.peer = c.base
	caches := &caches{make([]byte, 65)}
	if err := c.play(1, caches); err != nil {
		t.Fatal(err)
	}
	if want := []int{0, 1, 2}; !slices.Equal(ours.firsts, want) || c.ours.samples[0].windows != 3 {
		t.Errorf("windows begin at %v, %d of them, want %v", ours.firsts, c.ours.samples[0].windows, want)
	}
	if got := summarize(c.ours.samples, 0.032); got.AudioPerCPU != 0 {
		t.Errorf("%v seconds of audio per second of processor time, which was not measured", got.AudioPerCPU)
	}
	if caches.memory[0] != 6 || caches.memory[64] != 6 || caches.memory[1] != 0 {
		t.Errorf("memory was touched %d and %d times, want 6, once a line", caches.memory[0], caches.memory[64])
	}
}

func TestPlayFails(t *testing.T) {
	var log []string
	want := errors.New("broken")
	c := &contest{method: method{threads: 1}, ours: newEntrant(&fake{log: &log, n: 1, err: want}, 3, nil)}
	c.base = c.ours
	c.peer = c.base
	if err := c.play(1, nil); !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestChunks(t *testing.T) {
	for _, test := range []struct {
		m                     method
		windows, rounds, want int
	}{
		{method{}, 20000, 5, 8},
		{method{}, 1, 5, 1},
		{method{cold: true}, 20000, 5, 20},
		{method{v4: true}, 20000, 5, 10},
	} {
		if got := test.m.chunks(test.windows, test.rounds); got != test.want {
			t.Errorf("%+v, %d windows in %d rounds: got %d chunks, want %d", test.m, test.windows, test.rounds, got, test.want)
		}
	}
}

func TestParallel(t *testing.T) {
	threads := []*thread{newThread(), newThread()}
	defer threads[0].stop()
	defer threads[1].stop()
	var logs [2][]string
	p := &parallel{threads: threads, runners: []runner{&fake{log: &logs[0], n: 2}, &fake{log: &logs[1], n: 2}}}
	probs := make([]float32, 3*p.streams())
	if err := p.run(1, 3, probs); err != nil {
		t.Fatal(err)
	}
	half := []float32{0.002, 0.003, 0.004, 0.005, 0.006, 0.007}
	if want := slices.Concat(half, half); p.streams() != 4 || !slices.Equal(probs, want) {
		t.Errorf("%d streams: got %v, want %v of 4", p.streams(), probs, want)
	}
	want := errors.New("broken")
	p.runners[1].(*fake).err = want
	if err := p.run(0, 1, probs); !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestCompare(t *testing.T) {
	nan := float32(math.NaN())
	for _, test := range []struct {
		name       string
		ours, want []float32
		difference float64
		mismatch   bool
		fails      bool
	}{
		{name: "equal", ours: []float32{0.25, 0.75}, want: []float32{0.25, 0.75}},
		{name: "near", ours: []float32{0.25, 0.75 + 1.0/(1<<17)}, want: []float32{0.25, 0.75}, difference: 1.0 / (1 << 17)},
		{name: "apart", ours: []float32{0.25, 0.75 + 1.0/(1<<16)}, want: []float32{0.25, 0.75}, mismatch: true, fails: true},
		{name: "not a number", ours: []float32{nan}, want: []float32{0.75}, mismatch: true, fails: true},
		{name: "no speech", ours: []float32{0.25}, want: []float32{0.25}, fails: true},
	} {
		d, err := compare(test.ours, test.want, test.name)
		if (err != nil) != test.fails || errors.Is(err, errMismatch) != test.mismatch || !test.fails && d != test.difference {
			t.Errorf("%s: got %v, %v", test.name, d, err)
		}
	}
}

func TestCPUTimeAdvances(t *testing.T) {
	start := cpuTime()
	for deadline := time.Now().Add(time.Minute); cpuTime() == start; {
		if time.Now().After(deadline) {
			t.Fatal("a minute of work took no processor time")
		}
	}
}
