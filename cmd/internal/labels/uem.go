package labels

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

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
			return fmt.Errorf("%w: line %d of a UEM has %d fields, want 4", ErrLabels, n, len(fields))
		}
		start, end, err := two(fields[2], fields[3])
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		return c.add(nistOwner(fields[0], fields[1]), Span{start, end})
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
