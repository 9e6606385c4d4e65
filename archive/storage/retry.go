package storage

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"syscall"
	"time"

	"gocloud.dev/gcerrors"
)

// Retry says how often and when a request that failed is made again. Drivers of clouds
// have retries of their own below these.
type Retry struct {
	Tries    int           // of a request, or of a transfer without a byte in between
	Delay    time.Duration // after the first failure; it doubles
	MaxDelay time.Duration
	Stall    time.Duration // a transfer without a byte for this long is broken; 0: never
}

// DefaultRetry bridges outages of some 15 seconds.
var DefaultRetry = Retry{Tries: 7, Delay: 250 * time.Millisecond, MaxDelay: 10 * time.Second, Stall: time.Minute}

// do calls f until it succeeds, fails for good, or has failed too often.
func (r Retry) do(ctx context.Context, f func() error) error {
	for failures := 1; ; failures++ {
		err := f()
		if err == nil || !Temporary(err) || failures >= r.Tries {
			return err
		}
		if r.wait(ctx, failures) != nil {
			return err
		}
	}
}

// wait waits after a failure, the failures'th in a row: at random between half of the
// delay and all of it, so that many machines do not come back at once.
func (r Retry) wait(ctx context.Context, failures int) error {
	delay := r.MaxDelay
	if shift := failures - 1; shift < 20 {
		delay = min(delay, r.Delay<<shift)
	}
	if delay > 0 {
		delay = delay/2 + rand.N(delay/2+1)
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Temporary reports whether a request that failed with err may succeed later, unchanged.
func Temporary(err error) bool {
	var path *fs.PathError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, ErrChanged), errors.Is(err, ErrURL):
		return false
	case errors.As(err, &path): // of a file system
		return false
	}
	switch gcerrors.Code(err) {
	case gcerrors.NotFound, gcerrors.AlreadyExists, gcerrors.InvalidArgument, gcerrors.Unimplemented,
		gcerrors.FailedPrecondition, gcerrors.PermissionDenied:
		return false
	}
	return true
}

// Missing reports whether err says that there is no such object.
func Missing(err error) bool { return gcerrors.Code(err) == gcerrors.NotFound }

// Denied reports whether err says that the program may not do this.
func Denied(err error) bool {
	return gcerrors.Code(err) == gcerrors.PermissionDenied || errors.Is(err, fs.ErrPermission)
}

// WrongKey reports whether err is about the key of an object, which the storage does not
// take, and not about the storage.
func WrongKey(err error) bool {
	for _, wrong := range []error{syscall.ENAMETOOLONG, syscall.ENOTDIR, syscall.EISDIR, syscall.EINVAL} {
		if errors.Is(err, wrong) {
			return true
		}
	}
	return gcerrors.Code(err) == gcerrors.InvalidArgument
}
