package main

import (
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/noise"
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
	g, all := newGroup([]*policy{p}), e.encode(nil, pcm)
	var lanes []lane
	for w := range all.windows() {
		e.step(g, all.window(w))
		lanes = append(lanes, g.lanes[0])
	}
	return lanes
}

// sameMemory reports whether h and c are equal: streams of the study have no context
// of their own.
func sameMemory(a, b *model.State) bool { return a.H == b.H && a.C == b.C }

// TestReference compares lanes that nothing is done to with the network.
func TestReference(t *testing.T) {
	for _, rate := range []int{8000, 16000} {
		n := testNetwork(t, rate)
		pcm := testSignal(t, rate, 100)
		s, st := n.NewScratch(1), &model.State{}
		for w, l := range listenOne(n, pcm, none()) {
			if p := n.Step(s, st, pcm[w*n.Window:][:n.Window]); p != l.prob || !sameMemory(st, &l.state) {
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
	if got.keep.acts != 1 || !sameMemory(&got.state, want) {
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
	if !sameMemory(&got[2*period-1].state, want) {
		t.Errorf("another state than that of a stream that began %d windows before", period)
	}
	reference := listenOne(n, pcm, none())
	if !sameMemory(&got[period-1].state, &reference[period-1].state) {
		t.Error("the first period differs from the reference")
	}
}

// TestMix compares samples with their definition.
func TestMix(t *testing.T) {
	speech, noise := []float32{0.25, -0.5, 0.75, 0}, []float32{0.125, -0.5, 0.5, 0.25}
	if got, want := mix(speech, noise, 2), []float32{0.5, -1, 1, 0.5}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := mix(nil, noise, 4), []float32{0.5, -1, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("without speech: got %v, want %v", got, want)
	}
}
