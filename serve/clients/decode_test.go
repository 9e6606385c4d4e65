package clients

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/openai/openai-go/v3/packages/respjson"
	"github.com/openai/openai-go/v3/realtime"
)

// receive returns events in lines up to the last one, input_audio_buffer.cleared.
func receive(t *testing.T, ctx context.Context, c *realtime.RealtimeConnection) []string {
	t.Helper()
	var lines []string
	known := items{}
	for {
		e, err := c.Recv(ctx)
		if err != nil {
			t.Fatalf("%v, after %q", err, lines)
		}
		lines = append(lines, line(t, e, known))
		if e.Type == "input_audio_buffer.cleared" {
			return lines
		}
	}
}

// line returns an event in a line. It fails where the client's types lack a field that
// came, or a field of theirs did not come.
func line(t *testing.T, e realtime.RealtimeServerEventUnion, known items) string {
	t.Helper()
	switch e := e.AsAny().(type) {
	case realtime.SessionCreatedEvent:
		complete(t, e.RawJSON(), e.JSON.ExtraFields, e.JSON.EventID, e.JSON.Session)
		return "created"
	case realtime.SessionUpdatedEvent:
		complete(t, e.RawJSON(), e.JSON.ExtraFields, e.JSON.EventID, e.JSON.Session)
		input := e.Session.AsRealtimeSessionCreateRequest().Audio.Input
		turns := input.TurnDetection.AsRealtimeAudioInputTurnDetectionServerVad()
		complete(t, turns.RawJSON(), turns.JSON.ExtraFields, turns.JSON.Type, turns.JSON.Threshold, turns.JSON.CreateResponse)
		if format := input.Format.AsAudioPCM(); format.Rate != rate {
			t.Errorf("got the rate %d in %s", format.Rate, e.RawJSON())
		}
		return fmt.Sprintf("updated %v %d %d", turns.Threshold, turns.PrefixPaddingMs, turns.SilenceDurationMs)
	case realtime.InputAudioBufferSpeechStartedEvent:
		complete(t, e.RawJSON(), e.JSON.ExtraFields, e.JSON.EventID, e.JSON.AudioStartMs, e.JSON.ItemID)
		return started(e.AudioStartMs, known.number(e.ItemID))
	case realtime.InputAudioBufferSpeechStoppedEvent:
		complete(t, e.RawJSON(), e.JSON.ExtraFields, e.JSON.EventID, e.JSON.AudioEndMs, e.JSON.ItemID)
		return stopped(e.AudioEndMs, known.number(e.ItemID))
	case realtime.InputAudioBufferCommittedEvent:
		complete(t, e.RawJSON(), e.JSON.ExtraFields, e.JSON.EventID, e.JSON.ItemID)
		return committed(known.number(e.ItemID), known.number(e.PreviousItemID))
	case realtime.InputAudioBufferClearedEvent:
		complete(t, e.RawJSON(), e.JSON.ExtraFields, e.JSON.EventID)
		return "cleared"
	case realtime.RealtimeErrorEvent:
		complete(t, e.RawJSON(), e.JSON.ExtraFields, e.JSON.EventID, e.JSON.Error)
		complete(t, e.Error.RawJSON(), e.Error.JSON.ExtraFields, e.Error.JSON.Type, e.Error.JSON.Message)
		return fmt.Sprintf("error %s %s %s", e.Error.Code, e.Error.Param, e.Error.EventID)
	}
	t.Fatalf("unknown event %s", e.RawJSON())
	return ""
}

func complete(t *testing.T, raw string, extra map[string]respjson.Field, required ...respjson.Field) {
	t.Helper()
	if len(extra) > 0 {
		t.Errorf("the client's types lack %v of %s", extra, raw)
	}
	for i, f := range required {
		if !f.Valid() {
			t.Errorf("required field %d is missing in %s", i, raw)
		}
	}
}

// decode returns an event that a client received as JSON.
func decode(t *testing.T, data []byte) (e realtime.RealtimeServerEventUnion) {
	t.Helper()
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return e
}
