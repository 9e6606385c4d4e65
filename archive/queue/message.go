package queue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// message is a job in the queue.
type message struct {
	Name string `json:"name"` // a line of a manifest
}

// Letter is a dead letter: a job that nobody could do.
type Letter struct {
	Name      string `json:"name,omitempty"`
	Message   string `json:"message,omitempty"` // of the job, if it is none
	Error     string `json:"error"`
	Temporary bool   `json:"temporary,omitempty"` // storage failed, not the recording
	Attempts  uint64 `json:"attempts"`
	Worker    string `json:"worker"`
}

// ErrMessage reports a message that is no job.
var ErrMessage = errors.New("not a job")

// parse reads a job.
func parse(data []byte) (m message, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return m, fmt.Errorf("%w: something follows it", ErrMessage)
	}
	if m.Name == "" {
		return m, fmt.Errorf("%w: it has no name", ErrMessage)
	}
	return m, nil
}
