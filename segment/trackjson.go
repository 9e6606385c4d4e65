//go:build !nojson

package segment

import (
	"encoding/json"
	"fmt"
)

// trackJSON is a Track in JSON.
type trackJSON struct {
	SampleRate int       `json:"sample_rate"`
	Window     int64     `json:"window"`
	Samples    int64     `json:"samples"`
	Probs      []float32 `json:"probabilities"`
}

// MarshalJSON returns an object with sample_rate, window, samples and
// probabilities, which vad detect --probs reads.
func (t Track) MarshalJSON() ([]byte, error) {
	window, err := windowSize(t.SampleRate, t.Window)
	if err != nil {
		return nil, err
	}
	j := trackJSON{t.SampleRate, window, t.Samples, t.Probs}
	if j.Probs == nil {
		j.Probs = []float32{}
	}
	return json.Marshal(j)
}

// UnmarshalJSON decodes what MarshalJSON, or vad probs --format json, wrote. It
// ignores other fields. Without samples, the track is as long as its windows.
func (t *Track) UnmarshalJSON(data []byte) error {
	var j trackJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	window, err := windowSize(j.SampleRate, 0)
	if err != nil {
		return err
	}
	read := Track{Probs: j.Probs, SampleRate: j.SampleRate}
	if j.Window != window {
		read.Window = j.Window
		if window, err = windowSize(j.SampleRate, j.Window); err != nil {
			return fmt.Errorf("%w: %w", ErrEncoding, err)
		}
		if j.Window == 0 {
			return fmt.Errorf("%w: window: got none", ErrEncoding)
		}
	}
	if j.Samples == 0 {
		j.Samples = int64(len(j.Probs)) * window
	}
	if err := checkCount(int64(len(j.Probs)), j.Samples, window); err != nil {
		return err
	}
	read.Samples = j.Samples
	*t = read
	return nil
}
