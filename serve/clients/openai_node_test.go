package clients

import (
	"bytes"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOpenAINode: OpenAI's client for Node.js, of the released protocol and of its
// beta, receives the events of a detector. VAD_REQUIRE_NODE=1 makes a missing Node.js
// or package fail.
func TestOpenAINode(t *testing.T) {
	_, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat("node_modules/openai")
	}
	if err != nil {
		if os.Getenv("VAD_REQUIRE_NODE") != "" {
			t.Fatal(err)
		}
		t.Skipf("%v: run npm ci", err)
	}
	server, pcm, want := setUp(t)
	ca, audio := filepath.Join(t.TempDir(), "ca.pem"), filepath.Join(t.TempDir(), "audio.pcm")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(ca, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(audio, pcm, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, layout := range []string{"current", "beta"} {
		t.Run(layout, func(t *testing.T) {
			command := exec.CommandContext(t.Context(), "node", "openai.js", layout, server.URL+"/v1", ca, audio)
			command.Stderr = os.Stderr
			out, err := command.Output()
			if err != nil {
				t.Fatalf("%v, after %s", err, out)
			}
			want := expected(want)
			if layout == "beta" { // whose session has another form
				want[1] = `updated {"input_audio_format":"pcm16","turn_detection":{"type":"server_vad","threshold":0.45,"prefix_padding_ms":200,"silence_duration_ms":400,"idle_timeout_ms":null,"create_response":false,"interrupt_response":false}}`
			}
			if got := nodeLines(t, layout, out); !slices.Equal(got, want) {
				t.Errorf("got\n%q, want\n%q", got, want)
			}
		})
	}
}

// nodeLines returns the events that the client printed, each in a line.
func nodeLines(t *testing.T, layout string, out []byte) []string {
	t.Helper()
	var lines []string
	known := items{}
	for data := range bytes.Lines(out) {
		e := decode(t, data)
		if layout == "beta" && e.Type == "session.updated" {
			_, session, _ := strings.Cut(e.AsSessionUpdatedEvent().Session.RawJSON(), `","input`)
			lines = append(lines, `updated {"input`+session)
			continue
		}
		lines = append(lines, line(t, e, known))
	}
	return lines
}
