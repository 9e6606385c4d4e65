package sessions

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// sessionMessage is sent first: "session" of a new one, "resumed" of another.
type sessionMessage struct {
	Event   string `json:"event"`
	Session string `json:"session"`
	// What is in the state: the client goes on from this sample, and with the
	// message after these.
	Sample   int64  `json:"sample"`
	Messages int64  `json:"messages"`
	Seq      uint64 `json:"seq"` // of the last event
}

// savedMessage says up to where the client need not keep audio any more.
type savedMessage struct {
	Event    string `json:"event"` // saved
	Sample   int64  `json:"sample"`
	Messages int64  `json:"messages"`
	Seq      uint64 `json:"seq"`
}

// unsavedMessage says that the events that follow are not saved, until a savedMessage.
type unsavedMessage struct {
	Event string `json:"event"` // unsaved
	Error string `json:"error"`
}

// encode returns a message in JSON.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and integers
	}
	return b
}

// numbered returns an event with its seq at the end, and with a word if it is unsaved.
func numbered(event []byte, seq uint64, saved bool) []byte {
	b := append([]byte(nil), bytes.TrimSuffix(event, []byte("}"))...)
	if len(b) > 1 {
		b = append(b, ',')
	}
	b = strconv.AppendUint(append(b, `"seq":`...), seq, 10)
	if !saved {
		b = append(b, `,"saved":false`...)
	}
	return append(b, '}')
}
