package audio

import "io"

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
