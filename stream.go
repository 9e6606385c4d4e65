package vad

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/gosilero/vad/model"
)

// Stream is one audio stream: the network's state, and the samples of a window
// that is not yet full. Create it with [Model.NewStream]; streams of a model
// are independent of each other. The zero Stream has no model: its methods
// return an error that wraps [ErrModel], or panic if they return none.
//
// All methods may be called from several goroutines at once. A stream has two
// locks: compute is held while windows are computed and gives them an order,
// state is held only to copy the state in or out. Lock compute before state.
// State, SetState, Reset, ResetLSTM, SetResetSilence, Drift and Samples lock state
// alone, so they return at once while a window is being computed. If SetState or a
// reset comes during the computation, the window does not change the state.
type Stream struct {
	engine *engine
	model  *Model
	id     uint64 // batches lock streams in this order

	lane atomic.Pointer[lane] // in a scheduler's queue; see queue.laneOf

	compute sync.Mutex

	state      sync.Mutex
	generation uint64    // guarded by state, as all below: counts SetState and resets
	samples    int64     // of whole windows
	pending    []float32 // [window], nil until samples are first kept
	pendingLen int
	net        model.State // last, since it is large: the fields above share cache lines
}

// maxWindow is the largest window of any model and rate.
const maxWindow = model.MaxWindow

var lastStream atomic.Uint64

var errStream = fmt.Errorf("%w: nil or zero Stream, use Model.NewStream", ErrModel)

// NewStream returns a stream at a sample rate of 8000 or 16000 Hz. A stream that
// stays open for long needs [Model.WithResetSilence] or [Stream.SetResetSilence],
// lest noise make the network deaf.
func (m *Model) NewStream(sampleRate int) (*Stream, error) {
	e, err := m.engine(sampleRate)
	if err != nil {
		return nil, err
	}
	s := &Stream{engine: e, model: m, id: lastStream.Add(1)}
	s.net.Decay = e.decay(m.resetSilence)
	return s, nil
}

// made reports whether NewStream has made s.
func (s *Stream) made() bool { return s != nil && s.engine != nil }

// mustBeMade panics with the name of the constructor unless NewStream has made s.
func (s *Stream) mustBeMade() {
	if !s.made() {
		panic(errStream)
	}
}

// SampleRate returns the stream's sample rate in Hz.
func (s *Stream) SampleRate() int {
	s.mustBeMade()
	return s.engine.SampleRate
}

// WindowSize returns the number of samples of a window.
func (s *Stream) WindowSize() int {
	s.mustBeMade()
	return s.engine.Window
}

// Samples returns the number of samples of whole windows that the stream has
// processed since its start or its last Reset: the position of the next window.
// It never waits for a computation.
func (s *Stream) Samples() int64 {
	s.mustBeMade()
	s.state.Lock()
	defer s.unlockState()
	return s.samples
}

// Process computes the probability of speech in the next window, WindowSize
// samples. It is an error if Feed has left part of a window; Flush or Reset
// first. On error the state is as it was.
func (s *Stream) Process(window []float32) (float32, error) {
	if err := s.check(window); err != nil {
		return 0, err
	}
	s.compute.Lock()
	defer s.compute.Unlock()
	var t ticket
	if err := s.begin(&t); err != nil {
		return 0, err
	}
	return s.run(&t, window), nil
}

// unlockState ends a hold of the state lock.
func (s *Stream) unlockState() {
	s.state.Unlock()
	if s.engine.afterState != nil {
		s.engine.afterState()
	}
}

// check returns an error unless window can be processed.
func (s *Stream) check(window []float32) error {
	if !s.made() {
		return errStream
	}
	if len(window) != s.engine.Window {
		return fmt.Errorf("%w: got %d samples, want %d at %d Hz", ErrWindowLength, len(window), s.engine.Window, s.engine.SampleRate)
	}
	return CheckSamples(window)
}

// Feed takes any number of samples and appends the probability of each window
// that they complete to dst. Samples that complete no window are kept for the
// next call. If a sample is out of range, none is consumed.
func (s *Stream) Feed(dst, pcm []float32) ([]float32, error) {
	if !s.made() {
		return dst, errStream
	}
	if err := CheckSamples(pcm); err != nil {
		return dst, err
	}
	s.compute.Lock()
	defer s.compute.Unlock()
	if s.keep(pcm) {
		return dst, nil
	}
	return s.feedWindows(dst, pcm), nil
}

