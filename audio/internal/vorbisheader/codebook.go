package vorbisheader

import (
	"errors"
	"fmt"
	"math/bits"
)

// Bounds on the codebooks of one stream together. Those of the reference
// encoder have some ten thousand entries.
const (
	maxEntries = 1 << 20
	maxValues  = 1 << 22
)

var errTooMany = fmt.Errorf("codebooks have more than %d entries or %d values", maxEntries, maxValues)

// valuesPerEntry is how many values are as much work as an entry.
const valuesPerEntry = 8

// checkCodebooks checks the codebooks, with which the setup begins, leaves r
// after them, and returns how much work they make, in entries.
func checkCodebooks(r *reader) (work int, err error) {
	books := int(r.read(8)) + 1
	var entries, values int
	for range books {
		e, v, err := checkCodebook(r)
		if err != nil {
			return 0, err
		}
		if r.short {
			return 0, errShort
		}
		entries += e
		values += v
		if entries > maxEntries || values > maxValues {
			return 0, errTooMany
		}
	}
	return entries + values/valuesPerEntry, nil
}

// checkCodebook goes through one codebook and returns what it claims.
func checkCodebook(r *reader) (entries, values int, err error) {
	if r.read(24) != 0x564342 { // "BCV"
		return 0, 0, errors.New("codebook has no sync pattern")
	}
	dimensions := int(r.read(16))
	entries = int(r.read(24))
	if dimensions == 0 || entries == 0 || entries > maxEntries {
		return 0, 0, fmt.Errorf("codebook has %d entries of %d dimensions", entries, dimensions)
	}
	if err := checkLengths(r, entries); err != nil {
		return 0, 0, err
	}
	lookup := r.read(4)
	if lookup == 0 || r.short {
		return entries, 0, nil
	}
	r.skip(64) // minimum and delta
	width := int(r.read(4)) + 1
	r.skip(1) // whether values add up
	if int64(entries)*int64(dimensions) > maxValues {
		return 0, 0, errTooMany
	}
	values = entries * dimensions
	stored := values
	if lookup == 1 {
		stored = root(entries, dimensions)
	}
	r.skip(stored * width)
	return entries, values, nil
}

// checkLengths goes through the lengths of the codewords, which must leave room
// for each other in a binary tree.
func checkLengths(r *reader, entries int) error {
	const full = uint64(1) << 32 // the share of the tree that one of length 0 would take
	var used uint64
	if ordered := r.read(1) == 1; ordered {
		length := r.read(5) + 1
		for done := 0; done < entries; length++ {
			n := int(r.read(bits.Len(uint(entries - done))))
			if n > entries-done || length > 32 || r.short {
				return errors.New("codebook has more codeword lengths than entries")
			}
			used += uint64(n) * (full >> length)
			done += n
		}
	} else {
		sparse := r.read(1) == 1
		for range entries {
			if r.short {
				return errShort
			}
			if !sparse || r.read(1) == 1 {
				used += full >> (r.read(5) + 1)
			}
		}
	}
	if used == 0 || used > full {
		return errors.New("codeword lengths of a codebook form no tree")
	}
	return nil
}

// root returns the largest v with v^dimensions <= entries.
func root(entries, dimensions int) int {
	v := 1
	for {
		power := 1
		for range dimensions {
			if power *= v + 1; power > entries {
				return v
			}
		}
		v++
	}
}
