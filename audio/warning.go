package audio

import (
	"fmt"
	"time"
)

// A Warning reports input that was damaged, missing or cut short at one place.
// Decoding continued or ended there. It is an error that wraps ErrTruncated or
// ErrDamaged.
type Warning struct {
	Sample int64         // position in samples per channel
	Time   time.Duration // the same position in time
	Err    error         // what is wrong
}

// Error names the fault and its time.
func (w Warning) Error() string {
	return fmt.Sprintf("%v, at %v", w.Err, w.Time.Round(time.Millisecond))
}

// Unwrap returns what is wrong, without its place.
func (w Warning) Unwrap() error { return w.Err }

// maxWarnings bounds the memory that a Reader of heavily damaged input takes.
const maxWarnings = 100

// warnings collects what decoders report: the first maxWarnings and the number
// of all.
type warnings struct {
	list  []Warning
	count int
}

// add reports a fault at a position in samples per channel.
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

// countBytes returns a number of bytes in words.
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
