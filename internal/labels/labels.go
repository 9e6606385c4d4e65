// Package labels writes segments of speech in the formats that other tools
// read, and reads reference labels back.
package labels

import (
	"cmp"
	"strings"
)

// Result is the speech in one recording, or in one of its channels.
type Result struct {
	Name       string    `json:"-"` // in RTTM, CTM and Kaldi; that of the file if it is empty
	File       string    `json:"file"`
	Channel    *int      `json:"channel,omitempty"` // from 0; nil if the channels are mixed
	SampleRate int       `json:"sample_rate"`       // Hz
	Duration   float64   `json:"duration"`          // s
	Segments   []Segment `json:"segments"`
	Label      string    `json:"label,omitempty"` // what the segments are; empty for DefaultLabel
	Model
}

// DefaultLabel names segments of speech.
const DefaultLabel = "speech"

// label returns what the segments are.
func (r *Result) label() string { return cmp.Or(r.Label, DefaultLabel) }

// word returns the label without spaces, which separate the fields of some formats.
func (r *Result) word() string { return strings.Join(strings.Fields(r.label()), "_") }

// Model is the model that the speech was found with, if it is known.
type Model struct {
	Release string `json:"model,omitempty"`
	SHA256  string `json:"model_sha256,omitempty"` // of the weights' container
}

// Segment is a stretch of speech, half-open.
type Segment struct {
	Start       float64 `json:"start"` // s
	End         float64 `json:"end"`   // s
	StartSample int64   `json:"start_sample"`
	EndSample   int64   `json:"end_sample"`
}

// Speech returns the seconds of the segments.
func (r *Result) Speech() float64 {
	sum := 0.0
	for _, s := range r.Segments {
		sum += s.End - s.Start
	}
	return sum
}

// percent returns the share of the segments in the recording.
func (r *Result) percent() float64 {
	if r.Duration == 0 {
		return 0
	}
	return 100 * r.Speech() / r.Duration
}
