package samples

import (
	"errors"
	"io"
	"testing"
)

// reads is a reader whose calls return these in turn, the last again and again.
type reads []struct {
	n   int
	err error
}

func (r *reads) Read([]float32) (int, error) {
	next := (*r)[0]
	if len(*r) > 1 {
		*r = (*r)[1:]
	}
	return next.n, next.err
}

func TestRead(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		name string
		r    reads
		n    int
		err  error
	}{
		{"samples", reads{{3, nil}}, 3, nil},
		{"samples after nothing", reads{{0, nil}, {0, nil}, {4, nil}}, 4, nil},
		{"the end", reads{{0, nil}, {0, io.EOF}}, 0, io.EOF},
		{"samples and an error", reads{{2, broken}}, 2, broken},
		{"nothing forever", reads{{0, nil}}, 0, io.ErrNoProgress},
	} {
		if n, err := Read(&c.r, make([]float32, 4)); n != c.n || err != c.err {
			t.Errorf("%s: got %d, %v, want %d, %v", c.name, n, err, c.n, c.err)
		}
	}
	for n, want := range map[int]string{
		-1: "vad: a reader returned -1 samples, want 0 to 4",
		5:  "vad: a reader returned 5 samples, want 0 to 4",
	} {
		if got, err := Read(&reads{{n, io.EOF}}, make([]float32, 4)); got != 0 || err == nil || err.Error() != want {
			t.Errorf("a count of %d: got %d, %v, want %s", n, got, err, want)
		}
	}
}
