package weights

import (
	"fmt"
	"slices"
	"strings"
)

// metadataKey is the only key of a safetensors header that is not the name of a
// tensor.
const metadataKey = "__metadata__"

// entry locates one tensor; begin and end are byte offsets into the data after the
// header.
type entry struct {
	name       string
	dtype      string
	shape      []int
	begin, end int64
}

// header is the decoded JSON header of a container, entries in file order.
type header struct {
	metadata map[string]string
	entries  []entry
}

// decodeHeader reads the header,
//
//	{"__metadata__": {"key": "value", ...},
//	 "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
//
// followed by any number of spaces.
func decodeHeader(s string) (header, error) {
	var h header
	if !strings.HasPrefix(s, "{") {
		return h, fmt.Errorf("%w: header starts with %.8q, want {", ErrContainer, s)
	}
	d := &scanner{s: s}
	err := decodeObject(d, "header", func(key string) error {
		if key == metadataKey {
			var err error
			h.metadata, err = decodeMetadata(d)
			return err
		}
		e, err := decodeEntry(d, key)
		h.entries = append(h.entries, e)
		return err
	})
	if err != nil {
		return h, err
	}
	if rest := s[d.i:]; strings.Trim(rest, " ") != "" {
		return h, fmt.Errorf("%w: header is followed by %.16q, want spaces only", ErrContainer, rest)
	}
	return h, nil
}

func decodeMetadata(d *scanner) (map[string]string, error) {
	m := make(map[string]string)
	err := decodeObject(d, metadataKey, func(key string) (err error) {
		m[key], err = d.text()
		return wrongValue(key, err)
	})
	return m, err
}

func decodeEntry(d *scanner, name string) (entry, error) {
	e := entry{name: name}
	var offsets []int64
	err := decodeObject(d, name, func(key string) (err error) {
		switch key {
		case "dtype":
			e.dtype, err = d.text()
		case "shape":
			var shape []int64
			shape, err = d.numbers()
			e.shape = ints(shape)
		case "data_offsets":
			offsets, err = d.numbers()
		default:
			return fmt.Errorf("%w: tensor %q has field %q, want dtype, shape and data_offsets", ErrContainer, name, key)
		}
		return wrongValue(name, err)
	})
	if err != nil {
		return e, err
	}
	if len(offsets) != 2 {
		return e, fmt.Errorf("%w: tensor %q has data_offsets %d, want [begin end]", ErrContainer, name, offsets)
	}
	e.begin, e.end = offsets[0], offsets[1]
	return e, nil
}

// ints returns the numbers of a shape. One that is too large for an int becomes
// one that no shape has.
func ints(numbers []int64) []int {
	shape := make([]int, len(numbers))
	for i, n := range numbers {
		if shape[i] = int(n); int64(shape[i]) != n {
			shape[i] = -1
		}
	}
	return shape
}

// decodeObject calls field for each key of the next JSON object; field must
// consume the value.
func decodeObject(d *scanner, what string, field func(key string) error) error {
	var seen []string
	var wrong error // what field returned
	err := d.list('{', '}', func() error {
		key, err := d.string()
		if err != nil {
			return err
		}
		if slices.Contains(seen, key) {
			wrong = fmt.Errorf("%w: %q: name %q appears twice, want once", ErrContainer, what, key)
			return wrong
		}
		seen = append(seen, key)
		if err := d.take(':'); err != nil {
			return err
		}
		wrong = field(key)
		return wrong
	})
	if wrong != nil {
		return wrong
	}
	return wrongValue(what, err)
}

// wrongValue returns the error of a value, nil if there is none.
func wrongValue(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %q: %w", ErrContainer, what, err)
}
