package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/serve/sessions"
)

// keeps has a server keep sessions in a store.
func keeps(store sessions.Store) func(c *Config) {
	return func(c *Config) {
		c.Sessions = sessions.DefaultConfig(store)
		c.Sessions.Interval = 500 * time.Millisecond
		c.Sessions.Wait = patience // a busy machine takes its time
	}
}

func newStore() *sessions.Memory { return sessions.NewMemory(time.Minute, 1<<20) }

// note is what the messages of a session have.
type note struct {
	Event, Kind, Error string
	Seq                uint64
	Sample, Messages   int64
}

func parsed(t testing.TB, message string) (n note) {
	t.Helper()
	if err := json.Unmarshal([]byte(message), &n); err != nil {
		t.Fatalf("%s: %v", message, err)
	}
	return n
}

// numbered returns events as a session numbers them, from one on.
func numbered(events []string) (list []string) {
	for i, e := range events {
		list = append(list, fmt.Sprintf(`%s,"seq":%d}`, strings.TrimSuffix(e, "}"), i+1))
	}
	return list
}

// saved drops the messages that say what is saved.
func saved(list []string) []string {
	return slices.DeleteFunc(list, func(m string) bool { return strings.HasPrefix(m, `{"event":"saved"`) })
}

// TestSessionMoves: a stream whose connection breaks goes on at another server, with
// the events of one that does not.
func TestSessionMoves(t *testing.T) {
	store := newStore()
	first, second := start(t, keeps(store)), start(t, keeps(store))
	pcm := clip(t, "speech.wav")
	want := numbered(local(t, 1, defaultConfig(16000), pcm))

	client := first.dial(t, "/v1/stream?session=call", nil)
	if got, want := client.read(), `{"event":"session","session":"call","sample":0,"messages":0,"seq":0}`; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	client.speak(audio.S16LE, pcm[:8*16000], 320)
	var got []string
	for len(got) < 3 {
		got = append(got, saved([]string{client.read()})...)
	}
	client.ws.CloseNow() // what comes after is lost

	client = second.dial(t, "/v1/stream?session=call&resume=3", nil)
	resumed := parsed(t, client.read())
	if resumed.Event != "resumed" || resumed.Sample > 8*16000 {
		t.Fatalf("got %+v", resumed)
	}
	client.speak(audio.S16LE, pcm[resumed.Sample:], 320)
	client.text(`{"type":"flush"}`)
	got = append(got, saved(client.until("flushed"))...)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	client.ws.Close(websocket.StatusNormalClosure, "")
	eventually(t, func() bool { return second.metric(t, `vad_streams_open{endpoint="/v1/stream"}`) == 0 })
	refusedSession(t, second, "?session=call&resume=12", "session_ended", nil)
}

// refusedSession checks that a stream is refused with a kind of error.
func refusedSession(t *testing.T, server *running, query, kind string, header http.Header) {
	t.Helper()
	list, err := server.dial(t, "/v1/stream"+query, header).rest()
	if len(list) == 0 {
		t.Fatalf("%s: nothing came, %v", query, err)
	}
	if n := parsed(t, list[0]); n.Event != "error" || n.Kind != kind || n.Error == "" || websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
		t.Errorf("%s: got %q, %v, want the error %s", query, list, err, kind)
	}
}

