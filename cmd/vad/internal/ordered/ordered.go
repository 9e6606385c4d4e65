// Package ordered computes values concurrently and uses them in order.
package ordered

import (
	"context"
	"sync"
	"sync/atomic"
)

// Do computes work(i) for all i < n on up to jobs goroutines, and calls use with
// the results, in the order of i, in the caller's goroutine:
//
//	for i := range n {
//		value, err := work(i)
//		use(i, value, err)
//	}
//
// Work goes on ahead of use by a few values for each job, so that memory is bounded
// even where use waits for a value that takes forever.
//
// When ctx ends, no further work begins, and use gets the context's error
// instead; values computed before still reach use. An error of use cancels the
// rest; Do returns it when all goroutines have ended.
func Do[T any](ctx context.Context, n, jobs int, work func(ctx context.Context, i int) (T, error), use func(i int, value T, err error) error) error {
	type outcome struct {
		value T
		err   error
	}
	ctx, cancel := context.WithCancel(ctx)
	ahead := min(n, aheadPerJob*jobs)
	outcomes := make([]chan outcome, ahead) // of i at i%ahead
	for i := range outcomes {
		outcomes[i] = make(chan outcome, 1)
	}
	free := make(chan struct{}, ahead) // values that may be computed
	for range ahead {
		free <- struct{}{}
	}
	over := make(chan struct{})
	var next atomic.Int64
	var running sync.WaitGroup
	defer running.Wait()
	defer close(over)
	defer cancel()
	for range min(jobs, n) {
		running.Add(1)
		go func() {
			defer running.Done()
			for {
				select {
				case <-free:
				case <-over:
					return
				}
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				var o outcome
				if o.err = ctx.Err(); o.err == nil {
					o.value, o.err = work(ctx, i)
				}
				outcomes[i%ahead] <- o
			}
		}()
	}
	for i := range n {
		o := <-outcomes[i%ahead]
		if err := use(i, o.value, o.err); err != nil {
			return err
		}
		free <- struct{}{}
	}
	return nil
}

// aheadPerJob is how many values of a job may wait for use.
const aheadPerJob = 16
