package vad

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"

	"github.com/gosilero/vad/model"
)

// State is all that a stream keeps of the audio it has processed, and its
// ResetSilence: a plain value that can be copied, compared, stored, encoded, and
// given to another stream of the same model and rate, here or on another machine,
// which then goes on with identical probabilities. With v4, the windows of that
// stream may have another length, unless more samples are pending than it has.
//
// States encode to bytes and, for encoding/json and the like, to text. The zero
// State belongs to no stream and does not encode.
type State struct {
	model      identity
	sampleRate int
	samples    int64
	net        model.State
	pending    [maxWindow]float32
	pendingLen int
}

// Release names the weights of the stream that the state is from, such as "v6".
func (st State) Release() string { return st.model.release }

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
	s.mustBeMade()
	id := s.model.identity() // before the lock: the first may hash the weights
	s.state.Lock()
	defer s.unlockState()
	st := State{
		model:      id,
		sampleRate: s.engine.SampleRate,
		samples:    s.samples,
		net:        s.net,
		pendingLen: s.pendingLen,
	}
	copy(st.pending[:], s.pending[:s.pendingLen]) // the rest is left over from older windows
	return st
}

// SetState makes the stream go on from st, a state of a stream of the same model
// and rate, and with its ResetSilence. A window that is being computed delivers its
// probability and leaves no trace; the windows of a Feed that are not yet begun go
// on from st. SetState never waits for a computation.
func (s *Stream) SetState(st State) error {
	switch {
	case !s.made():
		return errStream
	case st.sampleRate == 0:
		return errZeroState
	case st.model != s.model.identity():
		return fmt.Errorf("%w: got one of model %v, want %v", ErrState, st.model, s.model.identity())
	case st.sampleRate != s.engine.SampleRate:
		return fmt.Errorf("%w: got one at %d Hz, want %d Hz", ErrState, st.sampleRate, s.engine.SampleRate)
	case st.pendingLen >= s.engine.Window:
		return fmt.Errorf("%w: got %d pending samples, want fewer than a window, %d", ErrState, st.pendingLen, s.engine.Window)
	}
	s.state.Lock()
	defer s.unlockState()
	s.generation++
	s.net, s.samples, s.pendingLen = st.net, st.samples, 0
	s.appendPending(st.pending[:st.pendingLen])
	return nil
}

// Reset returns the stream to its start, drops pending samples, and keeps its
// ResetSilence. A window that is being computed delivers its probability and leaves
// no trace; the windows of a Feed that are not yet begun start the stream anew.
// Reset never waits for a computation.
func (s *Stream) Reset() {
	s.mustBeMade()
	s.state.Lock()
	defer s.unlockState()
	s.generation++
	s.net, s.samples, s.pendingLen = model.State{Decay: s.net.Decay}, 0, 0
}

// ResetLSTM sets the LSTM's h and c to zero, which makes the network forget all at
// once, and keeps all else: the audio goes on, with the context, the pending
// samples and the count of samples as they are. A window that is being computed
// delivers its probability and leaves no trace, so reset between two windows.
// ResetLSTM never waits for a computation.
func (s *Stream) ResetLSTM() {
	s.mustBeMade()
	s.state.Lock()
	defer s.unlockState()
	s.generation++
	clear(s.net.H[:])
	clear(s.net.C[:])
}

// The encoding of a State, little-endian:
//
//	8 bytes           "vadstate"
//	uint32            version
//	uint8, n bytes    release, by its length
//	32 bytes          SHA-256 of the weights
//	uint32            sample rate
//	int64             samples
//	float32 x 128     h
//	float32 x 128     c
//	float32 x 64      context
//	float32           the part of c that a window of silence takes away
//	uint32, n float32 pending samples, by their number
//	uint32            CRC-32 of all before it
const (
	stateMagic   = "vadstate"
	stateVersion = 4
	stateHeader  = len(stateMagic) + 4
	// stateLeast is the size of an encoding without release and pending samples.
	stateLeast = stateHeader + 1 + 32 + 4 + 8 + 4*(2*model.Hidden+model.MaxContext) + 4 + 4 + 4
)

var errZeroState = fmt.Errorf("%w: zero State, use Stream.State", ErrState)

