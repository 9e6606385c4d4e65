package main

import (
	"slices"
	"testing"

	"github.com/gosilero/vad/bench/fading/noise"
	"github.com/gosilero/vad/model"
	"github.com/gosilero/vad/weights"
)

func testNetwork(t *testing.T, rate int) *model.Network {
	t.Helper()
	n, err := model.New(weights.V6(), rate)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func testSignal(t *testing.T, rate, windows int) []float32 {
	t.Helper()
	k, err := noise.Find("street")
	if err != nil {
		t.Fatal(err)
	}
	pcm := k.Make(rate, windows*rate*32/1000, nil)
	noise.SetRMS(pcm, 0.1)
	return pcm
}

// listenOne runs pcm under a policy and returns the lane after each window.
func listenOne(n *model.Network, pcm []float32, p *policy) []lane {
	e := newEngine(n)
	groups := []group{newGroup(n.Config, []*policy{p})}
	var lanes []lane
	for ; len(pcm) >= n.Window; pcm = pcm[n.Window:] {
		groups[0].tape.add(nil, pcm, 1)
		e.step(groups)
		lanes = append(lanes, groups[0].lanes[0])
	}
	return lanes
}

// TestReference compares lanes that nothing is done to with the network.
func TestReference(t *testing.T) {
	for _, rate := range []int{8000, 16000} {
		n := testNetwork(t, rate)
		pcm := testSignal(t, rate, 100)
		s, st := n.NewScratch(1), &model.State{}
		for w, l := range listenOne(n, pcm, none()) {
			if p := n.Step(s, st, pcm[w*n.Window:][:n.Window]); p != l.prob || *st != l.state {
				t.Fatalf("%d Hz, window %d: got %v, want %v", rate, w, l.prob, p)
			}
		}
	}
}

// always makes every window silence for a policy.
func always(p *policy) *policy {
	p.neg = 2
	return p
}

// TestReplay: a memory that was cleared and heard the last windows once more is
// that of a stream that begins with them, but for its context.
func TestReplay(t *testing.T) {
	const replay, at = 5, 70
	n := testNetwork(t, 16000)
	pcm := testSignal(t, 16000, at)
	p := always(clearing(1))
	p.silence, p.every, p.replay = at, at, replay
	got := listenOne(n, pcm, p)[at-1]
	s, want := n.NewScratch(1), &model.State{}
	from := (at - replay) * n.Window
	copy(want.Context[:], pcm[from-n.Context:from])
	for w := range replay {
		n.Step(s, want, pcm[from+w*n.Window:][:n.Window])
	}
	if got.keep.acts != 1 || got.state != *want {
		t.Errorf("after %d acts: another state than that of the last %d windows", got.keep.acts, replay)
	}
}

// TestTwin: the second memory takes the place of the first.
func TestTwin(t *testing.T) {
	const period = 10
	n := testNetwork(t, 8000)
	pcm := testSignal(t, 8000, 2*period)
	got := listenOne(n, pcm, &policy{twin: period})
	s, want := n.NewScratch(1), &model.State{}
	from := period * n.Window
	copy(want.Context[:], pcm[from-n.Context:from])
	for w := range period {
		n.Step(s, want, pcm[from+w*n.Window:][:n.Window])
	}
	if got[2*period-1].state != *want {
		t.Errorf("another state than that of a stream that began %d windows before", period)
	}
	reference := listenOne(n, pcm, none())
	if got[period-1].state != reference[period-1].state {
		t.Error("the first period differs from the reference")
	}
}

func TestTape(t *testing.T) {
	c := model.Config{Window: 4, Context: 2}
	tape := newTape(c)
	var all []float32
	all = append(all, make([]float32, tape.held())...)
	for w := range 300 {
		speech, hiss := make([]float32, 4), make([]float32, 4)
		for i := range speech {
			speech[i], hiss[i] = float32(w)/1000, float32(i)/8
			all = append(all, min(speech[i]+2*hiss[i], 1))
		}
		tape.add(speech, hiss, 2)
		for _, n := range []int{1, 3, maxReplay} {
			if got, want := tape.last(n), all[len(all)-2-4*n:]; !slices.Equal(got, want) {
				t.Fatalf("window %d, the last %d: got %v, want %v", w, n, got, want)
			}
		}
	}
	copied := tape.clone()
	before := slices.Clone(tape.last(2))
	copied.add(nil, []float32{1, 1, 1, 1}, 1)
	if !slices.Equal(tape.last(2), before) {
		t.Error("a copy changes what it was made of")
	}
}
