package live

import (
	"fmt"
	"math"
	"time"
)

// idleTimer adds up time without input.
type idleTimer struct {
	timeout time.Duration // 0 for none
	elapsed time.Duration
}

// add reports whether the timeout is reached.
func (i *idleTimer) add(elapsed time.Duration) (expired bool, err error) {
	if elapsed < 0 {
		return false, fmt.Errorf("%w: elapsed: got %v, want 0 or more", ErrOption, elapsed)
	}
	i.elapsed += min(elapsed, math.MaxInt64-i.elapsed)
	return i.timeout > 0 && i.elapsed >= i.timeout, nil
}

func (i *idleTimer) reset() { i.elapsed = 0 }
