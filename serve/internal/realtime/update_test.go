package realtime

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestUpdate: session.updated has all options, in the layout of the client.
func TestUpdate(t *testing.T) {
	const off = `"create_response":false,"interrupt_response":false`
	for _, test := range []struct {
		layout         Layout
		updates        []string
		created, final string
	}{
		{Current, []string{
			`{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcmu"},"turn_detection":{"type":"server_vad","threshold":0.7}}}}`,
			`{"type":"transcription","audio":{"input":{"transcription":null,"turn_detection":{"type":"server_vad","idle_timeout_ms":5000,"create_response":false}}}}`,
		},
			`{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500,"idle_timeout_ms":null,` + off + `}}}}`,
			`{"type":"transcription","audio":{"input":{"format":{"type":"audio/pcmu"},"turn_detection":{"type":"server_vad","threshold":0.7,"prefix_padding_ms":300,"silence_duration_ms":500,"idle_timeout_ms":5000,` + off + `}}}}`},
		{Beta, []string{
			`{"input_audio_format":"g711_alaw","turn_detection":{"type":"server_vad","threshold":0.7,"prefix_padding_ms":20,"silence_duration_ms":0,"idle_timeout_ms":900}}`,
			`{"turn_detection":{"idle_timeout_ms":null},"input_audio_transcription":null}`,
			`{}`,
		},
			`{"input_audio_format":"pcm16","turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500,"idle_timeout_ms":null,` + off + `}}`,
			`{"input_audio_format":"g711_alaw","turn_detection":{"type":"server_vad","threshold":0.7,"prefix_padding_ms":20,"silence_duration_ms":0,"idle_timeout_ms":null,` + off + `}}`},
		{Beta, []string{`{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"turn_detection":null}}}`},
			`{"input_audio_format":"pcm16","turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500,"idle_timeout_ms":null,` + off + `}}`,
			`{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"turn_detection":null}}}`},
		{Current, []string{`{"turn_detection":null}`, `{"turn_detection":{"type":"server_vad"}}`}, "",
			`{"input_audio_format":"pcm16","turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500,"idle_timeout_ms":null,` + off + `}}`},
	} {
		c := newClient(t, test.layout)
		for _, update := range test.updates {
			c.send(`{"type":"session.update","session":` + update + `}`)
			if e := c.events[len(c.events)-1]; e.Type != "session.updated" {
				t.Fatalf("%s: got %+v %+v", update, e, e.Error)
			}
		}
		shown := func(e event) string {
			var o struct{ Object, ID string }
			if err := json.Unmarshal(e.Session, &o); err != nil || o.Object != "realtime.session" || !strings.HasPrefix(o.ID, "sess_") {
				t.Errorf("got %s, %v, want a realtime.session with an id", e.Session, err)
			}
			return strings.Replace(string(e.Session), `"object":"realtime.session","id":"`+o.ID+`",`, "", 1)
		}
		if got := shown(c.events[0]); test.created != "" && got != test.created {
			t.Errorf("created: got\n%s, want\n%s", got, test.created)
		}
		if got := shown(c.events[len(c.events)-1]); got != test.final {
			t.Errorf("updated: got\n%s, want\n%s", got, test.final)
		}
	}
}

