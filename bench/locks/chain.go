package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gosilero/vad/model"
)

const (
	sampleRate = 16000
	windowSize = 512
)

// testWindow returns a window of harmonics and noise. All windows of the study
// are this one: the network takes the same time for every window.
func testWindow() []float32 {
	r := rand.New(rand.NewPCG(1, 2))
	window := make([]float32, windowSize)
	for i := range window {
		v := 0.05 * r.NormFloat64()
		for k := 1.0; k < 9; k++ {
			v += 0.2 / k * math.Sin(2*math.Pi*125*k*float64(i)/sampleRate)
		}
		window[i] = float32(v)
	}
	return window
}

// chain is what a stream remembers after 0, 1, 2 ... windows, all the same,
// when nothing disturbs it. As all its elements differ, a stream's memory tells
// how many windows it has seen: a window whose update was lost is missing in
// that number. The order of windows from several goroutines does not matter,
// and the design need not count along.
type chain []memory

// newChain computes the chain of n windows.
func newChain(network *model.Network, window []float32, n int) (chain, error) {
	var st model.State
	scratch := network.NewScratch(1)
	c := make(chain, 1, n+1)
	for range n {
		network.Step(scratch, &st, window)
		c = append(c, remember(&st))
	}
	return c, c.check()
}

// check returns an error if two elements are equal.
func (c chain) check() error {
	at := map[memory]int{}
	for i, m := range c {
		if before, again := at[m]; again {
			return fmt.Errorf("after %d windows a stream remembers what it did after %d: they cannot be told apart", i, before)
		}
		at[m] = i
	}
	return nil
}

// windows returns how many windows a stream with this memory has seen; false if
// no number of windows leads to it.
func (c chain) windows(m memory) (int, bool) {
	for n, is := range c {
		if is == m {
			return n, true
		}
	}
	return 0, false
}
