//go:build !nojson

package segment

import "encoding/json"

// eventJSON is an Event in JSON.
type eventJSON struct {
	Event EventKind `json:"event"`
	Segment
	Known int64 `json:"known_sample"`
}

// MarshalJSON returns an object with event, start_sample, end_sample and
// known_sample. Events of package live have the times in seconds, too.
func (e Event) MarshalJSON() ([]byte, error) {
	return json.Marshal(eventJSON{e.Kind, e.Segment, e.Known})
}

// UnmarshalJSON decodes what MarshalJSON encoded; it ignores other fields.
func (e *Event) UnmarshalJSON(data []byte) error {
	var j eventJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*e = Event{j.Event, j.Segment, j.Known}
	return nil
}
