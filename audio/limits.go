package audio

import (
	"errors"
	"fmt"
	"time"
)

// ErrLimit reports input that goes beyond a limit: one of Limits, or what its number
// of bytes may hold or cost.
var ErrLimit = errors.New("audio: beyond the limit")

// Limits bound what one input may hold. A field that is 0 sets no limit. What a
// byte of input may cost is bounded in any case.
type Limits struct {
	Channels int
	Duration time.Duration
}

// Limit sets limits for what follows. Too many channels are ErrLimit at once; Read
// returns the samples up to the duration, and then ErrLimit.
func (r *Reader) Limit(l Limits) error {
	if l.Channels > 0 && r.format.Channels > l.Channels {
		return fmt.Errorf("%w: %d channels, want at most %d", ErrLimit, r.format.Channels, l.Channels)
	}
	r.limits = l
	return nil
}

// allowed returns how many samples per channel remain of n within the duration.
func (r *Reader) allowed(n int) int {
	if r.limits.Duration <= 0 {
		return n
	}
	rate, limit := int64(r.format.SampleRate), r.limits.Duration
	most := int64(limit/time.Second)*rate + int64(limit%time.Second)*rate/int64(time.Second)
	return int(min(int64(n), max(0, most-r.samples)))
}

// errDuration says that there is more than the duration allows.
func (l Limits) errDuration() error {
	return fmt.Errorf("%w: longer than %v", ErrLimit, l.Duration)
}

// errValues says that there is more audio than the bytes of the input allow.
func errValues(kind string) error {
	return fmt.Errorf("%w: %s with more audio than its size allows", ErrLimit, kind)
}
