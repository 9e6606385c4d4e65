package vad

import "fmt"

// The methods of this file handle the samples that wait for the rest of their
// window. They lock nothing: their callers hold the locks.

// zeros complete a last window.
var zeros [maxWindow]float32

// pendingError returns an error if samples are pending. State is held.
func (s *Stream) pendingError() error {
	if s.pendingLen == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d of %d samples", ErrPending, s.pendingLen, s.engine.Window)
}

// keepLocked is keep with both locks held.
func (s *Stream) keepLocked(pcm []float32) bool {
	if s.pendingLen+len(pcm) >= s.engine.Window {
		return false
	}
	s.appendPending(pcm)
	return true
}

// appendPending appends samples, with which less than a window is pending. State
// is held.
func (s *Stream) appendPending(pcm []float32) {
	if len(pcm) == 0 {
		return
	}
	if s.pending == nil {
		s.pending = make([]float32, s.engine.Window)
	}
	s.pendingLen += copy(s.pending[s.pendingLen:], pcm)
}

// complete copies the pending samples and the rest of their window to buffer.
// The pending samples stay in the state until the window is committed. Both
// locks are held.
func (s *Stream) complete(buffer *[maxWindow]float32, rest []float32) (window []float32) {
	n := copy(buffer[:], s.pending[:s.pendingLen])
	n += copy(buffer[n:], rest)
	return buffer[:n]
}
