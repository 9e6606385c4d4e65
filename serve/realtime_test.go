package serve

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/audio/resample"
)

// realtimeSpeech returns the beginning of a recording as messages of 20 ms.
func realtimeSpeech(t *testing.T, seconds int) []string {
	t.Helper()
	r, err := resample.New(16000, 24000)
	if err != nil {
		t.Fatal(err)
	}
	pcm := r.Flush(r.Feed(nil, clip(t, "speech.wav")))[:seconds*24000]
	var messages []string
	for ; len(pcm) > 0; pcm = pcm[480:] {
		data := base64.StdEncoding.EncodeToString(audio.S16LE.Append(nil, pcm[:480]))
		messages = append(messages, `{"type":"input_audio_buffer.append","audio":"`+data+`"}`)
	}
	return messages
}

// typeOf returns the type of an event, without what all of the buffer begin with.
func typeOf(t *testing.T, message string) string {
	t.Helper()
	var e struct{ Type string }
	if err := json.Unmarshal([]byte(message), &e); err != nil {
		t.Fatalf("%v in %s", err, message)
	}
	return strings.TrimPrefix(e.Type, "input_audio_buffer.")
}

// expect reads events of these types, and returns them.
func (c *client) expect(types ...string) []string {
	c.t.Helper()
	var messages []string
	for _, want := range types {
		m := c.read()
		if got := typeOf(c.t.(*testing.T), m); got != want {
			c.t.Fatalf("got %s, want %s", m, want)
		}
		messages = append(messages, m)
	}
	return messages
}

// TestRealtime: a client appends speech, sends what is wrong, and stops sending.
func TestRealtime(t *testing.T) {
	server := start(t, nil)
	client := server.dial(t, "/v1/realtime?model=any", nil)
	if m := client.expect("session.created")[0]; !strings.Contains(m, `"audio":{"input":{"format"`) {
		t.Errorf("got %s, want the current layout", m)
	}
	for _, m := range realtimeSpeech(t, 8) {
		client.text(m)
	}
	client.expect("speech_started", "speech_stopped", "committed")
	client.write(websocket.MessageBinary, []byte{1, 2, 3})
	client.text(`{"type":"response.create"}`)
	client.expect("error", "error")
	client.text(`{"type":"input_audio_buffer.clear"}`)
	client.text(`{"type":"session.update","session":{"turn_detection":{"idle_timeout_ms":100}}}`)
	client.expect("cleared", "session.updated", "timeout_triggered", "committed", "timeout_triggered")
	client.ws.Close(websocket.StatusNormalClosure, "")
}

// TestRealtimeBeta: the layout of the beta, by a header or by a subprotocol.
func TestRealtimeBeta(t *testing.T) {
	server := start(t, nil)
	for _, options := range []websocket.DialOptions{
		{HTTPHeader: http.Header{"OpenAI-Beta": {"realtime=v1"}}},
		{Subprotocols: []string{"realtime", "openai-insecure-api-key.x", "openai-beta.realtime-v1"}},
	} {
		ws, _, err := websocket.Dial(t.Context(), "ws://"+server.host+"/v1/realtime", &options)
		if err != nil {
			t.Fatal(err)
		}
		client := &client{t, ws, t.Context()}
		if m := client.expect("session.created")[0]; !strings.Contains(m, `"input_audio_format":"pcm16"`) {
			t.Errorf("%v: got %s, want the layout of the beta", options, m)
		}
		ws.CloseNow()
	}
}

// TestRealtimeDrain: when the server ends, open speech is committed.
func TestRealtimeDrain(t *testing.T) {
	server := start(t, func(c *Config) { c.Drain = patience })
	client := server.dial(t, "/v1/realtime", nil)
	for _, m := range realtimeSpeech(t, 3) {
		client.text(m)
	}
	client.expect("session.created", "speech_started")
	server.stop()
	client.expect("speech_stopped", "committed")
	if _, err := client.rest(); websocket.CloseStatus(err) != websocket.StatusServiceRestart {
		t.Errorf("closed with %v, want the status 1012", err)
	}
	if err := server.wait(t); err != nil {
		t.Error(err)
	}
}
