package live

import (
	"encoding/json"

	"github.com/gosilero/vad/segment"
)

// The kinds of events besides those of package segment.
const (
	// SpeechAudio hands over audio that goes on, as AudioStreamed asks for. Its
	// Segment is the stretch of the audio.
	SpeechAudio segment.EventKind = "SpeechAudio"
	// TurnEnded says that the speaker has paused long enough to be answered. Its
	// Segment is the turn, from its first to its last speech, without padding.
	TurnEnded segment.EventKind = "TurnEnded"
	// TurnResumed says that the speaker went on within Turn.Grace after the end:
	// the turn is open again, and another TurnEnded follows.
	TurnResumed segment.EventKind = "TurnResumed"
	// TurnFinal says that the turn that has ended cannot be resumed any more.
	TurnFinal segment.EventKind = "TurnFinal"
	// Window says what the network made of a window, its Segment: for meters and
	// plots. It comes before the other events of the window.
	Window segment.EventKind = "Window"
	// SpeechOverlapped says in what stretch two or more channels of a [Call] spoke.
	SpeechOverlapped segment.EventKind = "SpeechOverlapped"
)

// Event is an event of a [Detector]. Its positions are in samples of the input.
type Event struct {
	segment.Event
	// Audio is what is handed over, according to Config.Audio. It belongs to the
	// caller: the detector keeps no reference to it.
	Audio []float32
	// AudioStart is the position of Audio[0].
	AudioStart int64
	// Prob is, for a Window, the probability that it was judged by.
	Prob float32
	// Speech is, for turns, the number of samples of speech in the turn.
	Speech int64

	rate int // of the input, for times
}

// SampleRate returns the sample rate in Hz of the positions: that of the input.
func (e Event) SampleRate() int { return e.rate }

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