// TestProblems: what a client does wrong is answered by an error that names it, and
// changes nothing.
func TestProblems(t *testing.T) {
	inTurns := func(fields string) string {
		return `{"type":"session.update","event_id":"e1","session":{"input_audio_format":"g711_ulaw","turn_detection":{` + fields + `}}}`
	}
	for _, test := range []struct{ message, code, param, message2 string }{
		{`{`, "invalid_json", "", "not JSON"},
		{``, "invalid_json", "", "not JSON"},
		{"\xff\xfe\x00", "invalid_json", "", "not JSON"},
		{` [1]`, "invalid_type", "", "expected an object, but got an array"},
		{`null`, "invalid_type", "", "got null"},
		{`{}`, "missing_required_parameter", "type", "'type'"},
		{`{"type":3}`, "invalid_type", "type", "expected a string, but got a number"},
		{`{"type":"response.create"}`, "invalid_value", "type", "got 'response.create'. This server detects turns: it takes 'session.update', 'input_audio_buffer.append'"},
		{`{"type":"` + strings.Repeat("x", 1000) + `"}`, "invalid_value", "type", "xxx...'"},
		{`{"type":"input_audio_buffer.commit","event_id":7}`, "invalid_type", "event_id", "expected a string"},
		{`{"type":"input_audio_buffer.commit","event_id":"` + strings.Repeat("x", 1000) + `"}`, "invalid_value", "event_id", "at most 512"},
		{`{"type":"input_audio_buffer.clear","x":1}`, "unknown_parameter", "x", "'x'"},
		{`{"type":"input_audio_buffer.append"}`, "missing_required_parameter", "audio", ""},
		{`{"type":"input_audio_buffer.append","audio":[]}`, "invalid_type", "audio", "an array"},
		{`{"type":"input_audio_buffer.append","audio":null}`, "invalid_type", "audio", "null"},
		{`{"type":"input_audio_buffer.append","audio":"?"}`, "invalid_value", "audio", "base64"},
		{`{"type":"input_audio_buffer.append","audio":"AAAA"}`, "invalid_value", "audio", "got 3 bytes, want a multiple of 2"},
		{`{"type":"session.update"}`, "missing_required_parameter", "session", ""},
		{`{"type":"session.update","session":"x"}`, "invalid_type", "session", "a string"},
		{`{"type":"session.update","session":{"voice":"x"}}`, "unknown_parameter", "session.voice", "'session.voice'"},
		{`{"type":"session.update","session":{"input_audio_format":"mp3"}}`, "invalid_value", "session.input_audio_format", "want 'pcm16' or 'g711_ulaw' or 'g711_alaw'"},
		{`{"type":"session.update","session":{"audio":{}}}`, "missing_required_parameter", "session.type", ""},
		{`{"type":"session.update","session":{"type":"x"}}`, "invalid_value", "session.type", "'realtime' or 'transcription'"},
		{`{"type":"session.update","session":{"type":"realtime","turn_detection":null}}`, "unknown_parameter", "session.turn_detection", ""},
		{`{"type":"session.update","session":{"type":"realtime","audio":{"output":{}}}}`, "unknown_parameter", "session.audio.output", ""},
		{`{"type":"session.update","session":{"type":"realtime","audio":{"input":{"transcription":{"model":"x"}}}}}`, "unknown_parameter", "session.audio.input.transcription", ""},
		{`{"type":"session.update","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcm","rate":16000}}}}}`, "invalid_value", "session.audio.input.format.rate", "want 24000"},
		{`{"type":"session.update","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcmu","rate":8000}}}}}`, "unknown_parameter", "session.audio.input.format.rate", ""},
		{inTurns(`"type":"semantic_vad"`), "invalid_value", "session.turn_detection.type", "want 'server_vad'"},
		{inTurns(`"type":null`), "invalid_type", "session.turn_detection.type", "null"},
		{inTurns(`"eagerness":"low"`), "unknown_parameter", "session.turn_detection.eagerness", ""},
		{inTurns(`"threshold":"high"`), "invalid_type", "session.turn_detection.threshold", "a number"},
		{inTurns(`"threshold":1`), "invalid_value", "session.turn_detection.threshold", "between 0 and 1"},
		{inTurns(`"threshold":1e999`), "invalid_value", "session.turn_detection.threshold", "range"},
		{inTurns(`"prefix_padding_ms":-1`), "invalid_value", "session.turn_detection.prefix_padding_ms", "want 0 to 3600000"},
		{inTurns(`"silence_duration_ms":1.5`), "invalid_type", "session.turn_detection.silence_duration_ms", "a decimal"},
		{inTurns(`"silence_duration_ms":1e300`), "invalid_value", "session.turn_detection.silence_duration_ms", "want 0 to"},
		{inTurns(`"silence_duration_ms":true`), "invalid_type", "session.turn_detection.silence_duration_ms", "a boolean"},
		{inTurns(`"idle_timeout_ms":5`), "invalid_value", "session.turn_detection.idle_timeout_ms", "want 100 to"},
		{inTurns(`"create_response":true`), "invalid_value", "session.turn_detection.create_response", "gives no responses"},
	} {
		c := newClient(t, Current)
		before := c.settings
		c.send(test.message)
		if len(c.events) != 2 || c.events[1].Error == nil {
			t.Errorf("%s: got %q, want an error", test.message, c.lines())
			continue
		}
		e := c.events[1].Error
		param := ""
		if e.Param != nil {
			param = *e.Param
		}
		if e.Code != test.code || param != test.param || !strings.Contains(e.Message, test.message2) {
			t.Errorf("%.200s: got %s, %q, %q, want %s, %q, %q", test.message, e.Code, param, e.Message, test.code, test.param, test.message2)
		}
		if strings.Contains(test.message, `"e1"`) && (e.EventID == nil || *e.EventID != "e1") {
			t.Errorf("%s: got event_id %v, want the client's", test.message, e.EventID)
		}
		if len(e.Message) > 400 {
			t.Errorf("%.200s: the message has %d bytes", test.message, len(e.Message))
		}
		if *c.settings.turns != *before.turns || c.settings.format != before.format || c.layout != Current {
			t.Errorf("%s: changed the settings", test.message)
		}
	}
}

func TestFormatAfterAudio(t *testing.T) {
	c := newClient(t, Beta)
	c.append(silence(20), 960).send(`{"type":"session.update","session":{"input_audio_format":"g711_ulaw"}}`)
	c.send(`{"type":"session.update","session":{"input_audio_format":"pcm16"}}`)
	compare(t, c, "session.created", "error invalid_value", "session.updated")
}

// FuzzReceive: no message ends a session or goes without a valid answer.
func FuzzReceive(f *testing.F) {
	for _, seed := range []string{`{"type":"input_audio_buffer.append","audio":"AAAAAA=="}`, `{"type":"input_audio_buffer.commit"}`,
		idle3s, `{"type":"session.update","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcma"},"turn_detection":null}}}}`} {
		f.Add([]byte(seed), []byte(`{"type":"input_audio_buffer.append","audio":"AAAAAA=="}`))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		c := newClient(t, Beta)
		c.send(string(first)).send(string(second))
		if c.start > c.end || c.quiet > c.end {
			t.Errorf("the buffer begins at %d, silence at %d, the audio ends at %d", c.start, c.quiet, c.end)
		}
	})
}
