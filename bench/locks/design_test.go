package main

import (
	"slices"
	"testing"

	"github.com/gosilero/vad/model"
)

func testKit(t *testing.T) *kit {
	t.Helper()
	k, err := newKit()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func testChain(t *testing.T, k *kit, n int) chain {
	t.Helper()
	c, err := newChain(k.network, testWindow(), n)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// seen returns how many windows stream 0 has seen.
func seen(t *testing.T, d design, truth chain) int {
	t.Helper()
	n, ok := truth.windows(d.Read(0))
	if !ok {
		t.Fatal("the stream has a memory that no number of windows gives")
	}
	return n
}

// TestDesignsAgree checks that all designs give the same probabilities with one
// goroutine, and that their streams are independent.
func TestDesignsAgree(t *testing.T) {
	k, window := testKit(t), testWindow()
	var want []float32
	for _, c := range contenders {
		d := c.make(k, 2)
		var got []float32
		for i := range 12 {
			got = append(got, d.Process(i%3/2, window)) // two windows of stream 0, one of stream 1
			if i == 7 {
				d.Reset(1)
			}
		}
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
		if n := seen(t, d, testChain(t, k, 8)); n != 8 {
			t.Errorf("%s: stream 0 has seen %d windows, want 8", c.name, n)
		}
	}
}

// gate stops a goroutine until it is opened.
type gate struct{ came, open chan struct{} }

func newGate() *gate { return &gate{make(chan struct{}), make(chan struct{})} }

// hold returns a hook that stops the first call of it.
func (g *gate) hold() func() {
	first := true
	return func() {
		if first {
			first = false
			g.came <- struct{}{}
			<-g.open
		}
	}
}

// async calls f in a goroutine and returns a channel that is closed when f returns.
func async(f func()) chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	return done
}

// TestOutsideLosesUpdate processes a window while the inference of another one is
// stopped, which then overwrites the newer state with its own.
func TestOutsideLosesUpdate(t *testing.T) {
	k, window := testKit(t), testWindow()
	d, g := newOutside(k, 1), newGate()
	k.infer = g.hold()
	first := async(func() { d.Process(0, window) })
	<-g.came
	d.Process(0, window)
	close(g.open)
	<-first
	if n := seen(t, d, testChain(t, k, 2)); n != 1 {
		t.Errorf("the stream remembers %d of 2 windows, want 1", n)
	}
}

// TestFourStepsLoseUpdate has a window wait for the session: it has copied the state
// before, so it misses the update of the window before it.
func TestFourStepsLoseUpdate(t *testing.T) {
	k, window := testKit(t), testWindow()
	d, g := newFourSteps(k, 1), newGate()
	k.infer = g.hold()
	first := async(func() { d.Process(0, window) })
	<-g.came
	copied := make(chan struct{})
	k.copied = func() { close(copied) }
	second := async(func() { d.Process(0, window) })
	<-copied
	close(g.open)
	<-first
	<-second
	if n := seen(t, d, testChain(t, k, 2)); n != 1 {
		t.Errorf("the stream remembers %d of 2 windows, want 1", n)
	}
}

// TestResetDuringInference checks that in B and C the stopped inference undoes the
// reset, and that in A the reset waits for the inference and persists.
func TestResetDuringInference(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(*kit, int) design
		want int // windows that the stream remembers
	}{
		{"A", newOneLock, 0},
		{"B", newOutside, 2},
		{"C", newFourSteps, 2},
	} {
		k, window := testKit(t), testWindow()
		d, g := c.make(k, 1), newGate()
		d.Process(0, window)
		k.infer = g.hold()
		inFlight := async(func() { d.Process(0, window) })
		<-g.came
		reset := async(func() { d.Reset(0) })
		if c.want > 0 {
			<-reset // it returns while the inference is stopped
		}
		close(g.open)
		<-inFlight
		<-reset
		if n := seen(t, d, testChain(t, k, 2)); n != c.want {
			t.Errorf("%s: the stream remembers %d windows, want %d", c.name, n, c.want)
		}
	}
}

// TestReadDuringInference checks that a reader of B and C sees the state before the
// window while its inference is stopped.
func TestReadDuringInference(t *testing.T) {
	for _, make := range []func(*kit, int) design{newOutside, newFourSteps} {
		k, window := testKit(t), testWindow()
		d, g := make(k, 1), newGate()
		k.infer = g.hold()
		inFlight := async(func() { d.Process(0, window) })
		<-g.came
		if d.Read(0) != (memory{}) {
			t.Errorf("%T: the state is not that before the window", d)
		}
		close(g.open)
		<-inFlight
	}
}

func TestChain(t *testing.T) {
	truth := testChain(t, testKit(t), chainWindows)
	for n, m := range truth {
		if got, ok := truth.windows(m); !ok || got != n {
			t.Errorf("element %d is found at %d, %v", n, got, ok)
		}
	}
	m := truth[3]
	m.H[5]++
	if n, ok := truth.windows(m); ok {
		t.Errorf("a foreign memory is found at %d", n)
	}
	if err := append(truth, truth[9]).check(); err == nil {
		t.Error("a chain whose elements repeat is accepted")
	}
	if got := new(model.State); remember(got) != truth[0] {
		t.Error("a stream at its start is not the chain's beginning")
	}
}
