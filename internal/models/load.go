package models

import (
	"errors"
	"fmt"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/weights"
)

// WindowError reports windows that a release does not have.
type WindowError struct {
	Window  int // samples at 16 kHz
	Release string
	Want    string // such as "512"
}

// Error says what is wrong with the windows.
func (e *WindowError) Error() string {
	return fmt.Sprintf("windows of %d samples, want %s for %s", e.Window, e.Want, e.Release)
}

// Load returns the model of an embedded release, or of a file, with windows of a number
// of samples at 16 kHz, half as many at 8 kHz; 0 means 512. One that it does not have is
// a *WindowError.
func Load(name string, window int) (*vad.Model, error) {
	w, err := Open(name)
	if err != nil {
		return nil, err
	}
	if window == 0 {
		return vad.Load(w)
	}
	m, err := vad.LoadWindow(w, time.Duration(window)*time.Second/16000)
	if errors.Is(err, vad.ErrWindowLength) {
		return nil, &WindowError{window, w.Release(), windows(w)}
	}
	return m, err
}

// windows names the sizes of windows that weights have at 16 kHz.
func windows(w *weights.Weights) string {
	if w.Architecture() == weights.ArchitectureV4 {
		return "512, 1024 or 1536"
	}
	return "512"
}
