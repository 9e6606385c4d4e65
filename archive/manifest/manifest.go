// Package manifest reads the names of an archive's recordings, and divides them among
// machines.
package manifest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"
)

// MaxLine is the longest line in bytes: more than the longest URL of an object.
const MaxLine = 8192

// LineError reports a line that names no recording. The lines after it can be read.
type LineError struct {
	Line int    // counted from 1
	Text string // of the line, or its beginning
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v: %q", e.Line, e.Err, e.Text) }

func (e *LineError) Unwrap() error { return e.Err }

var (
	errLong    = fmt.Errorf("longer than %d bytes", MaxLine)
	errUTF8    = errors.New("not UTF-8")
	errControl = errors.New("has a control character")
)

// Lines yields the lines of a manifest, which are names of recordings. It leaves out
// empty lines, and line ends of all systems. A line that cannot be a name is a
// *LineError; any other error ends the reading.
func Lines(r io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		input := bufio.NewReaderSize(r, MaxLine+2)
		for number := 1; ; number++ {
			line, err := input.ReadSlice('\n')
			long := err == bufio.ErrBufferFull
			text := string(trim(line, number))
			for err == bufio.ErrBufferFull {
				_, err = input.ReadSlice('\n')
			}
			if err != nil && err != io.EOF {
				yield("", fmt.Errorf("after line %d: %w", number-1, err))
				return
			}
			if wrong := check(text, long || len(text) > MaxLine); wrong != nil {
				if !yield("", &LineError{number, text[:min(len(text), 200)], wrong}) {
					return
				}
			} else if text != "" && !yield(text, nil) {
				return
			}
			if err == io.EOF {
				return
			}
		}
	}
}

// trim takes the end off a line, and the mark of UTF-8 off the first one.
func trim(line []byte, number int) []byte {
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	if number == 1 {
		line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	}
	return line
}

func check(text string, long bool) error {
	switch {
	case long:
		return errLong
	case !utf8.ValidString(text):
		return errUTF8
	}
	for i := range len(text) {
		if text[i] < ' ' || text[i] == 0x7f {
			return errControl
		}
	}
	return nil
}
