package main

import (
	"sync/atomic"
	"testing"
)

// losing is a design without a network, for one goroutine. Its stream loses every
// n-th window.
type losing struct {
	truth          chain
	every, n, seen int
}

func (d *losing) Process(int, []float32) float32 {
	if d.n++; d.every == 0 || d.n%d.every != 0 {
		d.seen++
	}
	return 0
}

func (d *losing) Read(int) memory { return d.truth[d.seen] }

func (d *losing) Reset(int) { d.seen = 0 }

// TestCountLost counts the losses of designs that lose no window, every fourth and
// every one.
func TestCountLost(t *testing.T) {
	k, window := testKit(t), testWindow()
	truth := testChain(t, k, chainWindows)
	for _, c := range []struct{ every, lost int }{{0, 0}, {4, 48}, {1, 192}} {
		d := &losing{truth: truth, every: c.every}
		got, err := countLost(d, truth, window, 1, 1, 3)
		if want := (lossCount{192, c.lost}); err != nil || got != want {
			t.Errorf("every %d-th window lost: %+v, %v, want %+v", c.every, got, err, want)
		}
	}
	foreign := &oddDesign{}
	if _, err := countLost(foreign, truth, window, 1, 1, 1); err == nil {
		t.Error("a state that no number of windows gives is accepted")
	}
	if _, err := countResurrected(foreign, truth, window, 1); err == nil {
		t.Error("after resets, a state that no number of windows gives is accepted")
	}
}

// oddDesign has a memory that no number of windows gives.
type oddDesign struct{}

func (oddDesign) Process(int, []float32) float32 { return 0 }
func (oddDesign) Reset(int)                      {}
func (oddDesign) Read(int) memory {
	var m memory
	m.C[7] = 1e9
	return m
}

// TestNoLoss checks that A and D lose no update and undo no reset, whatever the
// number of goroutines and streams.
func TestNoLoss(t *testing.T) {
	k, window := testKit(t), testWindow()
	truth := testChain(t, k, chainWindows)
	for _, c := range []contender{contenders[0], contenders[3]} {
		for _, on := range []struct{ goroutines, streams int }{{1, 1}, {2, 1}, {8, 1}, {64, 1}, {8, 8}, {8, 2}} {
			got, err := countLost(c.make(k, on.streams), truth, window, on.goroutines, on.streams, 3)
			if want := (lossCount{3 * on.streams * chainWindows, 0}); err != nil || got != want {
				t.Errorf("%s, %+v: %+v, %v, want %+v", c.name, on, got, err, want)
			}
		}
		got, err := countResurrected(c.make(k, 1), truth, window, 100)
		if err != nil || got.resets != 100 || got.undone != 0 {
			t.Errorf("%s: %+v, %v, want none of 100 resets undone", c.name, got, err)
		}
	}
}

// deaf ignores every other reset: those in the middle of a run.
type deaf struct {
	design
	resets atomic.Int64
}

func (d *deaf) Reset(stream int) {
	if d.resets.Add(1)%2 == 1 {
		d.design.Reset(stream)
	}
}

// TestCountResurrected counts the resets of a design that undoes all of them.
func TestCountResurrected(t *testing.T) {
	k, window := testKit(t), testWindow()
	truth := testChain(t, k, chainWindows)
	d := &deaf{design: newOneLock(k, 1)}
	got, err := countResurrected(d, truth, window, 20)
	if err != nil || got.resets != 20 || got.undone != 20 {
		t.Errorf("%+v, %v, want all of 20 resets undone", got, err)
	}
}
