package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/audio"
)

// stereo returns two channels of samples, interleaved, in 16 bits; the second
// channel begins later.
func stereo(t *testing.T) []byte {
	t.Helper()
	pcm := samplesOf(t, speech)
	interleaved := make([]float32, 2*len(pcm))
	for i, v := range pcm {
		interleaved[2*i] = v
		if k := i + 3*16000; k < len(pcm) {
			interleaved[2*k+1] = v
		}
	}
	return rawS16(interleaved)
}

// TestStreamPerChannel checks that each channel has the segments of vad detect, and
// that the call's overlaps are reported.
func TestStreamPerChannel(t *testing.T) {
	raw := stereo(t)
	type event struct {
		streamEvent
		Channel *int
	}
	out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(raw), "stream", "--channels=2", "--per-channel", "--reset-silence=0s")
	if status != 0 {
		t.Fatal(stderr)
	}
	got := map[int][][2]int64{}
	kinds := map[string]int{}
	for _, e := range decodeJSON[event](t, out) {
		kinds[e.Event]++
		if e.Event == "segment_final" {
			got[*e.Channel] = append(got[*e.Channel], [2]int64{e.StartSample, e.EndSample})
		}
	}
	if kinds["speech_overlapped"] == 0 {
		t.Errorf("no overlap is reported: %v", kinds)
	}
	detected, stderr, status := vadRunInput(context.Background(), bytes.NewReader(raw), "detect", "-q", "--format=json", "--raw=s16le", "--channels=2", "--per-channel", "-")
	if status != 0 {
		t.Fatal(stderr)
	}
	type recording struct {
		Channel  int
		Segments []struct {
			StartSample int64 `json:"start_sample"`
			EndSample   int64 `json:"end_sample"`
		}
	}
	for _, r := range decodeJSON[recording](t, detected) {
		var want [][2]int64
		for _, s := range r.Segments {
			want = append(want, [2]int64{s.StartSample, s.EndSample})
		}
		if len(want) == 0 || !slices.Equal(got[r.Channel], want) {
			t.Errorf("channel %d: got %v, want %v", r.Channel, got[r.Channel], want)
		}
	}
}

// TestStreamTurns checks that turns are reported, and in lines of text, too.
func TestStreamTurns(t *testing.T) {
	raw := rawS16(samplesOf(t, speech))
	out, _, _ := vadRunInput(context.Background(), bytes.NewReader(raw), "stream", "--turns", "--final")
	var kinds []string
	for _, e := range decodeJSON[streamEvent](t, out) {
		kinds = append(kinds, e.Event)
	}
	if got, want := strings.Join(kinds, " "), "segment_final turn_final segment_final turn_final segment_final turn_final"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	out, _, _ = vadRunInput(context.Background(), bytes.NewReader(raw), "stream", "--turns", "--format=text")
	if want := "     0.706      7.422      6.716\n"; !strings.HasPrefix(out, want) || strings.Count(out, "  turn ended\n") != 3 {
		t.Errorf("got\n%s", out)
	}
}

// streamSegments returns the samples of the segments that a stream reports.
func streamSegments(t *testing.T, raw []byte, args ...string) (list [][2]int64) {
	t.Helper()
	out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(raw), append([]string{"stream", "--final"}, args...)...)
	if status != 0 {
		t.Fatal(stderr)
	}
	for _, e := range decodeJSON[streamEvent](t, out) {
		list = append(list, [2]int64{e.StartSample, e.EndSample})
	}
	return list
}

// TestStreamSave checks the names and the samples of what is saved, and that a
// second run replaces nothing.
func TestStreamSave(t *testing.T) {
	pcm := samplesOf(t, speech)
	raw := rawS16(pcm)
	folder := filepath.Join(t.TempDir(), "said", "today")
	var files []string
	for range 2 {
		out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(raw), "stream", "--final", "--save", folder)
		if status != 0 {
			t.Fatal(stderr)
		}
		for _, s := range decodeJSON[savedSegment](t, out) {
			if s.Event == "segment_saved" {
				files = append(files, s.File)
			}
		}
	}
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	want := []string{"00-00-00.706.wav", "00-00-08.834.wav", "00-00-12.834.wav", "00-00-00.706-2.wav", "00-00-08.834-2.wav", "00-00-12.834-2.wav"}
	if !slices.Equal(names, want) {
		t.Fatalf("got %v, want %v", names, want)
	}
	for i, s := range streamSegments(t, raw) {
		for _, file := range []string{files[i], files[i+3]} {
			if got := samplesOf(t, file); !slices.Equal(got, pcm[s[0]:s[1]]) {
				t.Errorf("%s has %d samples, which are not those of %v", file, len(got), s)
			}
		}
	}
	out, _, status := vadRunInput(context.Background(), bytes.NewReader(stereo(t)), "stream", "--channels=2", "--per-channel", "--reset-silence=0s", "--format=text", "--save", folder)
	if status != 0 || !strings.Contains(out, filepath.Join(folder, "00-00-00.706-channel0.wav")+"\n") || !strings.Contains(out, "00-00-03.714-channel1.wav\n") {
		t.Errorf("status %d:\n%s", status, out)
	}
}

