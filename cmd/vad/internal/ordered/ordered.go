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
// When ctx ends, no further work begins, and use gets the context's error
// instead; values computed before still reach use. An error of use cancels the
// rest; Do returns it when all goroutines have ended.
func Do[T any](ctx context.Context, n, jobs int, work func(ctx context.Context, i int) (T, error), use func(i int, value T, err error) error) error {
	type outcome struct {
		value T
		err   error
	}
	ctx, cancel := context.WithCancel(ctx)
	outcomes := make([]chan outcome, n)
	for i := range outcomes {
		outcomes[i] = make(chan outcome, 1)
	}
	var next atomic.Int64
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	for range min(jobs, n) {
		running.Add(1)
		go func() {
			defer running.Done()
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				var o outcome
				if o.err = ctx.Err(); o.err == nil {
					o.value, o.err = work(ctx, i)
				}
				outcomes[i] <- o
			}
		}()
	}
	for i := range n {
		o := <-outcomes[i]
		if err := use(i, o.value, o.err); err != nil {
			return err
		}
	}
	return nil
}