// AppendBinary appends the encoding of the state to b: about 1.4 KB, and 4
// bytes for each pending sample. The zero State is an error.
func (st State) AppendBinary(b []byte) ([]byte, error) {
	if st.sampleRate == 0 {
		return b, errZeroState
	}
	le := binary.LittleEndian
	begin := len(b)
	b = append(b, stateMagic...)
	b = le.AppendUint32(b, stateVersion)
	b = append(b, byte(len(st.model.release))) // 64 at most
	b = append(b, st.model.release...)
	b = append(b, st.model.checksum[:]...)
	b = le.AppendUint32(b, uint32(st.sampleRate))
	b = le.AppendUint64(b, uint64(st.samples))
	for _, values := range [][]float32{st.net.H[:], st.net.C[:], st.net.Context[:]} {
		b = appendFloats(b, values)
	}
	b = le.AppendUint32(b, math.Float32bits(st.net.Decay))
	b = le.AppendUint32(b, uint32(st.pendingLen))
	b = appendFloats(b, st.pending[:st.pendingLen])
	return le.AppendUint32(b, crc32.ChecksumIEEE(b[begin:])), nil
}

// MarshalBinary is AppendBinary to a new slice.
func (st State) MarshalBinary() ([]byte, error) {
	return st.AppendBinary(make([]byte, 0, stateLeast+len(st.model.release)+4*st.pendingLen))
}

// UnmarshalBinary decodes what MarshalBinary encoded. Anything else is an
// error that wraps ErrState and says why, and leaves st as it was. SetState
// checks that the state is of the right model.
func (st *State) UnmarshalBinary(data []byte) error {
	if len(data) < stateHeader || string(data[:len(stateMagic)]) != stateMagic {
		return fmt.Errorf("%w: %d bytes that are not an encoded State", ErrState, len(data))
	}
	if v := binary.LittleEndian.Uint32(data[len(stateMagic):]); v != stateVersion {
		return fmt.Errorf("%w: got encoding version %d, want %d", ErrState, v, stateVersion)
	}
	if len(data) < stateLeast {
		return fmt.Errorf("%w: cut short, got %d bytes, want at least %d", ErrState, len(data), stateLeast)
	}
	sum := len(data) - 4
	if got, want := crc32.ChecksumIEEE(data[:sum]), binary.LittleEndian.Uint32(data[sum:]); got != want {
		return fmt.Errorf("%w: damaged, got CRC-32 %08x, want %08x", ErrState, got, want)
	}
	s, err := decodeState(data[stateHeader:sum])
	if err != nil {
		return fmt.Errorf("%w: %w", ErrState, err)
	}
	*st = s
	return nil
}

// decodeState decodes what lies between header and CRC-32, which is long enough
// without release and pending samples.
func decodeState(data []byte) (s State, err error) {
	d := stateReader{data}
	release := int(d.next(1)[0])
	if release > len(data)+stateHeader+4-stateLeast {
		return s, fmt.Errorf("got a release of %d bytes in %d bytes", release, len(data))
	}
	s.model.release = string(d.next(release))
	copy(s.model.checksum[:], d.next(len(s.model.checksum)))
	s.sampleRate = int(d.uint32())
	longest := model.LongestWindow(s.sampleRate)
	if longest == 0 {
		return s, fmt.Errorf("got a rate of %d Hz", s.sampleRate)
	}
	if s.samples = d.int64(); s.samples < 0 {
		return s, fmt.Errorf("got %d samples, want none or more", s.samples)
	}
	d.floats(s.net.H[:])
	d.floats(s.net.C[:])
	d.floats(s.net.Context[:])
	if s.net.Decay = math.Float32frombits(d.uint32()); !(s.net.Decay >= 0 && s.net.Decay <= 1) {
		return s, fmt.Errorf("got a decay of %v, want 0 to 1", s.net.Decay)
	}
	n := d.uint32()
	if n >= uint32(longest) || len(d.rest) != 4*int(n) {
		return s, fmt.Errorf("got %d pending samples in %d bytes, want fewer than %d", n, len(d.rest), longest)
	}
	s.pendingLen = int(n)
	d.floats(s.pending[:n])
	for _, values := range [][]float32{s.net.H[:], s.net.C[:], s.net.Context[:], s.pending[:n]} {
		if i := outOfRange(values); i >= 0 {
			return s, fmt.Errorf("got a value of %v", values[i])
		}
	}
	return s, nil
}

// AppendText appends the encoding of AppendBinary in base64 to b.
func (st State) AppendText(b []byte) ([]byte, error) {
	data, err := st.MarshalBinary()
	if err != nil {
		return b, err
	}
	return base64.StdEncoding.AppendEncode(b, data), nil
}

// MarshalText is AppendText to a new slice.
func (st State) MarshalText() ([]byte, error) { return st.AppendText(nil) }

// UnmarshalText decodes what MarshalText encoded; see UnmarshalBinary.
func (st *State) UnmarshalText(text []byte) error {
	data, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		return fmt.Errorf("%w: not a State in base64: %w", ErrState, err)
	}
	return st.UnmarshalBinary(data)
}

func appendFloats(b []byte, values []float32) []byte {
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
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
