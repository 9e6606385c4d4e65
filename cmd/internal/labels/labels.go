// Package labels writes segments of speech in the formats that other tools
// read, and reads reference labels back.
package labels

// Result is the speech in one recording, or in one of its channels.
type Result struct {
	File       string    `json:"file"`
	Channel    *int      `json:"channel,omitempty"` // from 0; nil if the channels are mixed
	SampleRate int       `json:"sample_rate"`       // Hz
	Duration   float64   `json:"duration"`          // s
	Segments   []Segment `json:"segments"`
	Model
}

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

// Speech returns the seconds of speech in the result.
func (r *Result) Speech() float64 {
	sum := 0.0
	for _, s := range r.Segments {
		sum += s.End - s.Start
	}
	return sum
}
