package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/audio"
)

// TestPipe checks that standard input gives what the file gives, with a header
// and without.
func TestPipe(t *testing.T) {
	want := detectJSON(t, speech)[0]
	pcm := samplesOf(t, speech)
	stereo := make([]float32, 0, 2*len(pcm))
	for _, x := range pcm {
		stereo = append(stereo, 0, x)
	}
	tests := []struct {
		name  string
		input []byte
		args  []string
	}{
		{"wav", []byte(contents(t, speech)), nil},
		{"raw", rawS16(pcm), []string{"--raw=s16le"}},
		{"raw, big-endian", audio.S16BE.Append(nil, pcm), []string{"--raw=s16be"}},
		{"raw stereo", rawS16(stereo), []string{"--raw=s16le", "--rate=16000", "--channels=2", "--channel=1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(test.input),
				append([]string{"detect", "-f", "json", "-"}, test.args...)...)
			if status != 0 {
				t.Fatal(stderr)
			}
			got := decodeJSON[struct{ File string }](t, out)[0]
			if got.File != "-" {
				t.Errorf("the file is %q", got.File)
			}
			want := strings.ReplaceAll(mustRun(t, "detect", "-f", "jsonl", speech), speech, "-")
			jsonl, _, _ := vadRunInput(context.Background(), bytes.NewReader(test.input),
				append([]string{"detect", "-f", "jsonl", "-"}, test.args...)...)
			if jsonl = dropChannel(jsonl); jsonl != want {
				t.Errorf("got\n%s\nwant\n%s", jsonl, want)
			}
		})
	}
	if want.Duration != 18.89 {
		t.Errorf("duration %v", want.Duration)
	}
}

func dropChannel(s string) string { return strings.ReplaceAll(s, `"channel":1,`, "") }

// TestChannels checks the channels of a file one by one, and mixed.
func TestChannels(t *testing.T) {
	pcm := samplesOf(t, speech)
	silence := make([]float32, len(pcm))
	name := wavFile(t, 16000, silence, pcm, silence)
	want := detectJSON(t, speech)[0].Segments

	list := detectJSON(t, "--per-channel", name)
	if len(list) != 3 {
		t.Fatalf("%d channels, want 3", len(list))
	}
	for i, r := range list {
		if r.Channel == nil || *r.Channel != i {
			t.Errorf("channel %v, want %d", r.Channel, i)
		}
		expected := want
		if i != 1 {
			expected = nil
		}
		if !equalSegments(r.Segments, expected) {
			t.Errorf("channel %d: %v, want %v", i, r.Segments, expected)
		}
	}
	if one := detectJSON(t, "--channel=1", name)[0]; !equalSegments(one.Segments, want) || *one.Channel != 1 {
		t.Errorf("channel 1 alone: %v", one)
	}
	if mixed := detectJSON(t, name)[0]; mixed.Channel != nil || len(mixed.Segments) != len(want) {
		t.Errorf("all channels: %v", mixed)
	}

	folder := t.TempDir()
	mustRun(t, "detect", "--per-channel", "-f", "srt", "-o", folder, name)
	for _, file := range []string{"clip-channel0.srt", "clip-channel1.srt", "clip-channel2.srt"} {
		contents(t, filepath.Join(folder, file))
	}
}

// TestRecursive checks that folders are searched in order, and that files of
// output lie as their recordings do.
func TestRecursive(t *testing.T) {
	root := t.TempDir()
	clip := contents(t, speech)
	for _, name := range []string{"b.wav", "a/x.wav", "a/c/x.WAV", "a/y.bwf", "a/notes.txt"} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(clip), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, r := range detectJSON(t, "-r", root) {
		name, err := filepath.Rel(root, r.File)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, filepath.ToSlash(name))
	}
	if want := []string{"a/c/x.WAV", "a/x.wav", "a/y.bwf", "b.wav"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	out := filepath.Join(t.TempDir(), "new")
	mustRun(t, "detect", "-r", "-f", "vtt", "-o", out+"/", root)
	for _, name := range []string{"a/c/x.vtt", "a/x.vtt", "a/y.vtt", "b.vtt"} {
		contents(t, filepath.Join(out, name))
	}
}

// TestSameOutput checks that no file of output replaces another.
func TestSameOutput(t *testing.T) {
	other := file(t, "speech.flac", "")
	folder := t.TempDir()
	_, stderr, status := vadRun("detect", "-o", folder, speech, other)
	if status != statusUsage || !strings.Contains(stderr, "same name") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

// TestLimits checks what the options refuse of a recording.
func TestLimits(t *testing.T) {
	claims := filepath.Join(t.TempDir(), "claims.wav")
	wav := []byte("RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00\xff\xff\x80\x3e\x00\x00\x00\x00\x00\x00\xff\xff\x08\x00data\xff\xff\xff\xff")
	if err := os.WriteFile(claims, wav, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		text string
	}{
		{[]string{"--per-channel", claims}, "65535 channels, want at most 64"},
		{[]string{"--max-duration=18s", speech}, "longer than 18s"},
		{[]string{"--max-duration=18.89s", speech}, ""},
	} {
		_, stderr, status := vadRun(append([]string{"detect", "-q"}, test.args...)...)
		if want := test.text != ""; (status != 0) != want || !strings.Contains(stderr, test.text) {
			t.Errorf("%v: got status %d and %q, want %q", test.args, status, stderr, test.text)
		}
	}
}

// TestCancelled checks that reading ends with the context, whatever the input.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := untilDone{ctx, strings.NewReader("x")}.Read(make([]byte, 1))
	if err != context.Canceled {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
