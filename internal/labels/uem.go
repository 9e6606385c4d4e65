package labels

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// ErrUEM says that a file is not a UEM.
var ErrUEM = errors.New("labels: not a UEM")

// UEM is the parts of recordings that count, from a file in NIST's format of the same
// name: lines of the recording's name, its channel, start and end.
type UEM struct {
	path string
	list []Reference
}

// OpenUEM reads a file.
func OpenUEM(path string) (*UEM, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, named(path, err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, named(path, err)
	}
	list, err := parseUEM(content)
	if err != nil {
		return nil, named(path, err)
	}
	return &UEM{path, list}, nil
}

func parseUEM(content []byte) ([]Reference, error) {
	var c collector
	err := lines(bytes.TrimPrefix(content, []byte("\ufeff")), func(n int, line string) error {
		fields := strings.Fields(line)
		if strings.HasPrefix(fields[0], ";;") {
			return nil
		}
		if len(fields) != 4 {
			return fmt.Errorf("%w: line %d has %d fields, want 4", ErrUEM, n, len(fields))
		}
		start, end, err := two(fields[2], fields[3])
		if err == nil {
			err = c.add(nistOwner(fields[0], fields[1]), Span{start, end})
		}
		if err != nil {
			return fmt.Errorf("%w: line %d has no start and end: %q", ErrUEM, n, shorten(line))
		}
		return nil
	})
	return c.list, err
}

// Parts returns the parts of a recording. It is an error if there are none.
func (u *UEM) Parts(r Recording) ([]Span, error) {
	var spans []Span
	for _, ref := range choose(u.list, r, RTTMName(r.File)) {
		spans = append(spans, ref.Spans...)
	}
	if len(spans) == 0 {
		return nil, fmt.Errorf("%s: has no part of %s", u.path, RTTMName(r.File))
	}
	return Merge(spans), nil
}
