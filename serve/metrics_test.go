package serve

import (
	"io"
	"maps"
	"math"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/serve/sessions"
)

// metric returns the value of a metric, by its name and labels, 0 if there is none.
func (r *running) metric(t testing.TB, name string) float64 {
	t.Helper()
	var text string
	eventually(t, func() bool { // a busy machine may not write it within a short limit
		resp, err := http.Get("http://" + r.host + "/metrics")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		text = string(data)
		return err == nil && resp.StatusCode == http.StatusOK
	})
	for line := range strings.Lines(text) {
		if rest, found := strings.CutPrefix(line, name+" "); found {
			value, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil {
				t.Fatal(err)
			}
			return value
		}
	}
	return 0
}

// TestMetrics: what a stream does is counted.
func TestMetrics(t *testing.T) {
	server := start(t, nil)
	pcm := clip(t, "speech.wav")[:16000*3]
	client := server.dial(t, "/v1/stream", nil)
	client.speak(audio.S16LE, pcm, 320)
	client.text(`{"type":"what"}`)
	client.until("error")
	client.text(`{"type":"flush"}`)
	client.until("flushed")
	if got := server.metric(t, `vad_streams_open{endpoint="/v1/stream"}`); got != 1 {
		t.Errorf("%v streams are open, want 1", got)
	}
	client.ws.Close(websocket.StatusNormalClosure, "")
	eventually(t, func() bool { return server.metric(t, `vad_streams_open{endpoint="/v1/stream"}`) == 0 })
	const windows = (16000*3 + 511) / 512
	for name, want := range map[string]float64{
		`vad_streams_total{endpoint="/v1/stream"}`:                 1,
		`vad_stream_duration_seconds_count{endpoint="/v1/stream"}`: 1,
		`vad_received_bytes_total{endpoint="/v1/stream"}`:          float64(2*len(pcm) + len(`{"type":"what"}`) + len(`{"type":"flush"}`)),
		`vad_audio_seconds_total{endpoint="/v1/stream"}`:           3,
		`vad_errors_total{kind="message"}`:                         1,
		`vad_windows_total`:                                        windows,
		`vad_windows_waiting`:                                      0,
		`vad_batch_windows_count`:                                  windows, // one stream has one window at a time
		`vad_batch_windows_sum`:                                    windows,
		`vad_batch_windows_bucket{le="1"}`:                         windows,
		`vad_window_latency_seconds_count`:                         windows,
		`vad_window_latency_seconds_bucket{le="+Inf"}`:             windows,
		`vad_window_wait_seconds_count`:                            windows,
		`vad_message_seconds_count`:                                150,
		`vad_late_seconds_count`:                                   150,
	} {
		if got := server.metric(t, name); math.Abs(got-want) > 1e-9 { // seconds are sums
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if got := server.metric(t, `vad_sent_bytes_total{endpoint="/v1/stream"}`); got < 100 {
		t.Errorf("%v bytes were sent", got)
	}
	if got := server.metric(t, "go_goroutines"); got == 0 {
		t.Error("nothing is said of the process")
	}
}

// TestMetricsDocumented: docs/serve.md has every metric, and none that there is not.
func TestMetricsDocumented(t *testing.T) {
	c := DefaultConfig()
	c.Sessions = sessions.DefaultConfig(sessions.NewMemory(time.Minute, 1<<20))
	s, err := New(newModel(t), c)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.metrics.endpoint("/v1/stream")
	s.metrics.failed("internal")
	s.sessionMetrics.opened.WithLabelValues("new")
	s.sessionMetrics.saves.WithLabelValues("saved")
	families, err := s.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, f := range families {
		if strings.HasPrefix(f.GetName(), "vad_") {
			have = append(have, f.GetName())
		}
	}
	document, err := os.ReadFile("../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, m := range regexp.MustCompile("`(vad_[a-z_]+)`").FindAllSubmatch(document, -1) {
		documented = append(documented, string(m[1]))
	}
	slices.Sort(documented)
	if documented = slices.Compact(documented); !slices.Equal(have, documented) {
		t.Errorf("metrics are\n%q, docs/serve.md has\n%q", have, documented)
	}
}

// TestBatchBuckets: buckets add up, with powers of two as bounds.
func TestBatchBuckets(t *testing.T) {
	count, windows, buckets := batchBuckets([]int64{0, 3, 2, 1, 1, 0, 0, 0, 0, 4})
	want := map[float64]uint64{1: 3, 2: 5, 4: 7, 8: 7, 16: 11}
	if count != 11 || windows != 3+2*2+3+4+4*9 || !maps.Equal(buckets, want) {
		t.Errorf("%d batches of %d windows, %v, want %v", count, windows, buckets, want)
	}
}

// TestClock: a stream lags by the time that its samples come after those before them
// allow, and a pause starts the clock anew.
func TestClock(t *testing.T) {
	var c clock
	zero := time.Now()
	const frame = 20 * time.Millisecond
	for i, step := range []struct{ at, want time.Duration }{
		{100 * time.Millisecond, 0},  // the first
		{120 * time.Millisecond, 0},  // in time
		{150 * time.Millisecond, 10}, // late
		{161 * time.Millisecond, 1},
		{170 * time.Millisecond, 0}, // early: what comes after it is measured by it
		{200 * time.Millisecond, 10},
		{1300 * time.Millisecond, 0}, // after a pause
		{1330 * time.Millisecond, 10},
	} {
		at := zero.Add(step.at)
		if got := at.Sub(c.came(at, frame)); got != step.want*time.Millisecond {
			t.Errorf("message %d is %v late, want %d ms", i, got, step.want)
		}
	}
}
