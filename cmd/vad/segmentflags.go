package main

import (
	"github.com/gosilero/vad/internal/flags"
	"github.com/gosilero/vad/segment"
)

// segmentFlags are the options of segments.
type segmentFlags struct{ flags.Segments }

// config returns the options, checked.
func (f *segmentFlags) config() (segment.Config, error) {
	c, err := f.Config()
	if err != nil {
		return c, usageError{err}
	}
	return c, nil
}
