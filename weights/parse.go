package weights

import (
	"cmp"
	"fmt"
	"slices"
)

// maxHeader bounds the header. Two networks need under 4 KiB; the rest is room
// for other writers' spacing.
const maxHeader = 1 << 16

// parse checks a container and indexes its tensors, without a copy.
func parse(container string) (*Weights, error) {
	head, data, err := split(container)
	if err != nil {
		return nil, err
	}
	h, err := decodeHeader(head)
	if err != nil {
		return nil, err
	}
	if isReference(h) {
		return parseReference(container, h, data)
	}
	a, err := decodeArchitecture(h.metadata)
	if err != nil {
		return nil, err
	}
	w := &Weights{container: container, data: data, tensors: make(map[string]entry)}
	for _, e := range h.entries {
		if err := checkEntry(a, e, len(data)); err != nil {
			return nil, err
		}
		w.tensors[e.name] = e
	}
	rates, err := checkComplete(a, w.tensors)
	if err != nil {
		return nil, err
	}
	if err := checkTiling(h.entries, len(data)); err != nil {
		return nil, err
	}
	if w.info, err = decodeInfo(h.metadata, a, rates); err != nil {
		return nil, err
	}
	for _, e := range h.entries {
		if err := checkFinite(e, data); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// split cuts a container into header and data:
//
//	uint64, little-endian: n | n bytes of JSON | data
func split(container string) (head, data string, err error) {
	if len(container) < 8 {
		return "", "", fmt.Errorf("%w: got %d bytes, want at least 8", ErrContainer, len(container))
	}
	n := uint64(uint32At(container, 0)) | uint64(uint32At(container, 4))<<32
	rest := container[8:]
	if n > maxHeader {
		return "", "", fmt.Errorf("%w: header of %d bytes, want at most %d", ErrContainer, n, maxHeader)
	}
	if n > uint64(len(rest)) {
		return "", "", fmt.Errorf("%w: header of %d bytes, want at most the %d that follow", ErrContainer, n, len(rest))
	}
	return rest[:n], rest[n:], nil
}

// checkEntry checks that a tensor is one of the architecture's and lies within
// the size bytes of data.
func checkEntry(a Architecture, e entry, size int) error {
	n, name, ok := splitName(e.name)
	if !ok {
		return fmt.Errorf("%w: unknown tensor %q, want prefix \"8k.\" or \"16k.\", or the reference's names, such as %q", ErrTensor, e.name, referenceBasis)
	}
	want, ok := a.shape(n, name)
	if !ok {
		return fmt.Errorf("%w: unknown tensor %q, want %s and one of %q", ErrTensor, e.name, n.prefix, a.Names())
	}
	if !slices.Equal(e.shape, want) {
		return fmt.Errorf("%w: tensor %q has shape %d, want %d", ErrTensor, e.name, e.shape, want)
	}
	if err := checkPlace(e, size); err != nil {
		return err
	}
	if bytes := e.end - e.begin; bytes != int64(4*volume(want)) {
		return fmt.Errorf("%w: tensor %q has %d bytes, want %d", ErrTensor, e.name, bytes, 4*volume(want))
	}
	return nil
}

// checkPlace checks that a tensor is of whole numbers within the size bytes of
// data.
func checkPlace(e entry, size int) error {
	if e.dtype != "F32" {
		return fmt.Errorf("%w: tensor %q has dtype %q, want F32", ErrTensor, e.name, e.dtype)
	}
	if e.begin < 0 || e.end < e.begin || e.end > int64(size) {
		return fmt.Errorf("%w: tensor %q lies at [%d, %d), want a range within [0, %d)",
			ErrContainer, e.name, e.begin, e.end, size)
	}
	if bytes := e.end - e.begin; bytes%4 != 0 {
		return fmt.Errorf("%w: tensor %q has %d bytes, want a multiple of 4", ErrContainer, e.name, bytes)
	}
	return nil
}

// checkComplete returns the sample rates that have tensors. It returns an error if
// one of them does not have all.
func checkComplete(a Architecture, tensors map[string]entry) ([]int, error) {
	var rates []int
	names := a.Names()
	for _, n := range networks {
		var missing []string
		for _, name := range names {
			if _, ok := tensors[n.prefix+name]; !ok {
				missing = append(missing, n.prefix+name)
			}
		}
		switch len(missing) {
		case 0:
			rates = append(rates, n.rate)
		case len(names): // a release without this rate
		default:
			return nil, fmt.Errorf("%w: got %d of the %d tensors for %d Hz, missing %q",
				ErrTensor, len(names)-len(missing), len(names), n.rate, missing)
		}
	}
	if rates == nil {
		return nil, fmt.Errorf("%w: got no tensors, want those of a network", ErrTensor)
	}
	return rates, nil
}

// checkTiling checks that the tensors cover the size bytes of data, each byte
// once.
func checkTiling(entries []entry, size int) error {
	order := slices.Clone(entries)
	slices.SortStableFunc(order, func(a, b entry) int { return cmp.Compare(a.begin, b.begin) })
	var end int64
	for _, e := range order {
		if e.begin < end {
			return fmt.Errorf("%w: tensor %q begins at %d, inside the one before, want %d", ErrContainer, e.name, e.begin, end)
		}
		if e.begin > end {
			return fmt.Errorf("%w: tensor %q begins at %d, after a hole, want %d", ErrContainer, e.name, e.begin, end)
		}
		end = e.end
	}
	if end != int64(size) {
		return fmt.Errorf("%w: got %d bytes after the last tensor, want none", ErrContainer, int64(size)-end)
	}
	return nil
}

// checkFinite returns an error for infinities and NaNs, whose exponent bits are
// all ones.
func checkFinite(e entry, data string) error {
	const exponent = 0x7f800000
	raw := data[e.begin:e.end]
	for i := 0; i < len(raw); i += 4 {
		if bits := uint32At(raw, i); bits&exponent == exponent {
			return fmt.Errorf("%w: tensor %q has bits %#08x at index %d, want a finite number", ErrTensor, e.name, bits, i/4)
		}
	}
	return nil
}
