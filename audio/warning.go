package audio

import (
	"fmt"
	"time"
)

// A Warning reports input that was damaged, missing or cut short at one place,
// and from which decoding went on or ended. It is an error that wraps
// ErrTruncated or ErrDamaged.
type Warning struct {
	Sample int64         // position in samples per channel
	Time   time.Duration // the same position in time
	Err    error
}

// Error names the fault and its time.
func (w Warning) Error() string {
	return fmt.Sprintf("%v, at %v", w.Err, w.Time.Round(time.Millisecond))
}

// Unwrap returns w.Err.
func (w Warning) Unwrap() error { return w.Err }

// maxWarnings bounds what a thoroughly damaged input makes a Reader remember.
const maxWarnings = 100

// warnings collects what decoders report: the first maxWarnings and the number
// of all.
type warnings struct {
	list  []Warning
	count int
}

func (w *warnings) add(sample int64, sampleRate int, err error) {
	w.count++
	if len(w.list) < maxWarnings {
		w.list = append(w.list, Warning{sample, sampleTime(sample, sampleRate), err})
	}
}

// errNonFinite says that samples were replaced.
var errNonFinite = fmt.Errorf("%w: non-finite samples replaced by 0", ErrDamaged)

// skippedBytes says that n bytes were skipped to reach the next frame or page.
func skippedBytes(n int, next string) string {
	return fmt.Sprintf("skipped %s while looking for a %s", countBytes(n), next)
}

// noFrameAtEnd says that the last n bytes of the input were skipped.
func noFrameAtEnd(n int) string { return "no frame in the last " + countBytes(n) }

func countBytes(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

// sampleTime returns sample/sampleRate without overflow for any sample.
func sampleTime(sample int64, sampleRate int) time.Duration {
	rate := int64(sampleRate)
	return time.Duration(sample/rate)*time.Second + time.Duration(sample%rate)*time.Second/time.Duration(rate)
}
