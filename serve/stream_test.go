package serve

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// TestStreamEvents: the events of a stream are those of a detector in this process,
// in every encoding, however the audio is cut into messages.
func TestStreamEvents(t *testing.T) {
	server := start(t, nil)
	turn := segment.DefaultEndpointConfig()
	for _, c := range []struct {
		name, query string
		encoding    audio.Encoding
		channels    int
		rate        int
		length      int // of a message, in samples of all channels
		config      func(c *live.Config)
	}{
		{"defaults", "", audio.S16LE, 1, 16000, 320, nil},
		{"one message", "", audio.S16LE, 1, 16000, 1 << 18, nil},
		{"float", "?encoding=f32le&rate=48000", audio.F32LE, 1, 48000, 4097, nil},
		{"mu-law", "?encoding=mulaw", audio.MuLaw, 1, 8000, 160, nil},
		{"A-law", "?encoding=alaw&rate=16000", audio.ALaw, 1, 16000, 77, nil},
		{"channels", "?channels=3", audio.S16LE, 3, 16000, 3 * 1001, nil},
		{"windows", "?windows=true", audio.S16LE, 1, 16000, 320, func(c *live.Config) { c.Windows = true }},
		{"turns", "?turns=true&min_onset_ms=400", audio.S16LE, 1, 16000, 320, func(c *live.Config) {
			c.Turn, c.MinOnset = &turn, 400*time.Millisecond
		}},
		{"options", "?threshold=0.6&neg_threshold=0.3&min_speech_duration_ms=100&max_speech_duration_s=3&min_silence_duration_ms=50" +
			"&speech_pad_ms=10&start_pad_ms=5&end_pad_ms=7&use_max_poss_sil_at_max_speech=false&min_silence_at_max_speech=60" +
			"&reset_silence_ms=0&smoothing=0.2&min_rms=0.001", audio.S16LE, 1, 16000, 320, func(c *live.Config) {
			c.Segments = segment.Config{
				Threshold: 0.6, NegThreshold: 0.3, MinSpeech: 100 * time.Millisecond, MaxSpeech: 3 * time.Second, MinSilence: 50 * time.Millisecond,
				SpeechPad: 10 * time.Millisecond, StartPad: 5 * time.Millisecond, EndPad: 7 * time.Millisecond, MinSilenceAtMaxSpeech: 60 * time.Millisecond,
			}
			c.ResetSilence, c.Smoothing, c.MinRMS = 0, 0.2, 0.001
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pcm := heard(c.encoding, clip(t, "speech.wav")[:12*16000])
			config := defaultConfig(c.rate)
			if c.config != nil {
				c.config(&config)
			}
			pcm = pcm[:len(pcm)/c.channels*c.channels]
			want := local(t, c.channels, config, pcm)
			client := server.dial(t, "/v1/stream"+c.query, nil)
			received := make(chan []string)
			go func() { received <- client.until("flushed") }()
			client.speak(c.encoding, pcm, c.length)
			client.text(`{"type":"flush"}`)
			got := <-received
			if len(want) < 5 || !slices.Equal(got, want) {
				t.Errorf("%d events, want %d, more than 5:\n%s\nwant\n%s", len(got), len(want), strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// heard returns samples as they are after an encoding.
func heard(e audio.Encoding, pcm []float32) []float32 {
	data := e.Append(nil, pcm)
	decoded := make([]float32, len(pcm))
	e.Decode(decoded, data)
	return decoded
}

// TestStreamFinal: with final, only segments and turns are sent, when they are final.
func TestStreamFinal(t *testing.T) {
	client := start(t, nil).dial(t, "/v1/stream?final=true&turns=true", nil)
	client.speak(audio.S16LE, clip(t, "speech.wav"), 320)
	client.text(`{"type":"flush"}`)
	kinds := map[string]int{}
	for _, m := range client.until("flushed") {
		var e struct{ Event string }
		if err := json.Unmarshal([]byte(m), &e); err != nil {
			t.Fatal(err)
		}
		kinds[e.Event]++
	}
	if len(kinds) != 2 || kinds["segment_final"] == 0 || kinds["turn_final"] == 0 {
		t.Errorf("events by kind: %v", kinds)
	}
}

// TestStreamMessages: losses and changed options do what they do to a detector.
func TestStreamMessages(t *testing.T) {
	pcm := clip(t, "speech.wav")
	first, rest := pcm[:40000], pcm[40000+640:]
	call, err := live.NewCall(newModel(t), 1, defaultConfig(16000))
	if err != nil {
		t.Fatal(err)
	}
	events, err := call.Write(nil, first)
	if err == nil {
		events, err = call.Lost(events, 640)
	}
	config := call.Config()
	config.Segments.Threshold, config.Segments.MinSilence, config.Windows = 0.7, 400*time.Millisecond, true
	if err == nil {
		err = call.SetConfig(config)
	}
	if err == nil {
		events, err = call.Write(events, rest)
	}
	if err == nil {
		events, err = call.Flush(events)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := printed(t, 1, events)

	client := start(t, nil).dial(t, "/v1/stream", nil)
	client.speak(audio.S16LE, first, 320)
	client.text(`{"type":"lost","ms":40}`)
	client.text(`{"type":"config","threshold":0.7,"min_silence_duration_ms":400,"windows":true}`)
	got := client.until("configured")
	received := make(chan []string)
	go func() { received <- client.until("flushed") }()
	client.speak(audio.S16LE, rest, 320)
	client.text(`{"type":"flush"}`)
	if got = append(got, <-received...); !slices.Equal(got, want) {
		t.Errorf("%d events, want %d:\n%s\nwant\n%s", len(got), len(want), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestStreamWrongMessages: a wrong message is answered by an error that names what is
// wrong, changes nothing, and does not end the stream.
func TestStreamWrongMessages(t *testing.T) {
	client := start(t, nil).dial(t, "/v1/stream", nil)
	for message, want := range map[string]string{
		`hello`:                                 "no JSON object",
		`[1]`:                                   "no JSON object",
		`null`:                                  "no type",
		`{}`:                                    "no type",
		`{"type":1}`:                            "no type",
		"\xff\xfe":                              "no JSON object",
		`{"type":"commit"}`:                     `"commit"`,
		`{"type":"flush","ms":1}`:               `flush has no "ms"`,
		`{"type":"lost"}`:                       "lost has ms",
		`{"type":"lost","ms":-1}`:               "lost has ms",
		`{"type":"lost","ms":"40"}`:             "lost has ms",
		`{"type":"lost","ms":1e300}`:            "lost has ms",
		`{"type":"lost","ms":1,"s":1}`:          "lost has ms",
		`{"type":"config","threshold":1.5}`:     "threshold: got 1.5",
		`{"type":"config","threshold":"high"}`:  `threshold: got "high"`,
		`{"type":"config","min_silence":1}`:     `config: no such option: "min_silence"`,
		`{"type":"config","rate":8000}`:         `"rate"`,
		`{"type":"config","windows":7}`:         `windows: got "7"`,
		`{"type":"config","smoothing":{}}`:      `smoothing: got "{}"`,
		`{"type":"config","speech_pad_ms":[1]}`: `speech_pad_ms: got "[1]"`,
		`{"type":"config","min_speech_duration_ms":-1}`: "min_speech_duration_ms: got -1ms",
		`{"type":"config","max_gap_ms":60000}`:          "max_gap_ms: got 1m0s, want 10s or less",
	} {
		client.text(message)
		var e failure
		if got := client.read(); json.Unmarshal([]byte(got), &e) != nil || e.Event != "error" || !strings.Contains(e.Error, want) {
			t.Errorf("%s: answered by %s, want an error with %s", message, got, want)
		}
	}
	pcm := clip(t, "speech.wav")
	want := local(t, 1, defaultConfig(16000), pcm)
	client.speak(audio.S16LE, pcm, 320)
	client.text(`{"type":"flush"}`)
	if got := client.until("flushed"); !slices.Equal(got, want) {
		t.Errorf("events after wrong messages:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
