package vad

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

// ErrSchedulerConfig says that a field of a SchedulerConfig is out of range.
var ErrSchedulerConfig = errors.New("vad: wrong scheduler configuration")

// SchedulerConfig sets the limits of a Scheduler. 0 means the default of a
// field.
type SchedulerConfig struct {
	Workers  int // batches computed at once; default GOMAXPROCS
	MaxBatch int // windows in a batch; default 16, beyond which nothing is gained
	Queue    int // windows waiting or being computed, beyond which calls wait; default 4096

	// MaxDelay is how long a window waits for others to join its batch, at most an
	// hour. It does not wait if the batch or the queue is full. 0 means not at all.
	MaxDelay time.Duration
}

// complete sets defaults and checks the limits.
func (c *SchedulerConfig) complete() error {
	for _, f := range []struct {
		name            string
		value           *int
		byDefault, most int
	}{
		{"Workers", &c.Workers, min(runtime.GOMAXPROCS(0), 1<<10), 1 << 10},
		{"MaxBatch", &c.MaxBatch, blockWindows, 1 << 10},
		{"Queue", &c.Queue, 4096, 1 << 24},
	} {
		if *f.value == 0 {
			*f.value = f.byDefault
		}
		if *f.value < 1 || *f.value > f.most {
			return fmt.Errorf("%w: %s is %d, want 1 to %d, or 0 for %d", ErrSchedulerConfig, f.name, *f.value, f.most, f.byDefault)
		}
	}
	if c.MaxDelay < 0 || c.MaxDelay > time.Hour {
		return fmt.Errorf("%w: MaxDelay is %v, want 0s to %v", ErrSchedulerConfig, c.MaxDelay, time.Hour)
	}
	return nil
}
