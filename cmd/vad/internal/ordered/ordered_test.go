package ordered

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// TestDo checks the order, the number of goroutines, and the ends.
func TestDo(t *testing.T) {
	const n, jobs = 100, 7
	var running, most atomic.Int64
	var got []int
	err := Do(context.Background(), n, jobs, func(_ context.Context, i int) (int, error) {
		now := running.Add(1)
		defer running.Add(-1)
		for m := most.Load(); now > m && !most.CompareAndSwap(m, now); m = most.Load() {
		}
		if i%10 == 3 {
			return 0, fmt.Errorf("bad %d", i)
		}
		return i * i, nil
	}, func(i, v int, err error) error {
		if (err != nil) != (i%10 == 3) || err == nil && v != i*i {
			t.Errorf("%d: got %d, %v", i, v, err)
		}
		got = append(got, i)
		return nil
	})
	if err != nil || len(got) != n || !slices.IsSorted(got) {
		t.Errorf("got %v, %v", got, err)
	}
	if m := most.Load(); m > jobs {
		t.Errorf("%d goroutines at a time, want at most %d", m, jobs)
	}

	full := errors.New("disk full")
	err = Do(context.Background(), n, jobs, func(_ context.Context, i int) (int, error) { return i, nil },
		func(i, _ int, _ error) error {
			if i == 5 {
				return full
			}
			return nil
		})
	if err != full {
		t.Errorf("got %v, want %v", err, full)
	}
}

// TestAhead checks that little is computed ahead of a value that takes forever.
func TestAhead(t *testing.T) {
	const jobs = 4
	var begun atomic.Int64
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := Do(ctx, 10_000, jobs, func(ctx context.Context, i int) (int, error) {
		n := begun.Add(1)
		if i == 0 {
			<-ctx.Done()
		} else if n == aheadPerJob*jobs {
			time.AfterFunc(50*time.Millisecond, cancel) // time enough to begin more
		}
		return i, nil
	}, func(int, int, error) error { return nil })
	if n := begun.Load(); err != nil || n != aheadPerJob*jobs {
		t.Errorf("%d values begun, %v, want %d", n, err, aheadPerJob*jobs)
	}
}
