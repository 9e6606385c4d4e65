package main

import (
	"fmt"

	"github.com/gosilero/vad/cmd/internal/page"
	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

// recording is the result of inference on one input, or on one channel of it.
type recording struct {
	file    string
	stem    string // of the names of output files
	channel *int   // nil if the channels are mixed
	window  int    // samples of the track
	track   segment.Track
	model   labels.Model
	drifted int64  // samples of the track; see vad.Recording
	loud    string // a warning about samples that were replaced; empty without any
	// The rate, in Hz, and the length of the input. Those of the track differ if the
	// model does not run at that rate.
	inputRate    int
	inputSamples int64

	envelope *picture.Envelope // of the waveform; nil if it is not wanted
	sound    page.Sound        // for a page
}

// setChannel makes r one channel of several, with output files of its own.
func (r *recording) setChannel(i int) {
	r.channel = &i
	r.stem = fmt.Sprintf("%s-channel%d", r.stem, i)
}

// name returns what a message calls the recording.
func (r *recording) name() string {
	if r.channel == nil {
		return r.file
	}
	return fmt.Sprintf("%s channel %d", r.file, *r.channel)
}

func (r *recording) seconds(inputSamples int64) float64 {
	return float64(inputSamples) / float64(r.inputRate)
}

// duration returns the length of the recording in seconds.
func (r *recording) duration() float64 { return r.seconds(r.inputSamples) }

// windowSeconds returns the length of a window in seconds.
func (r *recording) windowSeconds() float64 {
	return float64(r.window) / float64(r.track.SampleRate)
}

// inputSample returns the sample of the input that is nearest in time to sample i
// of the track, at most its length.
func (r *recording) inputSample(i int64) int64 {
	if r.inputRate != r.track.SampleRate {
		rate := int64(r.track.SampleRate)
		i = (2*i*int64(r.inputRate) + rate) / (2 * rate)
	}
	return min(i, r.inputSamples)
}

// segments returns the segments of speech, in samples of the input.
func (r *recording) segments(c segment.Config) ([]segment.Segment, error) {
	segs, err := r.track.Segments(c)
	for i, s := range segs {
		segs[i] = segment.Segment{Start: r.inputSample(s.Start), End: r.inputSample(s.End)}
	}
	return segs, err
}

// labelled says which labels belong to the recording.
func (r *recording) labelled() labels.Recording {
	return labels.Recording{File: r.file, Stem: r.stem, Channel: r.channel, SampleRate: r.inputRate}
}

// result returns segments, in samples of the input, for output.
func (r *recording) result(segs []segment.Segment) *labels.Result {
	res := &labels.Result{
		File: r.file, Channel: r.channel, SampleRate: r.inputRate, Duration: r.duration(),
		Segments: make([]labels.Segment, 0, len(segs)), Model: r.model,
	}
	for _, s := range segs {
		res.Segments = append(res.Segments, labels.Segment{
			Start: r.seconds(s.Start), End: r.seconds(s.End), StartSample: s.Start, EndSample: s.End,
		})
	}
	return res
}
