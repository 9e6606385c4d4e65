//go:build !nojson

package live

import (
	"encoding/json"

	"github.com/gosilero/vad/segment"
)

// eventJSON is an Event in JSON.
type eventJSON struct {
	Event string `json:"event"`
	// In seconds.
	Start float64 `json:"start"`
	End   float64 `json:"end"`
	segment.Segment
	Known       float64 `json:"known"` // in seconds
	KnownSample int64   `json:"known_sample"`
	SampleRate  int     `json:"sample_rate"`

	Prob         *float32 `json:"probability,omitempty"`
	Speech       int64    `json:"speech_samples,omitempty"`
	AudioStart   *int64   `json:"audio_start_sample,omitempty"`
	AudioSamples int      `json:"audio_samples,omitempty"`
}

// callEventJSON is a CallEvent in JSON.
type callEventJSON struct {
	Channel  int `json:"channel"`
	Speaking int `json:"speaking"`
	eventJSON
}

func (e *Event) json() (j eventJSON, err error) {
	kind, err := e.Kind.MarshalText()
	j = eventJSON{Event: string(kind), Segment: e.Segment, KnownSample: e.Known, SampleRate: e.rate, Speech: e.Speech}
	if rate := float64(e.rate); rate > 0 {
		j.Start, j.End, j.Known = float64(e.Segment.Start)/rate, float64(e.Segment.End)/rate, float64(e.Known)/rate
	}
	if e.Kind == Window {
		j.Prob = &e.Prob
	}
	if len(e.Audio) > 0 {
		j.AudioStart, j.AudioSamples = &e.AudioStart, len(e.Audio)
	}
	return j, err
}

func (j *eventJSON) event() (e Event, err error) {
	e.Event = segment.Event{Segment: j.Segment, Known: j.KnownSample}
	e.Speech, e.rate = j.Speech, j.SampleRate
	if j.Prob != nil {
		e.Prob = *j.Prob
	}
	if j.AudioStart != nil {
		e.AudioStart = *j.AudioStart
	}
	return e, e.Kind.UnmarshalText([]byte(j.Event))
}

// MarshalJSON returns the object that vad stream prints: event, the kind such as
// "speech_started"; start, end and known in seconds, and as start_sample,
// end_sample and known_sample; sample_rate. A Window has probability, a turn
// speech_samples. Audio is not part of it, only audio_start_sample and
// audio_samples, the number of its samples: send it in a form of your own.
func (e Event) MarshalJSON() ([]byte, error) {
	j, err := e.json()
	if err != nil {
		return nil, err
	}
	return json.Marshal(j)
}

// UnmarshalJSON decodes what MarshalJSON encoded: all but Audio.
func (e *Event) UnmarshalJSON(data []byte) error {
	var j eventJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	decoded, err := j.event()
	if err == nil {
		*e = decoded
	}
	return err
}

// MarshalJSON is that of an Event, with channel and speaking.
func (e CallEvent) MarshalJSON() ([]byte, error) {
	j, err := e.Event.json()
	if err != nil {
		return nil, err
	}
	return json.Marshal(callEventJSON{e.Channel, e.Speaking, j})
}

// UnmarshalJSON decodes what MarshalJSON encoded: all but Audio.
func (e *CallEvent) UnmarshalJSON(data []byte) error {
	var j callEventJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	decoded, err := j.event()
	if err == nil {
		*e = CallEvent{j.Channel, j.Speaking, decoded}
	}
	return err
}
