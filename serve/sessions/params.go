package sessions

import (
	"fmt"
	"maps"
	"slices"
)

// Params are the parameters of a stream by name.
type Params map[string]string

// same returns an error that names a parameter that differs from those that a session
// began with.
func (p Params) same(began Params) error {
	names := slices.AppendSeq(slices.Collect(maps.Keys(p)), maps.Keys(began))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		got, given := p[name]
		want, was := began[name]
		switch {
		case given && !was:
			return fmt.Errorf("%w: %s: got %q, but the session began without it", ErrParams, name, got)
		case was && !given:
			return fmt.Errorf("%w: %s is missing, the session began with %q", ErrParams, name, want)
		case got != want:
			return fmt.Errorf("%w: %s: got %q, but the session began with %q", ErrParams, name, got, want)
		}
	}
	return nil
}

// pairs returns the parameters as names and values, in the order of the names.
func (p Params) pairs() []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(p)) {
		list = append(list, name, p[name])
	}
	return list
}
