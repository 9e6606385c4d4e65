// Package samples reads samples from readers that may misbehave.
package samples

import (
	"fmt"
	"io"
)

// Reader is vad.SampleReader.
type Reader interface {
	Read(dst []float32) (n int, err error)
}

// mostEmptyReads is how many reads in a row may return nothing.
const mostEmptyReads = 100

// Read reads once, or until a sample or an error comes. A reader that returns
// neither many times in a row gets [io.ErrNoProgress]; one that returns a count
// outside of dst, an error and no samples.
func Read(r Reader, dst []float32) (n int, err error) {
	for range mostEmptyReads {
		n, err = r.Read(dst)
		if n < 0 || n > len(dst) {
			return 0, fmt.Errorf("vad: a reader returned %d samples, want 0 to %d", n, len(dst))
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}
