package weights

import (
	"encoding/json"
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
// followed by any number of spaces. It reads token by token, as encoding/json
// itself accepts equal keys and keeps the last.
func decodeHeader(s string) (header, error) {
	var h header
	if !strings.HasPrefix(s, "{") {
		return h, fmt.Errorf("%w: header starts with %.8q, want {", ErrContainer, s)
	}
	d := json.NewDecoder(strings.NewReader(s))
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
	if rest := s[d.InputOffset():]; strings.Trim(rest, " ") != "" {
		return h, fmt.Errorf("%w: header is followed by %.16q, want spaces only", ErrContainer, rest)
	}
	return h, nil
}

func decodeMetadata(d *json.Decoder) (map[string]string, error) {
	m := make(map[string]string)
	err := decodeObject(d, metadataKey, func(key string) error {
		var v string
		if err := decodeValue(d, key, &v); err != nil {
			return err
		}
		m[key] = v
		return nil
	})
	return m, err
}

func decodeEntry(d *json.Decoder, name string) (entry, error) {
	e := entry{name: name}
	var offsets []int64
	err := decodeObject(d, name, func(key string) error {
		switch key {
		case "dtype":
			return decodeValue(d, name, &e.dtype)
		case "shape":
			return decodeValue(d, name, &e.shape)
		case "data_offsets":
			return decodeValue(d, name, &offsets)
		}
		return fmt.Errorf("%w: tensor %q has field %q, want dtype, shape and data_offsets", ErrContainer, name, key)
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

// decodeObject calls field for each key of the next JSON object; field must
// consume the value.
func decodeObject(d *json.Decoder, what string, field func(key string) error) error {
	if err := decodeDelim(d, what, '{'); err != nil {
		return err
	}
	var seen []string
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return fmt.Errorf("%w: %q: %v", ErrContainer, what, err)
		}
		key, ok := tok.(string)
		if !ok {
			return fmt.Errorf("%w: %q: got %v, want a name", ErrContainer, what, tok)
		}
		if slices.Contains(seen, key) {
			return fmt.Errorf("%w: %q: name %q appears twice, want once", ErrContainer, what, key)
		}
		seen = append(seen, key)
		if err := field(key); err != nil {
			return err
		}
	}
	return decodeDelim(d, what, '}')
}

func decodeDelim(d *json.Decoder, what string, want json.Delim) error {
	tok, err := d.Token()
	if err != nil {
		return fmt.Errorf("%w: %q: %v", ErrContainer, what, err)
	}
	if tok != want {
		return fmt.Errorf("%w: %q: got %v, want %v", ErrContainer, what, tok, want)
	}
	return nil
}

func decodeValue(d *json.Decoder, what string, v any) error {
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %q: %v", ErrContainer, what, err)
	}
	return nil
}
