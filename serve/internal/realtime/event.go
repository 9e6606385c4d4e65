package realtime

import (
	"encoding/json"
	"fmt"
)

// header begins every event of the server.
type header struct {
	EventID string `json:"event_id"`
	Type    string `json:"type"`
}

type sessionEvent struct {
	header
	Session any `json:"session"`
}

type startedEvent struct {
	header
	AudioStart int64  `json:"audio_start_ms"`
	Item       string `json:"item_id"`
}

type stoppedEvent struct {
	header
	AudioEnd int64  `json:"audio_end_ms"`
	Item     string `json:"item_id"`
}

type timeoutEvent struct {
	header
	AudioStart int64  `json:"audio_start_ms"`
	AudioEnd   int64  `json:"audio_end_ms"`
	Item       string `json:"item_id"`
}

type committedEvent struct {
	header
	Item     string  `json:"item_id"`
	Previous *string `json:"previous_item_id"`
}

type errorEvent struct {
	header
	Error errorDetails `json:"error"`
}

type errorDetails struct {
	Type    string  `json:"type"`
	Code    string  `json:"code"`
	Message string  `json:"message"`
	Param   *string `json:"param"`
	EventID *string `json:"event_id"` // of the client's event
}

// header returns the header of the next event.
func (s *Session) header(kind string) header {
	s.events++
	return header{fmt.Sprintf("event_%s_%d", s.id, s.events), kind}
}

// newItem returns the identifier of another item.
func (s *Session) newItem() string {
	s.items++
	return fmt.Sprintf("item_%s_%d", s.id, s.items)
}

// emit appends an event to those to send.
func (s *Session) emit(event any) {
	data, err := json.Marshal(event)
	if err != nil {
		panic(err) // strings and integers
	}
	s.out = append(s.out, data)
}

// refuse answers an event of the client that has a problem.
func (s *Session) refuse(p *problem, eventID string) {
	s.refused++
	s.emit(&errorEvent{s.header("error"), errorDetails{
		Type:    "invalid_request_error",
		Code:    p.code,
		Message: p.message,
		Param:   orNull(p.param),
		EventID: orNull(eventID),
	}})
}

// orNull returns nil for no text.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