// TestStreamSpeechOnly checks that the bytes of the segments come out, in several
// encodings.
func TestStreamSpeechOnly(t *testing.T) {
	pcm := samplesOf(t, speech)
	for _, e := range []audio.Encoding{audio.S16LE, audio.MuLaw, audio.F32LE} {
		raw := e.Append(nil, pcm)
		size := int64(len(raw) / len(pcm))
		out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(raw), "stream", "--raw", string(e), "--speech-only")
		if status != 0 || stderr != "" {
			t.Fatalf("status %d: %s", status, stderr)
		}
		var want []byte
		for _, s := range streamSegments(t, raw, "--raw", string(e)) {
			want = append(want, raw[size*s[0]:size*s[1]]...)
		}
		if len(want) == 0 || out != string(want) {
			t.Errorf("%s: got %d bytes, want %d others", e, len(out), len(want))
		}
	}
}

// TestStreamExec runs a command for each segment, with and without files that stay,
// and one that fails.
func TestStreamExec(t *testing.T) {
	raw := rawS16(samplesOf(t, speech))
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(raw), "stream", "--final", "--exec", `sh -c 'wc -c < "$1"; echo "$VAD_START $VAD_END"' sh {}`)
	if status != 0 || stderr != "" {
		t.Fatalf("status %d: %s", status, stderr)
	}
	var got []string
	for _, c := range decodeJSON[endedCommand](t, out) {
		if c.Event == "command_ended" {
			got = append(got, strings.Join(strings.Fields(c.Output), " "))
		}
	}
	slices.Sort(got) // they run at once
	if want := []string{"158636 12.834 17.790", "214956 0.706 7.422", "84908 8.834 11.486"}; !slices.Equal(got, want) {
		t.Errorf("the commands print %q, want %q", got, want)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("temporary files stay: %v, %v", left, err)
	}

	folder := t.TempDir()
	out, stderr, status = vadRunInput(context.Background(), bytes.NewReader(raw), "stream", "--format=text", "--save", folder, "--exec", `sh -c 'echo no >&2; exit 3'`)
	if status != statusFailed || strings.Count(stderr, "exit status 3: no\n") != 3 || strings.Count(out, ".wav\n") != 3 {
		t.Errorf("status %d: %s%s", status, out, stderr)
	}
	if files, _ := filepath.Glob(folder + "/*.wav"); len(files) != 3 {
		t.Errorf("%v stay, want 3", files)
	}
}

func TestListenErrors(t *testing.T) {
	for _, args := range [][]string{
		{"--per-channel", "--channel=0"}, {"--speech-only", "--per-channel"}, {"--speech-only", "--format=json"},
		{"--exec", "'"}, {"--exec", "no-such-program {}"}, {"--exec="}, {"--format=xml"}, {"--save=x", "--min-speech=11m"},
		{"--mic", "--raw=s16le"}, {"--mic", "--rate=8000"}, {"--device=x", "--channels=2"},
	} {
		_, stderr, status := vadRun(append([]string{"stream"}, args...)...)
		if args[0] == "--exec=" { // as without it
			if status != 0 {
				t.Errorf("%v: status %d: %s", args, status, stderr)
			}
			continue
		}
		if status != statusUsage || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d: %s", args, status, stderr)
		}
	}
}

// TestJSONPrinter checks that lines of several goroutines stay whole.
func TestJSONPrinter(t *testing.T) {
	var b bytes.Buffer
	p := newJSONPrinter(&b, false, false)
	done := make(chan error)
	for range 4 {
		go func() {
			for range 100 {
				if err := p.saved(savedSegment{File: "a<b"}); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	for line := range strings.Lines(b.String()) {
		var s savedSegment
		if err := json.Unmarshal([]byte(line), &s); err != nil || s.File != "a<b" {
			t.Fatalf("%q: %v", line, err)
		}
	}
}
