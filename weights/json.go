package weights

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads the JSON of a header: objects, strings, arrays of whole numbers
// and null. Nothing else occurs in one. encoding/json would make a third of a
// WebAssembly module, and accepts equal keys.
type scanner struct {
	s string
	i int // s[i:] is to be read
}

// peek skips white space and returns the next byte, 0 at the end.
func (d *scanner) peek() byte {
	for d.i < len(d.s) && strings.IndexByte(" \t\r\n", d.s[d.i]) >= 0 {
		d.i++
	}
	if d.i == len(d.s) {
		return 0
	}
	return d.s[d.i]
}

// take consumes the next byte, which must be c.
func (d *scanner) take(c byte) error {
	switch got := d.peek(); {
	case d.i == len(d.s):
		return io.ErrUnexpectedEOF
	case got != c:
		return fmt.Errorf("got %c, want %c", got, c)
	}
	d.i++
	return nil
}

// null consumes null and reports whether that comes next.
func (d *scanner) null() bool {
	d.peek()
	if !strings.HasPrefix(d.s[d.i:], "null") {
		return false
	}
	d.i += len("null")
	return true
}

// list reads values between two brackets, separated by commas.
func (d *scanner) list(first, last byte, value func() error) error {
	if err := d.take(first); err != nil {
		return err
	}
	for n := 0; d.peek() != last; n++ {
		if n > 0 {
			if err := d.take(','); err != nil {
				return err
			}
		}
		if err := value(); err != nil {
			return err
		}
	}
	d.i++
	return nil
}

// numbers reads an array of whole numbers, or null for none.
func (d *scanner) numbers() (numbers []int64, err error) {
	if d.null() {
		return nil, nil
	}
	err = d.list('[', ']', func() error {
		d.peek()
		rest := d.s[d.i:]
		text := rest[:len(rest)-len(strings.TrimLeft(rest, "-0123456789.eE+"))]
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || strconv.FormatInt(n, 10) != text {
			return fmt.Errorf("got %.20q, want a whole number", text)
		}
		numbers, d.i = append(numbers, n), d.i+len(text)
		return nil
	})
	return numbers, err
}

// text reads a string, or null for an empty one.
func (d *scanner) text() (string, error) {
	if d.null() {
		return "", nil
	}
	return d.string()
}

// string reads a string.
func (d *scanner) string() (string, error) {
	if err := d.take('"'); err != nil {
		return "", err
	}
	var b []byte
	for {
		n := strings.IndexAny(d.s[d.i:], "\"\\")
		if n < 0 {
			return "", io.ErrUnexpectedEOF
		}
		plain := d.s[d.i : d.i+n]
		if strings.IndexFunc(plain, func(r rune) bool { return r < ' ' }) >= 0 || !utf8.ValidString(plain) {
			return "", fmt.Errorf("got %.20q, want printable UTF-8", plain)
		}
		b = append(b, plain...)
		d.i += n + 1
		if d.s[d.i-1] == '"' {
			return string(b), nil
		}
		var err error
		if b, err = d.escape(b); err != nil {
			return "", err
		}
	}
}

// escape appends the character that follows a backslash.
func (d *scanner) escape(b []byte) ([]byte, error) {
	if d.i == len(d.s) {
		return b, io.ErrUnexpectedEOF
	}
	c := d.s[d.i]
	d.i++
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
		return append(b, "\"\\/\b\f\n\r\t"[i]), nil
	}
	r, err := d.unit(c)
	if err == nil && utf16.IsSurrogate(r) {
		r, err = d.pair(r)
	}
	return utf8.AppendRune(b, r), err
}

// pair reads the escape of the second half of a pair of surrogates and returns
// what they stand for.
func (d *scanner) pair(high rune) (rune, error) {
	if strings.HasPrefix(d.s[d.i:], `\u`) {
		d.i += 2
		low, err := d.unit('u')
		if r := utf16.DecodeRune(high, low); err != nil || r != unicode.ReplacementChar {
			return r, err
		}
	}
	return 0, errors.New("got half of a pair of surrogates")
}

// unit reads the four hexadecimal digits after the u of an escape.
func (d *scanner) unit(c byte) (rune, error) {
	rest := d.s[d.i:]
	if c != 'u' || len(rest) < 4 {
		return 0, fmt.Errorf("got escape \\%c%.4s", c, rest)
	}
	v, err := strconv.ParseUint(rest[:4], 16, 16)
	if err != nil {
		return 0, fmt.Errorf("got escape \\u%.4s", rest)
	}
	d.i += 4
	return rune(v), nil
}

// appendString appends a string as JSON, as scanner.string reads it.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}
