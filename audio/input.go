package audio

import (
	"bufio"
	"io"
	"slices"
)

// readSome reads at least one byte into p or returns an error.
func readSome(r io.Reader, p []byte) (int, error) {
	for range 100 {
		n, err := r.Read(p)
		if n > 0 {
			return n, nil // an error comes again with the next read
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, io.ErrNoProgress
}

// skip discards n bytes; input that ends before is io.EOF.
func skip(input io.Reader, n int64) error {
	_, err := io.CopyN(io.Discard, input, n)
	return err
}

// discard is skip for a buffer, without memory of its own, and returns how many
// bytes it skipped.
func discard(input *bufio.Reader, n int64) (skipped int64, err error) {
	const most = 1 << 30
	for n > 0 && err == nil {
		var got int
		got, err = input.Discard(int(min(n, most)))
		skipped += int64(got)
		n -= int64(got)
	}
	return skipped, err
}

// unexpected returns io.ErrUnexpectedEOF for the end of input, and other errors
// as they are.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readBytes appends n bytes of input to buf. Memory grows with what was read, and
// not with n.
func readBytes(input io.Reader, buf []byte, n int64) ([]byte, error) {
	const step = 1 << 16
	for n > 0 {
		part := int(min(n, step))
		buf = slices.Grow(buf, part)
		got, err := io.ReadFull(input, buf[len(buf):len(buf)+part])
		buf = buf[:len(buf)+got]
		if err != nil {
			return buf, err
		}
		n -= int64(part)
	}
	return buf, nil
}
