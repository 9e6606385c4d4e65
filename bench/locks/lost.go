package main

import (
	"fmt"
	"sync"
)

// lossCount is how many windows were processed, and how many of their updates
// did not arrive in the state.
type lossCount struct{ windows, lost int }

// countLost processes rounds of windows by a number of goroutines, all on
// stream 0 or each on a stream of its own. Before each round the streams are
// reset; after it, the number of windows that each remembers is compared with
// the number that it was given, the length of the chain.
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
				return c, fmt.Errorf("stream %d remembers what no number of windows leads to", s)
			}
			c.windows += given
			c.lost += given - seen
		}
	}
	return c, nil
}
