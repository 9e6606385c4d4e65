package serve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/segment"
)

// found is an answer of /v1/detect.
type found struct {
	File       string
	Channel    *int
	SampleRate int `json:"sample_rate"`
	Duration   float64
	Segments   []segment.Segment
	Model      string
}

// post posts a recording, and returns the status and the answer.
func (r *running) post(t testing.TB, query string, body io.Reader) (int, string) {
	t.Helper()
	resp, err := http.Post("http://"+r.host+"/v1/detect?"+query, "application/octet-stream", body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(answer)
}

// detected returns the recordings of an answer.
func (r *running) detected(t testing.TB, query string, body io.Reader) []found {
	t.Helper()
	status, answer := r.post(t, query, body)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", query, status, answer)
	}
	var list []found
	for d := json.NewDecoder(strings.NewReader(answer)); ; {
		var f found
		err := d.Decode(&f)
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
}

// recording returns a file of testdata.
func recording(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestDetect: the segments of a recording are the model's, with the options and of the
// channels that were asked for.
func TestDetect(t *testing.T) {
	server := start(t, nil)
	pcm := clip(t, "speech.wav")
	strict := segment.DefaultConfig()
	strict.Threshold, strict.MinSilence = 0.7, 300*time.Millisecond
	silent := make([]float32, len(pcm))
	stereo := make([]float32, 2*len(pcm))
	for i, x := range pcm {
		stereo[2*i+1] = x
	}
	channel := 1
	for _, c := range []struct {
		name, query string
		body        []byte
		config      segment.Config
		pcm         [][]float32 // of each recording
		channels    []*int
	}{
		{"defaults", "file=a%20b.wav", recording(t, "speech.wav"), segment.DefaultConfig(), [][]float32{pcm}, []*int{nil}},
		{"options", "threshold=0.7&min_silence_duration_ms=300", recording(t, "speech.wav"), strict, [][]float32{pcm}, []*int{nil}},
		{"raw", "encoding=s16le&rate=16000", audio.S16LE.Append(nil, pcm), segment.DefaultConfig(), [][]float32{pcm}, []*int{nil}},
		{"channels", "encoding=f32le&channels=2&per_channel=true", audio.F32LE.Append(nil, stereo), segment.DefaultConfig(), [][]float32{silent, pcm}, []*int{new(int), &channel}},
		{"one channel", "encoding=f32le&channels=2&channel=1", audio.F32LE.Append(nil, stereo), segment.DefaultConfig(), [][]float32{pcm}, []*int{&channel}},
	} {
		list := server.detected(t, c.query, bytes.NewReader(c.body))
		if len(list) != len(c.pcm) {
			t.Fatalf("%s: %d recordings, want %d", c.name, len(list), len(c.pcm))
		}
		for i, f := range list {
			want, err := newModel(t).Segments(t.Context(), c.pcm[i], 16000, c.config)
			if err != nil {
				t.Fatal(err)
			}
			file := map[bool]string{true: "a b.wav", false: "-"}[c.name == "defaults"]
			if f.File != file || f.SampleRate != 16000 || f.Duration != float64(len(pcm))/16000 || f.Model != "v6" || fmt.Sprint(f.Segments) != fmt.Sprint(want) ||
				(f.Channel == nil) != (c.channels[i] == nil) || f.Channel != nil && *f.Channel != *c.channels[i] {
				t.Errorf("%s, recording %d: %+v, want %v", c.name, i, f, want)
			}
		}
	}
}

// TestDetectForgets: reset_silence_ms reaches the network.
func TestDetectForgets(t *testing.T) {
	server := start(t, nil)
	_, exact := server.post(t, "threshold=0.9", bytes.NewReader(recording(t, "speech.wav")))
	_, forgetful := server.post(t, "threshold=0.9&reset_silence_ms=1", bytes.NewReader(recording(t, "speech.wav")))
	if exact == forgetful {
		t.Error("a network that forgets finds the same")
	}
}

// TestDetectErrors: what cannot be decoded is answered by an error that says why.
func TestDetectErrors(t *testing.T) {
	server := start(t, func(c *Config) {
		c.Limits.RecordingBytes, c.Limits.RecordingDuration, c.Limits.Channels = 1<<20, 20*time.Second, 2
	})
	speech := recording(t, "speech.wav")
	long := make([]byte, 16000*21)
	for _, c := range []struct {
		name, query string
		body        []byte
		status      int
		want        string
	}{
		{"empty", "", nil, 400, "empty"},
		{"text", "", []byte("hello, this is no recording"), 415, "not a known kind"},
		{"a kind without decoder", "", []byte("#!AMR\n" + strings.Repeat("x", 5000)), 415, "AMR"},
		{"index at the end", "", recording(t, "../audio/testdata/click-mp3.mp4"), 415, "index at the end"},
		{"header cut off", "", speech[:20], 400, "WAV"},
		{"too many bytes", "encoding=f32le&channels=2", make([]byte, 1<<20+8), 413, "1048576 bytes"},
		{"too long", "encoding=mulaw&rate=16000", long, 413, "longer than 20s"},
		{"too many channels", "encoding=s16le&channels=3", long, 400, `channels is "3", want 1 to 2`},
		{"no such channel", "channel=1", speech, 400, "channel is 1"},
		{"wrong option", "threshold=0", speech, 400, "threshold: got 0"},
		{"no number", "min_speech_duration_ms=a", speech, 400, `min_speech_duration_ms: got "a"`},
		{"an option of streams", "turns=true", speech, 400, `"turns"`},
		{"an unknown one", "treshold=0.5", speech, 400, `"treshold"`},
		{"twice", "channel=0&channel=0", speech, 400, `"channel" is given 2 times`},
		{"both", "channel=0&per_channel=true", speech, 400, "exclude"},
		{"rate without encoding", "rate=8000", speech, 400, "encoding is missing"},
		{"no encoding", "encoding=aac", speech, 400, `encoding is "aac"`},
		{"negative", "reset_silence_ms=-1", speech, 400, "reset_silence_ms"},
		{"not a truth", "per_channel=all", speech, 400, `per_channel is "all"`},
	} {
		status, answer := server.post(t, c.query, bytes.NewReader(c.body))
		var e struct{ Error string }
		if err := json.Unmarshal([]byte(answer), &e); err != nil || status != c.status || !strings.Contains(e.Error, c.want) {
			t.Errorf("%s: %d %s, want %d and %q", c.name, status, answer, c.status, c.want)
		}
	}
	if got := server.detected(t, "", bytes.NewReader(speech)); len(got) != 1 || len(got[0].Segments) == 0 {
		t.Errorf("after the errors: %v", got)
	}
}

// TestDetectHeaders: a body that is said to be more than a recording is refused, and one
// that has the type that curl gives it is read.
func TestDetectHeaders(t *testing.T) {
	server := start(t, nil)
	for _, c := range []struct {
		header, value string
		status        int
		want          string
	}{
		{"Content-Encoding", "gzip", 415, `the content encoding \"gzip\"`},
		{"Content-Type", "multipart/form-data; boundary=------------------------a1", 415, `{"error":"the body is multipart/form-data, want the recording itself: curl --data-binary @FILE, not -F"}`},
		{"Content-Type", "Multipart/Mixed; boundary=a", 415, "the body is multipart/mixed"},
		{"Content-Type", "application/x-www-form-urlencoded", 200, `"segments"`},
		{"Content-Encoding", "identity", 200, `"segments"`},
	} {
		request, err := http.NewRequest(http.MethodPost, "http://"+server.host+"/v1/detect", bytes.NewReader(recording(t, "speech.wav")))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set(c.header, c.value)
		resp, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != c.status || !strings.Contains(string(body), c.want) {
			t.Errorf("%s: %s: %d %s, %v, want %d and %s", c.header, c.value, resp.StatusCode, body, err, c.status, c.want)
		}
	}
}

// TestDetectDamage: a recording that is damaged is read as far as possible, and the
// answer has a warning.
func TestDetectDamage(t *testing.T) {
	server := start(t, nil)
	resp, err := http.Post("http://"+server.host+"/v1/detect", "audio/wav", bytes.NewReader(recording(t, "speech.wav")[:100_001]))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if warnings := resp.Header.Values("Vad-Warning"); resp.StatusCode != http.StatusOK || len(warnings) != 1 || !strings.Contains(warnings[0], "cut short") {
		t.Errorf("a recording that is cut short: %d, warnings %q", resp.StatusCode, warnings)
	}
}

// upload begins to post a recording of a megabyte, sends a part, and returns the
// connection.
func (r *running) upload(t testing.TB, part []byte) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", r.host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "POST /v1/detect HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000000\r\n\r\n", r.host)
	if _, err := conn.Write(part); err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestDetectSlowClients: clients that send slowly, stop or vanish hold up nobody.
func TestDetectSlowClients(t *testing.T) {
	speech := recording(t, "speech.wav")
	server := start(t, func(c *Config) {
		c.Limits.RecordingWorkers, c.Limits.Recordings, c.Limits.Idle = 1, 8, 2*time.Second
	})
	answers := make(chan string, 4)
	for i := range 4 {
		conn := server.upload(t, speech[:200_000*i/4])
		go func() {
			conn.SetReadDeadline(time.Now().Add(patience))
			answer, _ := io.ReadAll(io.LimitReader(conn, 300))
			answers <- string(answer)
		}()
		server.upload(t, speech[:1000]).Close()
	}
	if got := server.detected(t, "", bytes.NewReader(speech)); len(got[0].Segments) == 0 {
		t.Error("no speech is found beside slow clients")
	}
	for range 4 {
		if got := <-answers; !strings.HasPrefix(got, "HTTP/1.1 408 ") || !strings.Contains(got, "no more of the body came for 2s") {
			t.Errorf("a client that stopped was answered by %q", got)
		}
	}
	eventually(t, func() bool { return server.metric(t, `vad_streams_open{endpoint="/v1/detect"}`) == 0 })
}

// TestDetectTooMany: a recording waits for room, and is refused when there is none.
func TestDetectTooMany(t *testing.T) {
	speech := recording(t, "speech.wav")
	server := start(t, func(c *Config) { c.Limits.Recordings, c.Limits.Idle = 1, time.Second })
	conn := server.upload(t, speech[:50_000])
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() { // keeps the first recording going
		defer close(stopped)
		for i := 50_000; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				conn.Write(speech[i : i+1])
			}
		}
	}()
	eventually(t, func() bool { return len(server.admission.recordings) == 1 })
	if status, answer := server.post(t, "", bytes.NewReader(speech)); status != 503 || !strings.Contains(answer, "1 recordings") {
		t.Errorf("beside another recording: %d %s", status, answer)
	}
	close(stop)
	<-stopped
	conn.Close()
	if got := server.detected(t, "", bytes.NewReader(speech)); len(got[0].Segments) == 0 {
		t.Error("no speech is found after that")
	}
}

// TestDetectDrain: a recording that is being read when the server ends is answered; one
// that is cut off is told why.
func TestDetectDrain(t *testing.T) {
	speech := recording(t, "speech.wav")
	server := start(t, func(c *Config) { c.Drain = patience })
	reader, writer := io.Pipe()
	status := make(chan int)
	go func() {
		code, _ := server.post(t, "", reader)
		status <- code
	}()
	writer.Write(speech[:1000])
	stalled := server.upload(t, speech[:1000])
	eventually(t, func() bool { return len(server.admission.recordings) == 2 })
	server.stop()
	eventually(t, server.isDraining)
	writer.Write(speech[1000:])
	writer.Close()
	if got := <-status; got != http.StatusOK {
		t.Errorf("a recording during a drain: %d", got)
	}
	server.cut() // as at the deadline
	stalled.SetReadDeadline(time.Now().Add(patience))
	answer, _ := io.ReadAll(io.LimitReader(stalled, 400))
	if !strings.HasPrefix(string(answer), "HTTP/1.1 503 ") || !strings.Contains(string(answer), "shutting down") {
		t.Errorf("a recording that is cut off is answered by %q", answer)
	}
	if err := server.wait(t); err != nil {
		t.Error(err)
	}
}
