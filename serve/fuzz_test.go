package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gosilero/vad/internal/fuzztest"
	"github.com/gosilero/vad/live/options"
)

// heardStream is a stream of /v1/stream without a connection.
type heardStream struct{ *stream }

// newHeardStream returns a stream with parameters.
func newHeardStream(s *Server, p *params) (heardStream, error) {
	call, err := s.newCall(p)
	c := &conn{
		server:  s,
		counts:  s.metrics.endpoint("/v1/stream"),
		reading: newReading(&s.config.Limits),
		out:     make(chan []byte, 1<<14), // more than a message here leads to
	}
	return heardStream{&stream{server: s, conn: c, params: p, call: call}}, err
}

// hear takes a message and returns what is sent.
func (h heardStream) hear(m message) (sent []string, err error) {
	if m.binary {
		err = h.audio(context.Background(), m)
	} else {
		err = h.control(context.Background(), m.data)
	}
	for len(h.conn.out) > 0 {
		sent = append(sent, string(<-h.conn.out))
	}
	return sent, err
}

// hearCut takes a message as hear does, binary ones in pieces of whole samples whose
// lengths cuts has.
func (h heardStream) hearCut(m message, cuts []byte) (sent []string, err error) {
	whole := streamEncodings[h.params.encoding] * h.params.channels
	if !m.binary || len(m.data)%whole != 0 || len(cuts) == 0 {
		return h.hear(m)
	}
	for i := 0; len(m.data) > 0 && err == nil; i++ {
		n := min(len(m.data), whole*(1+int(cuts[i%len(cuts)])))
		var more []string
		more, err = h.hear(message{binary: true, data: m.data[:n]})
		sent, m.data = append(sent, more...), m.data[n:]
	}
	return sent, err
}

// fuzzTexts are messages that a fuzzer may take instead of its own.
var fuzzTexts = []string{
	`{"type":"flush"}`, `{"type":"lost","ms":40}`, `{"type":"lost","ms":86400000}`, `{"type":"lost","ms":"1"}`, `{"type":"flush","ms":1}`, `{}`, `[`, `null`,
	`{"type":"config"}`, `{"type":"config","windows":true}`, `{"type":"config","threshold":0.2,"neg_threshold":0.9}`, `{"type":"config","rate":1}`,
	`{"type":"config","max_gap_ms":9999}`, `{"type":"config","max_gap_ms":60000}`, `{"type":"config","min_silence_duration_ms":1e9,"turns":true}`, `{"type":"ack","seq":1}`, `{"type":"commit"}`,
}

// messages returns the messages of a fuzzer's bytes, of which there are not too many:
// audio of pcm, and whatever the bytes are.
func (p *params) messages(script []byte, pcm []float32) (list []message) {
	const most, unit = 30, 4
	at := 0
	for len(script) >= 2 && len(list) < most {
		op, n := script[0], int(script[1])
		script = script[2:]
		switch op % 4 {
		case 0:
			samples := unit * n * p.channels
			at %= len(pcm) - samples
			list = append(list, message{binary: true, data: p.encoding.Append(nil, pcm[at:at+samples])})
			at += samples
		case 1:
			list = append(list, message{data: []byte(fuzzTexts[n%len(fuzzTexts)])})
		default:
			n = min(n, len(script))
			list = append(list, message{binary: op%4 == 2, data: script[:n]})
			script = script[n:]
		}
	}
	return list
}

// FuzzStream: whatever the query and the messages are, a stream refuses what is wrong by
// an error that names it, goes on after a wrong text as if it had not come, and takes
// memory within a bound. It sends the same however its audio is cut into messages.
func FuzzStream(f *testing.F) {
	server, err := New(newModel(f), DefaultConfig())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { server.Close() })
	pcm := clip(f, "speech.wav")
	f.Add("", []byte("\x00\xff\x00\xff\x00\xff\x01\x00\x00\x80"), []byte{3, 200})
	f.Add("channels=2&windows=true&rate=8000", []byte("\x00\xff\x01\x01\x00\xff\x01\x0a\x00\xff\x01\x09\x00\x20\x01\x00"), []byte{0, 255, 17})
	f.Add("encoding=f32le&check_scale=true&turns=true", []byte("\x00\xff\x02\x08\x00\x00\x80\x7f\x00\x00\x00\x00"), []byte{1})
	f.Add("encoding=mulaw&final=true&max_gap_ms=10000", []byte("\x00\xff\x01\x02\x00\x10\x03\x10{\"type\":\"flush\"}\x02\x03abc"), []byte{9})
	f.Add("rate=999", []byte{}, []byte{})
	f.Add("max_gap_ms=1e9", []byte{}, []byte{})
	f.Add("", []byte("\x01\x0d\x00\x10"), []byte{1})
	f.Fuzz(func(t *testing.T, query string, script, cuts []byte) {
		p, err := readParams(query, &server.config.Limits)
		var whole, cut heardStream
		if err == nil {
			cut, err = newHeardStream(server, p)
		}
		if err != nil {
			checkRefusal(t, query, err)
			return
		}
		if whole, err = newHeardStream(server, p); err != nil {
			t.Fatal(err)
		}
		for _, m := range append(p.messages(script, pcm), message{data: []byte(fuzzTexts[0])}) {
			if gap := whole.call.Config().MaxGap; gap > longestGap {
				t.Errorf("the stream makes up %v, want %v at most", gap, longestGap)
			}
			config, samples := whole.call.Config(), whole.call.Samples()
			var want, got []string
			var wantErr, gotErr error
			// Designing the filters of a rate takes up to 3.5 MB; a window, of 32 samples at
			// least, and its event take 4 KB at most.
			most := 5<<20 + 128*(len(m.data)+whole.madeUp(m))
			fuzztest.Allocates(t, most, func() { want, wantErr = whole.hear(m) })
			got, gotErr = cut.hearCut(m, cuts)
			checkSame(t, m, want, wantErr, got, gotErr)
			if wantErr != nil {
				return
			}
			if !m.binary && whole.checkAnswer(t, m, want) && (!reflect.DeepEqual(whole.call.Config(), config) || whole.call.Samples() != samples) {
				t.Errorf("%q was refused, but has changed the stream", m.data)
			}
		}
	})
}

