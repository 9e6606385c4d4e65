//go:build unix

package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gosilero/vad/audio/audiofile"
	"github.com/gosilero/vad/internal/labels"
)

// streamed returns the final segments of a run of vad stream.
func streamed(t *testing.T, in io.Reader, args ...string) []streamEvent {
	t.Helper()
	got := runProcess(t, in, append([]string{"stream", "--final"}, args...)...)
	if got.status != 0 || got.stderr != "" {
		t.Fatalf("vad stream %v: %+v", args, got)
	}
	return decodeJSON[streamEvent](t, got.stdout)
}

// sameSpans compares final segments with those of vad detect.
func sameSpans(t *testing.T, what string, got []streamEvent, want []labels.Segment) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
		return
	}
	for i, e := range got {
		if e.StartSample != want[i].StartSample || e.EndSample != want[i].EndSample {
			t.Errorf("%s: got %v, want %v", what, e, want[i])
		}
	}
}

// TestStreamHeaders checks that the header of a WAV that a program writes to a pipe
// is obeyed, whatever size it claims.
func TestStreamHeaders(t *testing.T) {
	want := detectJSON(t, speech)[0].Segments
	whole := []byte(contents(t, speech))
	for _, size := range []uint32{0xFFFFFFFF, 0, 0x80000000, 0x7FFFF024} { // ffmpeg, others, arecord, sox
		piped := bytes.Clone(whole)
		binary.LittleEndian.PutUint32(piped[4:], size+36)
		binary.LittleEndian.PutUint32(piped[40:], size)
		sameSpans(t, fmt.Sprintf("size %#x", size), streamed(t, bytes.NewReader(piped)), want)
	}
	for _, clip := range []string{speech, "speech.flac", "speech.mp3", "speech.ogg", "speech-celt.opus"} {
		if clip != speech {
			clip = audioClips + clip
		}
		sameSpans(t, clip, streamed(t, strings.NewReader(contents(t, clip))), detectJSON(t, clip)[0].Segments)
	}
	if got := runProcess(t, nil, "stream"); got != (outcome{}) {
		t.Errorf("without input: %+v", got)
	}
}

// TestOneRule checks that stream and detect take audio of a rate to the same
// network.
func TestOneRule(t *testing.T) {
	pcm := samplesOf(t, speech)
	for _, rate := range []int{8000, 11025, 12000, 16000, 22050, 44100} {
		name := wavFile(t, rate, pcm) // faster or slower speech is speech
		want := detectJSON(t, name)[0].Segments
		if len(want) == 0 {
			t.Errorf("%d Hz: no speech", rate)
		}
		sameSpans(t, fmt.Sprint(rate, " Hz"), streamed(t, strings.NewReader(contents(t, name)), "--reset-silence=0"), want)
	}
}

// TestStreamEncoded checks that events of encoded audio come while the pipe stays
// open.
func TestStreamEncoded(t *testing.T) {
	for _, clip := range []string{"speech.flac", "speech.mp3", "speech.ogg", "speech-silk.opus"} {
		want := detectJSON(t, audioClips+clip)[0].Segments
		cmd := process(t, "stream", "--final")
		feed, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go io.WriteString(feed, contents(t, audioClips+clip))
		// This ends with an error if the event comes with the end of the input.
		var first streamEvent
		if err := json.NewDecoder(out).Decode(&first); err != nil || first.StartSample != want[0].StartSample {
			t.Errorf("%s: got %v, %v, want %v", clip, first, err, want[0])
		}
		cmd.Process.Kill()
		cmd.Wait()
	}
}

// TestStreamWAVLatency checks that an event goes out with the last sample of the
// window that decides it, from a pipe with a header as from one without.
func TestStreamWAVLatency(t *testing.T) {
	whole := contents(t, speech)
	testLatency(t, whole[:44], []byte(whole[44:]))
}

// TestStreamRefusals checks that what is no sound is not taken for it.
func TestStreamRefusals(t *testing.T) {
	whole := contents(t, speech)
	for _, test := range []struct {
		name, input string
		args        []string
		status      int
		want        string
	}{
		{"AAC", "\xff\xf1\x50\x80\x02\x1f\xfc\x21\x00\x49\x90\x02\x19\x00\x23\x80\xff\xf1\x50\x80\x02\x1f\xfc", nil, statusFailed, "ffmpeg -i INPUT -f wav - | vad stream"},
		{"AMR", "#!AMR\n\x3c\x48\xf5\x1f\x96\x66\x78\x00\x00\x00\x00", nil, statusFailed, "AMR cannot be decoded as it arrives; use: ffmpeg"},
		{"MP4 with its index last", contents(t, audioClips+"click-flac.mp4"), nil, statusFailed, "MP4 cannot be decoded as it arrives; use: ffmpeg"},
		{"damaged WAV", whole[:20], nil, statusFailed, "WAV ends"},
		{"rate of a WAV", whole, []string{"--rate=8000"}, statusUsage, "insist with --raw"},
		{"channels of a WAV", whole, []string{"--channels=2"}, statusUsage, "insist with --raw"},
		{"channel", whole, []string{"--channel=1"}, statusUsage, "--channel"},
	} {
		got := runProcess(t, strings.NewReader(test.input), append([]string{"stream"}, test.args...)...)
		if got.status != test.status || !strings.Contains(got.stderr, test.want) || strings.Count(got.stderr, "\n") != 1 || got.stdout != "" {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}

// TestRawInsists checks that --raw reads a header as samples, and says so.
func TestRawInsists(t *testing.T) {
	header := []byte(contents(t, speech))
	for _, test := range []struct {
		args []string
		in   io.Reader
		name string
	}{
		{[]string{"stream", "--final", "--raw=s16le"}, bytes.NewReader(header), ""},
		{[]string{"detect", "-q", "-f", "jsonl", "--raw=s16le", speech}, nil, speech + ": "},
	} {
		got := runProcess(t, test.in, test.args...)
		if got.status != 0 || got.stderr != "vad: warning: "+test.name+"--raw takes the header of WAV for samples\n" {
			t.Errorf("vad %v: %+v", test.args, got)
		}
		if first := decodeJSON[streamEvent](t, got.stdout)[0]; first.StartSample != 12832 {
			t.Errorf("vad %v: got %v", test.args, first)
		}
	}
	// Without --raw, samples that happen to begin like a frame stay samples.
	pcm := samplesOf(t, speech)
	raw := rawS16(pcm)
	want := streamed(t, bytes.NewReader(raw))
	for _, head := range []string{"\xff\xfb", "\x0b\x77", "G", "ID", "\xd0"} {
		copy(raw, head)
		if got := streamed(t, bytes.NewReader(raw)); len(got) != len(want) || got[1] != want[1] {
			t.Errorf("samples that begin with %q: got %v, want %v", head, got, want)
		}
	}
}

// TestStreamDamage checks that stream, too, says what it went past.
func TestStreamDamage(t *testing.T) {
	got := runProcess(t, strings.NewReader(contents(t, speech)[:300_001]), "stream")
	if got.status != 0 || !strings.Contains(got.stderr, "vad: warning: audio: input cut short") {
		t.Errorf("%+v", got)
	}
	name := filepath.Join(t.TempDir(), "deep.wav")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := audiofile.NewWriter(f, audiofile.Format{Kind: "wav", SampleRate: 500, Channels: 1, Bits: 16}); err != nil {
		t.Fatal(err)
	}
	if got := runProcess(t, strings.NewReader(contents(t, name)), "stream"); got.status != statusUsage || !strings.Contains(got.stderr, "the input has 500 Hz") {
		t.Errorf("500 Hz: %+v", got)
	}
}
