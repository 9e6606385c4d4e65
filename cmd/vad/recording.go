package main

import (
	"fmt"

	"github.com/gosilero/vad/cmd/internal/page"
	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/internal/inference"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

// recording is what the model made of one input, or of one channel of it.
type recording struct {
	*inference.Recording
	file  string
	stem  string // of the names of output files
	model labels.Model

	envelope *picture.Envelope // of the waveform; nil if it is not wanted
	sound    page.Sound        // for a page
}

// setChannel makes r one channel of several, with output files of its own.
func (r *recording) setChannel(i int) {
	r.Channel = &i
	r.stem = fmt.Sprintf("%s-channel%d", r.stem, i)
}

// name returns what a message calls the recording.
func (r *recording) name() string {
	if r.Channel == nil {
		return r.file
	}
	return fmt.Sprintf("%s channel %d", r.file, *r.Channel)
}

// labelled says which labels belong to the recording.
func (r *recording) labelled() labels.Recording {
	return labels.Recording{File: r.file, Stem: r.stem, Channel: r.Channel, SampleRate: r.InputRate}
}

// result returns segments, in samples of the input, for output.
func (r *recording) result(segs []segment.Segment) *labels.Result {
	return r.Result(r.file, r.model, segs)
}
