package main

import (
	"slices"
	"testing"

	"github.com/gosilero/vad/model"
)

// probs is a probability of n windows.
type probs struct {
	prob float32
	n    int
}

// actsIn returns the windows after which a policy acts.
func actsIn(p *policy, runs ...probs) []int {
	k := keeper{policy: p}
	var at []int
	w := 0
	for _, r := range runs {
		for range r.n {
			acts := k.acts
			k.after(&model.State{}, r.prob)
			if k.acts > acts {
				at = append(at, w)
			}
			w++
		}
	}
	return at
}

func TestClearing(t *testing.T) {
	p := &policy{act: clearAll, silence: 4, every: 4, neg: negThreshold}
	got := actsIn(p, probs{0.1, 3}, probs{0.4, 1}, probs{0.1, 13}, probs{negThreshold, 1}, probs{0.34, 4})
	if want := []int{7, 11, 15, 21}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	p.every = 2
	got = actsIn(p, probs{0.1, 9}, probs{0.9, 1}, probs{0.1, 4})
	if want := []int{3, 5, 7, 13}; !slices.Equal(got, want) {
		t.Errorf("then each 2: got %v, want %v", got, want)
	}
	p.drifted = func(*model.State) bool { return false }
	if got := actsIn(p, probs{0.1, 9}); got != nil {
		t.Errorf("without drift: got %v, want none", got)
	}
}

// TestChosen compares the policy with the library's.
func TestChosen(t *testing.T) {
	n := testNetwork(t, 8000)
	pcm := testSignal(t, 8000, 100)
	s, st := n.NewScratch(1), &model.State{Decay: float32(0.032 / chosenSeconds)}
	kept := 0
	for w, l := range listenOne(n, pcm, chosen()) {
		p := n.Step(s, st, pcm[w*n.Window:][:n.Window])
		if p != l.prob || st.C != l.state.C || st.H != l.state.H {
			t.Fatalf("window %d: got %v, want %v", w, l.prob, p)
		}
		if p >= model.SilenceThreshold {
			kept++
		}
	}
	if kept == 100 {
		t.Error("no silence")
	}
}

// TestEndless: speech without pauses counts as noise.
func TestEndless(t *testing.T) {
	p := chosen()
	p.run = 10
	got := actsIn(p, probs{0.01, 2}, probs{0.9, 12}, probs{0.01, 1}, probs{0.9, 9})
	// Silence at 0, 1; the tenth window of speech is 11; silence at 14 takes
	// away 8, which 8 more windows make up for.
	if want := []int{0, 1, 11, 12, 13, 14, 22, 23}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestActs(t *testing.T) {
	st := model.State{}
	for i := range st.C {
		st.H[i], st.C[i], st.Context[i%model.MaxContext] = 1, float32(i-60), 1
	}
	half, small, cell := st, st, st
	decay(0.5)(&half)
	bound(7)(&small, 0)
	clearCell(&cell)
	for i, c := range st.C {
		if half.C[i] != c/2 || small.C[i] != min(max(c, -7), 7) || cell.C[i] != 0 {
			t.Fatalf("%v decays to %v, is bound to %v, cleared to %v", c, half.C[i], small.C[i], cell.C[i])
		}
	}
	if half.H != st.H || small.H != st.H || cell.H != st.H {
		t.Error("h changes with c")
	}
	if !beyond(66)(&st) || beyond(67)(&st) {
		t.Error("c up to 67 is beyond 66 and not beyond 67")
	}
	clearAll(&st)
	if st.H != cell.C || st.C != cell.C || st.Context != cell.Context {
		t.Error("clearing leaves h or c, or takes the context")
	}
}
