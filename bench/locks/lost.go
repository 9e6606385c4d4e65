package main

import (
	"fmt"
	"sync"
)

// lossCount is the number of processed windows, and of those without an effect on
// the state.
type lossCount struct{ windows, lost int }

// countLost processes rounds of windows in the given number of goroutines, all on
// stream 0 or each on its own stream. It resets the streams before each round. After
// the round it compares the number of windows that each stream remembers with the
// number that it was given, the length of the chain.
func countLost(d design, truth chain, window []float32, goroutines, streams, rounds int) (lossCount, error) {
	var c lossCount
	given := len(truth) - 1
	perGoroutine := given * streams / goroutines
	for range rounds {
		for s := range streams {
			d.Reset(s)
		}
		var wg sync.WaitGroup
		for g := range goroutines {
			wg.Go(func() {
				for range perGoroutine {
					d.Process(g%streams, window)
				}
			})
		}
		wg.Wait()
		for s := range streams {
			seen, ok := truth.windows(d.Read(s))
			if !ok {
				return c, fmt.Errorf("stream %d has a memory that no number of windows gives", s)
			}
			c.windows += given
			c.lost += given - seen
		}
	}
	return c, nil
}
