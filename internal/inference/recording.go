// Package inference runs a model over recordings with any number of channels, at any
// rate, and has the results in samples of the input.
package inference

import (
	"fmt"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

// Recording is what the model made of one recording, or of one channel of it.
type Recording struct {
	Channel *int // nil if the channels are mixed
	Window  int  // samples of the track
	Track   segment.Track
	Drifted int64  // samples of the track; see vad.Recording
	Loud    string // a warning about samples that were replaced; empty without any
	// The rate, in Hz, and the length of the input. Those of the track differ if the
	// model does not run at that rate.
	InputRate    int
	InputSamples int64
}

// Seconds returns the time of a number of samples of the input.
func (r *Recording) Seconds(inputSamples int64) float64 {
	return float64(inputSamples) / float64(r.InputRate)
}

// Duration returns the length of the recording in seconds.
func (r *Recording) Duration() float64 { return r.Seconds(r.InputSamples) }

// WindowSeconds returns the length of a window in seconds.
func (r *Recording) WindowSeconds() float64 {
	return float64(r.Window) / float64(r.Track.SampleRate)
}

// inputSample returns the sample of the input that is nearest in time to sample i
// of the track, at most its length.
func (r *Recording) inputSample(i int64) int64 {
	if r.InputRate != r.Track.SampleRate {
		rate := int64(r.Track.SampleRate)
		i = (2*i*int64(r.InputRate) + rate) / (2 * rate)
	}
	return min(i, r.InputSamples)
}

// Segments returns the segments of speech, in samples of the input.
func (r *Recording) Segments(c segment.Config) ([]segment.Segment, error) {
	segs, err := r.Track.Segments(c)
	for i, s := range segs {
		segs[i] = segment.Segment{Start: r.inputSample(s.Start), End: r.inputSample(s.End)}
	}
	return segs, err
}

// Result returns segments, in samples of the input, for output.
func (r *Recording) Result(file string, m labels.Model, segs []segment.Segment) *labels.Result {
	res := &labels.Result{
		File: file, Channel: r.Channel, SampleRate: r.InputRate, Duration: r.Duration(),
		Segments: make([]labels.Segment, 0, len(segs)), Model: m,
	}
	for _, s := range segs {
		res.Segments = append(res.Segments, labels.Segment{
			Start: r.Seconds(s.Start), End: r.Seconds(s.End), StartSample: s.Start, EndSample: s.End,
		})
	}
	return res
}

// Identity names a model, for output.
func Identity(m *vad.Model) labels.Model {
	return labels.Model{Release: m.Release(), SHA256: fmt.Sprintf("%x", m.Checksum())}
}

// longDrift is how long the network's memory may be out of its range without a
// warning. In speech it is for seconds.
const longDrift = 60 // s

// DriftedSeconds returns how long the recording drove the network's memory out of its
// range, 0 if that is not worth a warning.
func (r *Recording) DriftedSeconds() float64 {
	if s := float64(r.Drifted) / float64(r.Track.SampleRate); s >= longDrift {
		return s
	}
	return 0
}
