package segment

import (
	"encoding"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// An encoding is, little-endian:
//
//	8 bytes  what it is of
//	uint32   version
//	...      fields, in their order
//	uint32   CRC-32 of all before it
//
// A field is a number or a struct of them, as encoding/binary writes it.

// sealed appends an encoding of fields, pointers, to b.
func sealed(b []byte, magic string, version uint32, fields []any) []byte {
	begin := len(b)
	b = binary.LittleEndian.AppendUint32(append(b, magic...), version)
	for _, f := range fields {
		var err error
		if b, err = binary.Append(b, binary.LittleEndian, f); err != nil {
			panic(err) // a field that is not of a fixed size
		}
	}
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b[begin:]))
}

// unsealed returns what lies between version and CRC-32 of an encoding.
func unsealed(data []byte, magic string, version uint32) ([]byte, error) {
	header := len(magic) + 4
	if len(data) < header || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: got %d bytes that do not begin with %q", ErrEncoding, len(data), magic)
	}
	if v := binary.LittleEndian.Uint32(data[len(magic):]); v != version {
		return nil, fmt.Errorf("%w: got version %d, want %d", ErrEncoding, v, version)
	}
	sum := len(data) - 4
	if sum < header {
		return nil, fmt.Errorf("%w: cut short, got %d bytes", ErrEncoding, len(data))
	}
	if got, want := crc32.ChecksumIEEE(data[:sum]), binary.LittleEndian.Uint32(data[sum:]); got != want {
		return nil, fmt.Errorf("%w: damaged, got CRC-32 %08x, want %08x", ErrEncoding, got, want)
	}
	return data[header:sum], nil
}

// takeFields decodes fields, pointers, off data and returns the rest.
func takeFields(data []byte, fields ...any) ([]byte, error) {
	for _, f := range fields {
		n, err := binary.Decode(data, binary.LittleEndian, f)
		if err != nil {
			return nil, fmt.Errorf("%w: cut short: %w", ErrEncoding, err)
		}
		data = data[n:]
	}
	return data, nil
}

// appendText appends the encoding of m in base64 to b.
func appendText(b []byte, m encoding.BinaryMarshaler) ([]byte, error) {
	data, err := m.MarshalBinary()
	if err != nil {
		return b, err
	}
	return base64.StdEncoding.AppendEncode(b, data), nil
}

func unmarshalText(m encoding.BinaryUnmarshaler, text []byte) error {
	data, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		return fmt.Errorf("%w: not in base64: %w", ErrEncoding, err)
	}
	return m.UnmarshalBinary(data)
}
