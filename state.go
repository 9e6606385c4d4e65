package vad

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"

	"github.com/gosilero/vad/model"
)

// State is all that a stream knows of its past: a plain value that can be
// copied, compared, kept, encoded, and given to another stream of the same model
// and rate, here or on another machine, which then goes on with identical
// probabilities.
type State struct {
	model      [32]byte // the weights' checksum
	sampleRate int
	samples    int64
	net        model.State
	pending    [maxWindow]float32
	pendingLen int
}

// SampleRate returns the rate in Hz of the stream that the state is from.
func (st State) SampleRate() int { return st.sampleRate }

// Samples returns the number of samples of whole windows that led to the state:
// the position of the next window.
func (st State) Samples() int64 { return st.samples }

// H returns a copy of the LSTM's output, [128].
func (st State) H() []float32 { return st.net.H[:] }

// C returns a copy of the LSTM's cell state, [128].
func (st State) C() []float32 { return st.net.C[:] }

// State returns the stream's state. It never waits for a computation.
func (s *Stream) State() State {
	s.state.Lock()
	defer s.state.Unlock()
	st := State{
		model:      s.model.checksum,
		sampleRate: s.engine.SampleRate,
		samples:    s.samples,
		net:        s.net,
		pendingLen: s.pendingLen,
	}
	copy(st.pending[:], s.pending[:s.pendingLen]) // what lies beyond is old
	return st
}

// SetState makes the stream go on from st, a state of a stream of the same
// model and rate. A window in flight delivers its probability and leaves no
// trace; what a Feed has still to come after it goes on from st. SetState never
// waits for a computation.
func (s *Stream) SetState(st State) error {
	if st.sampleRate != s.engine.SampleRate {
		return fmt.Errorf("%w: got one at %d Hz, want %d Hz", ErrState, st.sampleRate, s.engine.SampleRate)
	}
	if st.model != s.model.checksum {
		return fmt.Errorf("%w: got one of model %x, want %x", ErrState, short(st.model), short(s.model.checksum))
	}
	s.state.Lock()
	defer s.state.Unlock()
	s.generation++
	s.net, s.samples = st.net, st.samples
	s.pending, s.pendingLen = st.pending, st.pendingLen
	return nil
}

// Reset takes the stream back to its start, pending samples included. A
// window in flight delivers its probability and leaves no trace; what a Feed has
// still to come after it begins the stream anew. Reset never waits for a
// computation.
func (s *Stream) Reset() {
	s.state.Lock()
	defer s.state.Unlock()
	s.generation++
	s.net, s.samples, s.pendingLen = model.State{}, 0, 0
}

// Forget clears the network's memory, h and c. It keeps the context, which is
// audio, what is pending, and the counters. It never waits for a computation; a
// window in flight delivers its probability and leaves no trace.
func (s *Stream) Forget() {
	s.state.Lock()
	defer s.state.Unlock()
	s.generation++
	s.net.H, s.net.C = [model.Hidden]float32{}, [model.Hidden]float32{}
}

// short returns enough of a checksum for a message.
func short(sum [32]byte) [8]byte { return [8]byte(sum[:]) }

// The encoding of a State, little-endian:
//
//	"vadstate"  version  model  rate    samples  h, c    context  pending   CRC-32
//	8 bytes     uint32   32     uint32  int64    2*128   64       n uint32  uint32
//	                                             float32 float32  n float32
const (
	stateMagic   = "vadstate"
	stateVersion = 2
	stateFixed   = len(stateMagic) + 4 + 32 + 4 + 8 + 4*(2*model.Hidden+model.MaxContext) + 4 + 4
)

// MarshalBinary encodes the state: some 1.4 KB, and 4 bytes for each pending
// sample. It never fails.
func (st State) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, stateFixed+4*st.pendingLen)
	b = append(b, stateMagic...)
	le := binary.LittleEndian
	b = le.AppendUint32(b, stateVersion)
	b = append(b, st.model[:]...)
	b = le.AppendUint32(b, uint32(st.sampleRate))
	b = le.AppendUint64(b, uint64(st.samples))
	for _, values := range [][]float32{st.net.H[:], st.net.C[:], st.net.Context[:]} {
		b = appendFloats(b, values)
	}
	b = le.AppendUint32(b, uint32(st.pendingLen))
	b = appendFloats(b, st.pending[:st.pendingLen])
	return le.AppendUint32(b, crc32.ChecksumIEEE(b)), nil
}

func appendFloats(b []byte, values []float32) []byte {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// UnmarshalBinary decodes what MarshalBinary encoded. Anything else is an
// error that wraps ErrState and leaves st as it was. Whether the state is of
// the right model, SetState tells.
func (st *State) UnmarshalBinary(data []byte) error {
	if len(data) < stateFixed || string(data[:len(stateMagic)]) != stateMagic {
		return fmt.Errorf("%w: %d bytes are not an encoded state", ErrState, len(data))
	}
	d := stateReader{rest: data[len(stateMagic) : len(data)-4]}
	if v := d.uint32(); v != stateVersion {
		return fmt.Errorf("%w: encoding of version %d, want %d", ErrState, v, stateVersion)
	}
	if got, want := crc32.ChecksumIEEE(data[:len(data)-4]), binary.LittleEndian.Uint32(data[len(data)-4:]); got != want {
		return fmt.Errorf("%w: damaged, CRC-32 is %08x, want %08x", ErrState, got, want)
	}
	var s State
	copy(s.model[:], d.next(32))
	s.sampleRate = int(d.uint32())
	if s.samples = d.int64(); s.samples < 0 {
		return fmt.Errorf("%w: after %d samples", ErrState, s.samples)
	}
	d.floats(s.net.H[:])
	d.floats(s.net.C[:])
	d.floats(s.net.Context[:])
	config, ok := model.ConfigFor(s.sampleRate)
	if !ok {
		return fmt.Errorf("%w: at %d Hz", ErrState, s.sampleRate)
	}
	n := d.uint32()
	if n >= uint32(config.Window) || len(d.rest) != 4*int(n) {
		return fmt.Errorf("%w: %d pending samples in %d bytes", ErrState, n, len(d.rest))
	}
	s.pendingLen = int(n)
	d.floats(s.pending[:n])
	for _, values := range [][]float32{s.net.H[:], s.net.C[:], s.net.Context[:], s.pending[:n]} {
		if i := outOfRange(values); i >= 0 {
			return fmt.Errorf("%w: holds %v", ErrState, values[i])
		}
	}
	*st = s
	return nil
}

// stateReader takes values off bytes that are long enough.
type stateReader struct{ rest []byte }

func (d *stateReader) next(n int) []byte {
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *stateReader) uint32() uint32 { return binary.LittleEndian.Uint32(d.next(4)) }
func (d *stateReader) int64() int64   { return int64(binary.LittleEndian.Uint64(d.next(8))) }

func (d *stateReader) floats(dst []float32) {
	for i := range dst {
		dst[i] = math.Float32frombits(d.uint32())
	}
}
