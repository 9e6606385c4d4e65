package realtime

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// want returns the lines of what a detector finds in audio, with default options.
func want(t *testing.T, f format, data []byte) []string {
	t.Helper()
	c := live.DefaultConfig(f.rate)
	c.Audio = live.AudioNone
	c.Segments.MaxSpeech = 0
	c.Segments.MinSpeech = 90 * time.Millisecond
	c.Segments.MinSilence = 500 * time.Millisecond
	d, err := live.New(model(t), c)
	if err != nil {
		t.Fatal(err)
	}
	pcm := make([]float32, len(data)/f.bytes)
	f.encoding.Decode(pcm, data)
	events, err := d.Write(nil, pcm)
	if err != nil {
		t.Fatal(err)
	}
	rate := int64(f.rate)
	lines := []string{"session.created"}
	items, buffer := 0, int64(0)
	for _, e := range events {
		switch e.Kind {
		case segment.SpeechConfirmed:
			items++
			start := max(buffer, e.Segment.Start-300*rate/1000)
			lines = append(lines, fmt.Sprintf("speech_started from %d item%d", start*1000/rate, items))
		case segment.SpeechEnded:
			buffer = min(e.Known, e.Segment.End+500*rate/1000)
			after := ""
			if items > 1 {
				after = fmt.Sprintf(" after item%d", items-1)
			}
			lines = append(lines, fmt.Sprintf("speech_stopped to %d item%d", buffer*1000/rate, items), fmt.Sprintf("committed item%d%s", items, after))
		}
	}
	return lines
}

// TestDetector: the events are those of a detector, in each format and however the
// audio is cut.
func TestDetector(t *testing.T) {
	for _, f := range formats {
		data := speech(t, f)
		lines := want(t, f, data)
		if len(lines) < 4 {
			t.Fatalf("%s: no turn in %q", f.current, lines)
		}
		for _, size := range []int{f.rate / 50 * f.bytes, 1234 * f.bytes, len(data)} {
			c := newClient(t, Beta)
			if f.beta != "pcm16" {
				c.send(`{"type":"session.update","session":{"input_audio_format":"` + f.beta + `"}}`)
				c.events = slices.Delete(c.events, 1, 2)
			}
			if got := c.append(data, size).lines(); !slices.Equal(got, lines) {
				t.Errorf("%s in pieces of %d bytes: got %q, want %q", f.current, size, got, lines)
			}
		}
	}
}

