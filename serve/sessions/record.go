package sessions

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
)

const (
	recordMagic   = "vadsessn"
	recordVersion = 1
)

// record is what is saved of a session. Its encoding is, little-endian:
//
//	8 bytes  "vadsessn"
//	uint32   version
//	16 bytes owner
//	byte     1 if the session has ended
//	uint64   sample, messages, next
//	...      params, events and state: their number as uvarint, and each with its
//	         length as uvarint before it
//	uint32   CRC-32 of all before it
type record struct {
	owner    [16]byte // the connection that saved it
	ended    bool
	sample   int64    // the position up to which the detector has heard
	messages int64    // the number of messages that are in its state
	next     uint64   // the seq of the next event; that of the first is 1
	params   Params   // what the stream began with
	events   [][]byte // the last ones, up to next, each an object in JSON
}

// last returns the seq of the last event, 0 if there was none.
func (r *record) last() uint64 { return r.next - 1 }

// event returns the event with a seq, which must be kept.
func (r *record) event(seq uint64) []byte { return r.events[len(r.events)-int(r.next-seq)] }

// drop drops the events up to seq.
func (r *record) drop(seq uint64) {
	if first := r.next - uint64(len(r.events)); seq >= first {
		r.events = slices.Delete(r.events, 0, int(min(seq+1-first, uint64(len(r.events)))))
	}
}

// append appends the encoding to b, with the state of the detector.
func (r *record) append(b, state []byte) []byte {
	first := len(b)
	b = binary.LittleEndian.AppendUint32(append(b, recordMagic...), recordVersion)
	b = append(b, r.owner[:]...)
	ended := byte(0)
	if r.ended {
		ended = 1
	}
	b = append(b, ended)
	for _, v := range []uint64{uint64(r.sample), uint64(r.messages), r.next} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	b = appendList(b, r.params.pairs())
	b = appendList(b, r.events)
	b = appendList(b, [][]byte{state})
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b[first:]))
}

func appendList[T string | []byte](b []byte, list []T) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, v := range list {
		b = append(binary.AppendUvarint(b, uint64(len(v))), v...)
	}
	return b
}

// parse returns the record that was encoded and the state with it. They refer to data.
func parse(data []byte) (r record, state []byte, err error) {
	const header = len(recordMagic) + 4
	const fixed = header + 16 + 1 + 3*8
	if len(data) < header || string(data[:len(recordMagic)]) != recordMagic {
		return r, nil, fmt.Errorf("%w: %d bytes do not begin with %q", ErrState, len(data), recordMagic)
	}
	if v := binary.LittleEndian.Uint32(data[len(recordMagic):]); v != recordVersion {
		return r, nil, fmt.Errorf("%w: version %d, want %d", ErrState, v, recordVersion)
	}
	if len(data) < fixed+4 {
		return r, nil, fmt.Errorf("%w: cut short at %d bytes", ErrState, len(data))
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if got := crc32.ChecksumIEEE(body); got != sum {
		return r, nil, fmt.Errorf("%w: damaged, CRC-32 is %08x, want %08x", ErrState, got, sum)
	}
	b := body[header:]
	copy(r.owner[:], b)
	r.ended = b[16] != 0
	numbers := b[17:]
	r.sample = int64(binary.LittleEndian.Uint64(numbers))
	r.messages = int64(binary.LittleEndian.Uint64(numbers[8:]))
	r.next = binary.LittleEndian.Uint64(numbers[16:])
	pairs, b, ok := readList(body[fixed:])
	events, b, ok2 := readList(b)
	states, b, ok3 := readList(b)
	if !ok || !ok2 || !ok3 || len(b) > 0 || len(pairs)%2 != 0 || len(states) != 1 {
		return r, nil, fmt.Errorf("%w: malformed", ErrState)
	}
	if r.sample < 0 || r.messages < 0 || r.next < 1 || uint64(len(events)) > r.last() {
		return r, nil, fmt.Errorf("%w: sample %d, %d messages, %d events up to %d", ErrState, r.sample, r.messages, len(events), r.last())
	}
	r.params = Params{}
	for i := 0; i < len(pairs); i += 2 {
		r.params[string(pairs[i])] = string(pairs[i+1])
	}
	r.events = events
	return r, states[0], nil
}

// readList reads what appendList has written, and returns the rest.
func readList(b []byte) (list [][]byte, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) { // an element has a byte at least
		return nil, b, false
	}
	b = b[size:]
	for range n {
		length, size := binary.Uvarint(b)
		if size <= 0 || length > uint64(len(b)-size) {
			return nil, b, false
		}
		b = b[size:]
		list, b = append(list, b[:length:length]), b[length:]
	}
	return list, b, true
}