// madeUp returns how many bytes of audio the stream makes up for a message at most.
func (h heardStream) madeUp(m message) int {
	if m.binary || !strings.Contains(string(m.data), "lost") {
		return 0
	}
	return int(h.call.Config().MaxGap.Seconds()*float64(h.params.config.SampleRate)) * h.params.channels
}

// checkRefusal checks that an error of a query names one of its parameters.
func checkRefusal(t *testing.T, query string, err error) {
	t.Helper()
	var r *refusal
	if !errors.As(err, &r) || r.status != http.StatusBadRequest {
		t.Fatalf("%q: got %v, want a refusal of a wrong parameter", query, err)
	}
	named := slices.ContainsFunc(options.All(), func(o options.Option) bool { return strings.Contains(r.text, o.Name) })
	for _, name := range []string{"query", "encoding", "rate", "channels", "final", "session", "resume", "no such option: \"", "\" is given "} {
		named = named || strings.Contains(r.text, name)
	}
	if !named {
		t.Errorf("%q: %q names no parameter", query, r.text)
	}
}

// checkSame checks that a message led to the same as its pieces. One that ended the
// stream is refused whole, and its pieces from one on: those before may have led to
// events.
func checkSame(t *testing.T, m message, want []string, wantErr error, got []string, gotErr error) {
	t.Helper()
	if wantErr == nil && gotErr == nil {
		if !slices.Equal(got, want) {
			t.Fatalf("a message of %d bytes in pieces led to\n%s\nwant\n%s", len(m.data), strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		return
	}
	var a, b *closing
	if !errors.As(wantErr, &a) || !errors.As(gotErr, &b) || a.kind != b.kind || a.code != b.code || a.reason == "" {
		t.Fatalf("a message of %d bytes: got the error %v in pieces, want %v", len(m.data), gotErr, wantErr)
	}
	if last := answer(t, got[len(got)-1]); last.Event != "error" || last.Kind != b.kind || reasonOf(last.Error) != b.reason {
		t.Errorf("the stream ended with %v after %v", gotErr, last)
	}
	if n := len(want) - 1; n > len(got)-1 || !slices.Equal(got[:n], want[:n]) {
		t.Errorf("before the error: got %q, want %q at least", got, want)
	}
}

// sent is a message to a client.
type sent struct {
	failure
	Samples *int64
}

// answer returns a message to a client, which must be a JSON object with an event.
func answer(t *testing.T, text string) (a sent) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &a); err != nil || a.Event == "" || !utf8.ValidString(text) {
		t.Fatalf("%q was sent: %v", text, err)
	}
	return a
}

// checkAnswer checks what was sent for a text, and reports whether that was refused: by
// one error, which names what is wrong.
func (h heardStream) checkAnswer(t *testing.T, m message, list []string) (refused bool) {
	t.Helper()
	var last sent
	for _, text := range list {
		last = answer(t, text)
	}
	refused = last.Event == "error"
	event, names := answers(m.data)
	switch {
	case refused:
		named := slices.ContainsFunc(names, func(name string) bool { return strings.Contains(last.Error, name) })
		if !named || len(list) != 1 || last.Kind != "message" {
			t.Errorf("%q was answered by %q, want one error that has one of %q", m.data, list, names)
		}
	case event == "error" || event != "" && last.Event != event:
		t.Errorf("%q was answered by %q, want %s", m.data, list, event)
	case event != "" && (last.Samples == nil || *last.Samples != h.call.Samples()):
		t.Errorf("%q was answered by %q, want %d samples", m.data, list, h.call.Samples())
	}
	return refused
}

// answers returns the event by which a text is answered, "" for none but those of the
// audio, and what an error names, if it may be answered by one.
func answers(text []byte) (event string, names []string) {
	fields := make(map[string]json.RawMessage)
	var kind string
	switch {
	case json.Unmarshal(text, &fields) != nil:
		return "error", []string{"no JSON object"}
	case json.Unmarshal(fields["type"], &kind) != nil:
		return "error", []string{"no type"}
	}
	delete(fields, "type")
	switch kind {
	case "flush":
		for name := range fields {
			names = append(names, fmt.Sprintf("flush has no %q", name))
		}
		if len(names) > 0 {
			return "error", names
		}
		return "flushed", nil
	case "lost":
		if len(fields) != 1 || fields["ms"] == nil {
			event = "error"
		}
		return event, []string{"lost has ms alone"}
	case "config":
		for _, o := range options.All() {
			names = append(names, "config: "+o.Name+": ")
		}
		for name := range fields {
			names = append(names, fmt.Sprintf("config: no such option: %q", name))
		}
		return "configured", names
	case "ack":
		return "error", []string{"ack is for streams with a session"}
	}
	return "error", []string{fmt.Sprintf("the type %q", kind)}
}