// feedWindows is Feed for samples that complete a window. Compute is held.
func (s *Stream) feedWindows(dst, pcm []float32) []float32 {
	var t ticket
	var buffer [maxWindow]float32
	for {
		window, n := s.beginPart(&t, &buffer, pcm)
		pcm = pcm[n:]
		if window == nil {
			return dst
		}
		dst = append(dst, s.run(&t, window))
	}
}

// Flush completes the window that Feed left unfinished with zeros, as the
// reference does at the end of a recording, and appends its probability to
// dst. If no window is unfinished, it does nothing. Call Reset before feeding
// other audio.
func (s *Stream) Flush(dst []float32) ([]float32, error) {
	if !s.made() {
		return dst, errStream
	}
	s.compute.Lock()
	defer s.compute.Unlock()
	var t ticket
	var buffer [maxWindow]float32
	window := s.beginLast(&t, &buffer)
	if window == nil {
		return dst, nil
	}
	return append(dst, s.run(&t, window)), nil
}

// ticket is what a computation copies out of the state when it begins.
type ticket struct {
	net        model.State
	generation uint64
}

// begin fills a ticket for a whole window. Compute is held.
func (s *Stream) begin(t *ticket) error {
	s.state.Lock()
	defer s.unlockState()
	if err := s.pendingError(); err != nil {
		return err
	}
	t.net, t.generation = s.net, s.generation
	return nil
}

// checkPending returns an error if the stream holds part of a window.
func (s *Stream) checkPending() error {
	s.state.Lock()
	defer s.unlockState()
	return s.pendingError()
}

// beginPart fills a ticket for the window that the pending samples and the
// first n of pcm make. The window lies in pcm, or in buffer if samples were
// pending. If they make no window, beginPart keeps them and returns nil. Compute
// is held.
func (s *Stream) beginPart(t *ticket, buffer *[maxWindow]float32, pcm []float32) (window []float32, n int) {
	s.state.Lock()
	defer s.unlockState()
	if s.keepLocked(pcm) {
		return nil, len(pcm)
	}
	n = s.engine.Window - s.pendingLen
	window = pcm[:n]
	if s.pendingLen > 0 {
		window = s.complete(buffer, window)
	}
	t.net, t.generation = s.net, s.generation
	return window, n
}

// keep appends samples to the pending ones and returns true, unless together
// they make a window. Compute is held.
func (s *Stream) keep(pcm []float32) bool {
	s.state.Lock()
	defer s.unlockState()
	return s.keepLocked(pcm)
}

// keepAlone is keep for a caller that does not hold compute.
func (s *Stream) keepAlone(pcm []float32) bool {
	s.compute.Lock()
	defer s.compute.Unlock()
	return s.keep(pcm)
}

// lacks returns how many samples the window after the pending ones lacks.
func (s *Stream) lacks() int {
	s.state.Lock()
	defer s.unlockState()
	return s.engine.Window - s.pendingLen
}

// beginLast fills a ticket for the window that the pending samples and zeros
// make, in buffer. If no samples are pending, it returns nil. Compute is held.
func (s *Stream) beginLast(t *ticket, buffer *[maxWindow]float32) (window []float32) {
	s.state.Lock()
	defer s.unlockState()
	if s.pendingLen == 0 {
		return nil
	}
	t.net, t.generation = s.net, s.generation
	return s.complete(buffer, zeros[:s.engine.Window-s.pendingLen])
}

// run computes one window and commits the state. Compute is held, state is not.
func (s *Stream) run(t *ticket, window []float32) float32 {
	p := s.engine.step(&t.net, window)
	s.commit(t)
	return p
}

// commit copies the state of a computed window in, unless SetState or a reset
// came during the computation. The samples that were pending are part of the
// window: while compute is held, no others are added to them.
func (s *Stream) commit(t *ticket) {
	s.state.Lock()
	defer s.unlockState()
	if s.generation == t.generation {
		decay := s.net.Decay // may have been set during the computation
		s.net, s.pendingLen = t.net, 0
		s.net.Decay = decay
		s.samples += int64(s.engine.Window)
	}
}
