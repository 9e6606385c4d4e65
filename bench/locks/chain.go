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

// testWindow returns a window of harmonics and noise. The study uses no other: the
// network takes the same time for every window.
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

// chain is the memory of an undisturbed stream after 0, 1, 2 ... windows, all of
// them the same. As all elements differ, a stream's memory shows how many windows it
// has seen: a window whose update was lost is missing from that number. The order of
// windows from several goroutines does not matter, and the design need not count.
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
			return fmt.Errorf("after %d windows a stream has the same memory as after %d: the numbers cannot be distinguished", i, before)
		}
		at[m] = i
	}
	return nil
}

// windows returns how many windows a stream with this memory has seen, and false if
// no number of windows gives that memory.
func (c chain) windows(m memory) (int, bool) {
	for n, is := range c {
		if is == m {
			return n, true
		}
	}
	return 0, false
}
