package live

import (
	"encoding"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/ops"
)

// ErrEncoding says that an encoding is foreign, damaged or of another version or
// model, or that there is nothing to encode.
var ErrEncoding = errors.New("live: wrong encoding")

// encodingVersion is that of a Detector and of a Call. An encoding is,
// little-endian:
//
//	8 bytes  what it is of
//	uint32   version
//	...      what coders write
//	uint32   CRC-32 of all before it
const encodingVersion = 2

// coder writes fields to an encoding, or reads them from one, in their order:
// the same code does both. After an error it does nothing.
type coder struct {
	b       []byte // what was written, or the rest to read
	reads   bool
	noAudio bool // the audio kept is left out
	err     error
}

// begin writes what an encoding begins with.
func (c *coder) begin(magic string) {
	c.b = binary.LittleEndian.AppendUint32(append(c.b, magic...), encodingVersion)
}

// sealed returns what was written after the first bytes, which are another's,
// with its CRC-32.
func (c *coder) sealed(first int) ([]byte, error) {
	if c.err != nil {
		return c.b[:first], c.err
	}
	return binary.LittleEndian.AppendUint32(c.b, crc32.ChecksumIEEE(c.b[first:])), nil
}

// open returns a coder that reads an encoding.
func open(data []byte, magic string) (*coder, error) {
	header := len(magic) + 4
	if len(data) < header || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: got %d bytes that do not begin with %q", ErrEncoding, len(data), magic)
	}
	if v := binary.LittleEndian.Uint32(data[len(magic):]); v != encodingVersion {
		return nil, fmt.Errorf("%w: got version %d, want %d", ErrEncoding, v, encodingVersion)
	}
	sum := len(data) - 4
	if sum < header {
		return nil, fmt.Errorf("%w: cut short, got %d bytes", ErrEncoding, len(data))
	}
	if got, want := crc32.ChecksumIEEE(data[:sum]), binary.LittleEndian.Uint32(data[sum:]); got != want {
		return nil, fmt.Errorf("%w: damaged, got CRC-32 %08x, want %08x", ErrEncoding, got, want)
	}
	return &coder{b: data[header:sum], reads: true}, nil
}

// fail keeps an error, unless there is one.
func (c *coder) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%w: "+format, append([]any{ErrEncoding}, args...)...)
	}
}

// fields takes pointers to values of a fixed size.
func (c *coder) fields(values ...any) {
	for _, v := range values {
		switch {
		case c.err != nil:
			return
		case c.reads:
			n, err := binary.Decode(c.b, binary.LittleEndian, v)
			if err != nil {
				c.fail("cut short: %w", err)
				return
			}
			c.b = c.b[n:]
		default:
			var err error
			if c.b, err = binary.Append(c.b, binary.LittleEndian, v); err != nil {
				panic(err) // of no fixed size
			}
		}
	}
}

// count takes the number of elements that follow, of a size in bytes at least, and
// returns it.
func (c *coder) count(n, size int) int {
	v := uint32(n)
	c.fields(&v)
	if c.reads && c.err == nil && uint64(v)*uint64(size) > uint64(len(c.b)) {
		c.fail("got %d elements of %d bytes in %d bytes", v, size, len(c.b))
	}
	if c.err != nil {
		return 0
	}
	return int(v)
}

// floats takes samples.
func (c *coder) floats(s *[]float32) {
	n := c.count(len(*s), 4)
	if !c.reads {
		for _, v := range *s {
			c.b = binary.LittleEndian.AppendUint32(c.b, math.Float32bits(v))
		}
		return
	}
	*s = append((*s)[:0], make([]float32, n)...)
	for i := range *s {
		(*s)[i] = math.Float32frombits(binary.LittleEndian.Uint32(c.b[4*i:]))
	}
	c.b = c.b[4*n:]
	if err := vad.CheckSamples(*s); err != nil {
		c.fail("%w", err)
	}
}

// samples takes audio: in 16 bits if that is exact, or as floats.
func (c *coder) samples(s *[]float32) {
	ints := make([]byte, 2*len(*s))
	exact := !c.reads && ops.EncodeInt16(ints, *s)
	c.fields(&exact)
	if !exact {
		c.floats(s)
		return
	}
	if c.bytes(&ints); c.reads {
		*s = make([]float32, len(ints)/2)
		ops.Int16(*s, ints[:2*len(*s)])
	}
}

// text takes a short text.
func (c *coder) text(s *string) {
	b := []byte(*s)
	if c.bytes(&b); c.reads {
		*s = string(b)
	}
}

func (c *coder) bytes(b *[]byte) {
	n := c.count(len(*b), 1)
	if c.reads {
		*b, c.b = c.b[:n], c.b[n:]
	} else {
		c.b = append(c.b, *b...)
	}
}

// nested takes what has an encoding of its own.
func (c *coder) nested(v interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}) {
	var data []byte
	var err error
	if !c.reads {
		data, err = v.MarshalBinary()
	}
	if err == nil {
		c.bytes(&data)
	}
	if c.reads && c.err == nil {
		err = v.UnmarshalBinary(data)
	}
	if err != nil {
		c.fail("%w", err)
	}
}