// TestSessionDrained: a server that drains saves its streams and flushes nothing.
func TestSessionDrained(t *testing.T) {
	store := newStore()
	first, second := start(t, keeps(store)), start(t, keeps(store))
	pcm := clip(t, "speech.wav")
	want := numbered(local(t, 1, defaultConfig(16000), pcm))
	client := first.dial(t, "/v1/stream?session=call", nil)
	client.read()
	client.speak(audio.S16LE, pcm[:3*16000], 320)
	got := saved([]string{client.read()})
	first.stop()
	rest, err := client.rest()
	if websocket.CloseStatus(err) != websocket.StatusServiceRestart {
		t.Errorf("closed with %v, want the status 1012", err)
	}
	got = append(got, saved(rest)...)
	client = second.dial(t, fmt.Sprintf("/v1/stream?session=call&resume=%d", len(got)), nil)
	resumed := parsed(t, client.read())
	client.speak(audio.S16LE, pcm[resumed.Sample:], 320)
	client.text(`{"type":"flush"}`)
	if got = append(got, saved(client.until("flushed"))...); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestSessionTaken: a connection that resumes a session takes it over, and the other
// one is closed with the reason.
func TestSessionTaken(t *testing.T) {
	server := start(t, keeps(newStore()))
	pcm := clip(t, "speech.wav")
	first := server.dial(t, "/v1/stream?session=call", nil)
	first.read()
	first.speak(audio.S16LE, pcm[:16000/2], 320)
	second := server.dial(t, "/v1/stream?session=call&resume=0", nil)
	second.read()
	first.speak(audio.S16LE, pcm[16000/2:2*16000], 320)
	list, err := first.rest()
	if websocket.CloseStatus(err) != websocket.StatusPolicyViolation || len(list) == 0 || parsed(t, list[len(list)-1]).Kind != "session_taken" {
		t.Errorf("got %q, %v, want the error session_taken", list, err)
	}
}

// TestSessionRefused: what does not fit the session is refused with the reason.
func TestSessionRefused(t *testing.T) {
	tokens := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(tokens, []byte("one\ntwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server := start(t, func(c *Config) {
		keeps(newStore())(c)
		c.TokenFile = tokens
	})
	one, two := bearer("one"), bearer("two")
	server.dial(t, "/v1/stream?session=call&threshold=0.4", one).read()
	refusedSession(t, server, "?session=call", "session_exists", one)
	refusedSession(t, server, "?session=other&resume=0", "session_unknown", one)
	refusedSession(t, server, "?session=call&resume=0&threshold=0.4", "session_unknown", two)
	refusedSession(t, server, "?session=call&resume=0&threshold=0.5", "session_params", one)
	refusedSession(t, server, "?session=call&resume=99&threshold=0.4", "session_seq", one)
	for query, want := range map[string]string{
		"?session=a.b":           "letters, digits, - and _",
		"?session=":              "0 characters",
		"?resume=1":              "without session",
		"?session=call&resume=x": `resume is "x"`,
	} {
		if status, text := server.refusedWith(t, "/v1/stream"+query, one); status != http.StatusBadRequest || !strings.Contains(text, want) {
			t.Errorf("%s: got %d, %s, want %s", query, status, text, want)
		}
	}
}

// TestSessionMessages: messages count, wrong ones too, acknowledged events are dropped,
// and what is saved is reported; answers come after the events.
func TestSessionMessages(t *testing.T) {
	server := start(t, keeps(newStore()))
	pcm := clip(t, "speech.wav")
	client := server.dial(t, "/v1/stream?session=call", nil)
	client.read()
	client.speak(audio.S16LE, pcm[:2*16000], 320)
	client.text(`{"type":"lost","ms":20}`)
	client.text(`{"type":"config","threshold":0.4}`)
	client.text(`flush`)
	client.text(`{"kind":"flush"}`)
	client.text(`{"type":"flush"}`)
	events := saved(client.until("flushed"))
	seq := uint64(0)
	for _, e := range events {
		seq = max(seq, parsed(t, e).Seq)
	}
	if seq < 3 {
		t.Fatalf("got %q", events)
	}
	client.text(fmt.Sprintf(`{"type":"ack","seq":%d}`, seq+1))
	if n := parsed(t, saved([]string{client.read(), client.read()})[0]); n.Event != "error" || !strings.Contains(n.Error, "ack") {
		t.Errorf("an event that there is not: got %+v", n)
	}
	client.text(fmt.Sprintf(`{"type":"ack","seq":%d}`, seq))
	client.text(`{"type":"flush"}`)
	client.until("flushed")
	second := server.dial(t, fmt.Sprintf("/v1/stream?session=call&resume=%d", seq), nil)
	if n := parsed(t, second.read()); n.Sample != 2*16000+320 || n.Messages != 6 || n.Seq != seq {
		t.Errorf("got %+v, want sample %d, 6 messages, seq %d", n, 2*16000+320, seq)
	}
	refusedSession(t, server, "?session=call&resume=0", "session_seq", nil)
}

// away is a store that fails after the first record.
type away struct{ *sessions.Memory }

func (a away) Put(ctx context.Context, id string, record []byte, revision uint64) (uint64, error) {
	if revision == 0 {
		return a.Memory.Put(ctx, id, record, revision)
	}
	return 0, errAway
}

var errAway = errors.New("no quorum")

// TestSessionUnsaved: if a stream cannot be saved, it goes on, says so, and is counted.
func TestSessionUnsaved(t *testing.T) {
	server := start(t, keeps(away{newStore()}))
	client := server.dial(t, "/v1/stream?session=call", nil)
	client.read()
	client.speak(audio.S16LE, clip(t, "speech.wav")[:2*16000], 320)
	first, second := client.read(), client.read()
	if n := parsed(t, first); n.Event != "unsaved" || !strings.Contains(n.Error, errAway.Error()) {
		t.Errorf("got %s, want unsaved", first)
	}
	if !strings.HasSuffix(second, `,"seq":1,"saved":false}`) {
		t.Errorf("got %s, want it unsaved", second)
	}
	for _, name := range []string{"vad_sessions_unsaved", `vad_errors_total{kind="session_store"}`, `vad_sessions_opened_total{how="new"}`} {
		if got := server.metric(t, name); got != 1 {
			t.Errorf("%s is %v, want 1", name, got)
		}
	}
}
