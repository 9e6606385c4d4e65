package clients

import (
	"context"
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/realtime"
)

// TestOpenAIGo: OpenAI's client for Go decodes every event, and its events are those
// of a detector.
func TestOpenAIGo(t *testing.T) {
	server, pcm, want := setUp(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	client := openai.NewClient(option.WithBaseURL(server.URL+"/v1/"), option.WithAPIKey("none"), option.WithHTTPClient(server.Client()))
	c, err := client.Realtime.Connect(ctx, realtime.RealtimeConnectionOptions{}, option.WithQuery("model", "any"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, e := range goEvents(pcm) {
		if err := c.Send(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := receive(t, ctx, c), expected(want); !slices.Equal(got, want) {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

// expected returns all events, given those of turns.
func expected(turns []string) []string {
	n := len(turns) / 3 // items
	return slices.Concat([]string{"created", "updated 0.45 200 400"}, turns,
		[]string{"error invalid_value type the-event", committed(n+1, n), "cleared"})
}

// goEvents returns what a client sends.
func goEvents(pcm []byte) []realtime.RealtimeClientEventUnionParam {
	turns := realtime.RealtimeAudioInputTurnDetectionServerVadParam{
		Threshold:         param.NewOpt(threshold),
		PrefixPaddingMs:   param.NewOpt[int64](prefix),
		SilenceDurationMs: param.NewOpt[int64](silence),
	}
	input := realtime.RealtimeAudioConfigInputParam{
		Format:        realtime.RealtimeAudioFormatsUnionParam{OfAudioPCM: &realtime.RealtimeAudioFormatsAudioPCMParam{Type: "audio/pcm", Rate: rate}},
		TurnDetection: realtime.RealtimeAudioInputTurnDetectionUnionParam{OfServerVad: &turns},
	}
	events := []realtime.RealtimeClientEventUnionParam{realtime.RealtimeClientEventParamOfSessionUpdate(
		realtime.RealtimeSessionCreateRequestParam{Audio: realtime.RealtimeAudioConfigParam{Input: input}})}
	for part := range slices.Chunk(pcm, 2*rate/50) {
		events = append(events, realtime.RealtimeClientEventParamOfInputAudioBufferAppend(base64.StdEncoding.EncodeToString(part)))
	}
	return append(events,
		realtime.RealtimeClientEventUnionParam{OfResponseCreate: &realtime.ResponseCreateEventParam{EventID: param.NewOpt("the-event")}},
		realtime.RealtimeClientEventUnionParam{OfInputAudioBufferCommit: &realtime.InputAudioBufferCommitEventParam{}},
		realtime.RealtimeClientEventUnionParam{OfInputAudioBufferClear: &realtime.InputAudioBufferClearEventParam{}})
}