func compare(t *testing.T, c *client, want ...string) {
	t.Helper()
	if got := c.lines(); !slices.Equal(got, want) {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
}

// upTo returns the audio before a time.
func upTo(data []byte, ms int) []byte { return data[:len(silence(ms))] }

func TestManualTurns(t *testing.T) {
	data := upTo(speech(t, formats[0]), 2000)
	c := newClient(t, Current)
	c.send(`{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}`)
	c.send(`{"type":"input_audio_buffer.commit"}`)
	c.append(data, 960).send(`{"type":"input_audio_buffer.commit"}`)
	c.append(data, 960).send(`{"type":"input_audio_buffer.commit"}`)
	c.append(data, 960).send(`{"type":"input_audio_buffer.clear"}`).send(`{"type":"input_audio_buffer.commit"}`)
	compare(t, c, "session.created", "session.updated", "error input_audio_buffer_commit_empty",
		"committed item1", "committed item2 after item1", "cleared", "error input_audio_buffer_commit_empty")

	// Times go on counting when the server finds turns again.
	c.send(`{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","prefix_padding_ms":0}}}}}`)
	c.append(data, 960)
	compare(t, c, "session.updated", "speech_started from 6736 item3")
}

func TestCommitInSpeech(t *testing.T) {
	data := speech(t, formats[0])
	c := newClient(t, Current)
	c.append(upTo(data, 2000), 960)
	c.send(`{"type":"input_audio_buffer.commit"}`)
	compare(t, c, "session.created", "speech_started from 436 item1", "committed item1")
	c.append(data[len(silence(2000)):len(silence(3000))], 960)
	compare(t, c, "speech_started from 2000 item2")
	c.send(`{"type":"input_audio_buffer.clear"}`)
	c.append(silence(1000), 960)
	c.send(`{"type":"input_audio_buffer.commit"}`)
	compare(t, c, "cleared", "committed item3 after item1")
}

// TestSwitchOff: speech that is open when turns are left to the client is committed
// as its item.
func TestSwitchOff(t *testing.T) {
	c := newClient(t, Beta)
	c.append(upTo(speech(t, formats[0]), 2000), 960)
	c.send(`{"type":"session.update","session":{"turn_detection":null}}`)
	c.append(silence(2000), 960).send(`{"type":"input_audio_buffer.commit"}`)
	compare(t, c, "session.created", "speech_started from 436 item1", "session.updated", "committed item1")
}

func TestFinish(t *testing.T) {
	c := newClient(t, Current)
	c.append(upTo(speech(t, formats[0]), 2000), 960)
	out, err := c.Finish(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	c.keep(out)
	compare(t, c, "session.created", "speech_started from 436 item1", "speech_stopped to 2000 item1", "committed item1")
	if out, err = c.Finish(t.Context(), nil); err != nil || len(out) > 0 {
		t.Errorf("again: got %q, %v, want nothing", out, err)
	}
}

const idle3s = `{"type":"session.update","session":{"turn_detection":{"type":"server_vad","idle_timeout_ms":3000}}}`

// TestTimeout: silence that reaches idle_timeout_ms is reported in its place,
// however the audio is cut.
func TestTimeout(t *testing.T) {
	data := slices.Concat(silence(4000), upTo(speech(t, formats[0]), 8500), silence(7000))
	var first []string
	for _, size := range []int{960, 2468, len(data)} {
		c := newClient(t, Beta)
		c.send(idle3s)
		lines := c.append(data, size).lines()
		if first == nil {
			first = lines
		}
		if !slices.Equal(lines, first) {
			t.Errorf("in pieces of %d bytes: got %q, want %q", size, lines, first)
		}
	}
	var stopped, again, third int
	_, err := fmt.Sscanf(first[5], "speech_stopped to %d", &stopped)
	if err == nil {
		_, err = fmt.Sscanf(first[7], "timeout_triggered from %d to %d", &again, &third)
	}
	if err != nil || first[2] != "timeout_triggered from 0 to 3000 item1" || first[3] != "committed item1" || again != stopped || third != stopped+3000 {
		t.Errorf("got %q, want timeouts at 3000 and 3 s after the speech", first)
	}
}

func TestStalled(t *testing.T) {
	c := newClient(t, Beta)
	if d, ok := c.Patience(); ok {
		t.Errorf("without a timeout: got %v", d)
	}
	c.keep(c.Stalled(nil, time.Hour))
	c.send(idle3s).append(silence(1000), 960)
	if d, ok := c.Patience(); d != 2*time.Second || !ok {
		t.Errorf("after a second: got %v, %v, want 2s", d, ok)
	}
	c.keep(c.Stalled(nil, 1999*time.Millisecond))
	c.keep(c.Stalled(nil, 2*time.Second))
	c.keep(c.Stalled(nil, 3*time.Second))
	compare(t, c, "session.created", "session.updated", "timeout_triggered from 0 to 1000 item1", "committed item1",
		"timeout_triggered from 1000 to 1000 item2", "committed item2 after item1")
	c.append(upTo(speech(t, formats[0]), 2000), 960)
	if d, ok := c.Patience(); ok {
		t.Errorf("in speech: got %v", d)
	}
}

// TestDurationOfDays: audio that comes faster than it is spoken, for hours, has its
// length.
func TestDurationOfDays(t *testing.T) {
	const days = 100 * 24 * time.Hour
	s := New(model(t), Current)
	s.end = int64(days/time.Second) * int64(s.settings.format.rate)
	if got := s.Duration(); got != days {
		t.Errorf("got %v, want %v", got, days)
	}
}
