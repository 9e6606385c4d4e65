//go:build unix

package main

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// in runs the command in a folder.
func in(t *testing.T, folder string, args ...string) outcome {
	t.Helper()
	cmd := process(t, args...)
	cmd.Dir = folder
	return finish(t, cmd, nil)
}

// listing returns the names in a folder.
func listing(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestForeignFiles checks that split and plot replace what they have written, and
// nothing else without --force.
func TestForeignFiles(t *testing.T) {
	for _, test := range []struct {
		args []string
		file string
	}{
		{[]string{"split", "talk.wav"}, "talk-0002.wav"},
		{[]string{"split", "--format=flac", "talk.wav"}, "talk-0001.flac"},
		{[]string{"split", "--collect", "talk.wav"}, "talk-speech.wav"},
		{[]string{"plot", "talk.wav"}, "talk.png"},
		{[]string{"plot", "-o", "x.svg", "talk.wav"}, "x.svg"},
	} {
		folder := folderWith(t, map[string]string{"talk.wav": contents(t, speech)})
		path := filepath.Join(folder, test.file)
		for range 2 { // the second run replaces what the first one wrote
			if got := in(t, folder, test.args...); got.status != 0 {
				t.Fatalf("%v: %+v", test.args, got)
			}
		}
		if err := os.WriteFile(path, []byte("mine"), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := in(t, folder, test.args...); got.status != statusFailed || !strings.Contains(got.stderr, test.file+" exists, and vad did not write it; --force replaces it") {
			t.Errorf("%v: %+v", test.args, got)
		}
		if contents(t, path) != "mine" {
			t.Errorf("%v: the file was replaced", test.args)
		}
		if got := in(t, folder, append(test.args, "--force")...); got.status != 0 || contents(t, path) == "mine" {
			t.Errorf("%v --force: %+v", test.args, got)
		}
	}
}

// TestStalePieces checks that pieces of an earlier run go, and nothing else does.
func TestStalePieces(t *testing.T) {
	folder := folderWith(t, map[string]string{"talk.wav": contents(t, speech), "talk-0004.wav": contents(t, speech)})
	if got := in(t, folder, "split", "-q", "talk.wav"); got.status != 0 || got.stderr != "" {
		t.Fatalf("%+v", got)
	}
	got := in(t, folder, "split", "-q", "--min-speech=3", "talk.wav")
	if got.status != 0 || got.stderr != "vad: removed talk-0003.wav, a piece of an earlier run\n" {
		t.Errorf("%+v", got)
	}
	if names := listing(t, folder); !slices.Equal(names, strings.Fields("talk-0001.wav talk-0002.wav talk-0004.wav talk.wav")) {
		t.Errorf("files %v", names)
	}
	if got := in(t, folder, "split", "-q", "--format=flac", "--threshold=0.99", "--min-speech=60", "talk.wav"); got.stdout != "" || strings.Count(got.stderr, "removed") != 2 || !strings.HasSuffix(got.stderr, "vad: talk.wav: no pieces\n") {
		t.Errorf("without pieces: %+v", got)
	}
	if names := listing(t, folder); !slices.Equal(names, strings.Fields("talk-0004.wav talk.wav")) {
		t.Errorf("files %v", names)
	}
}

// TestStaleCollection checks that the one file of an earlier run goes, in any format, if
// this one has none, and that the rest stays.
func TestStaleCollection(t *testing.T) {
	folder := folderWith(t, map[string]string{"talk.wav": contents(t, speech)})
	for _, args := range [][]string{{"--collect"}, {"--collect", "--invert"}, {"--collect", "--format=flac"}} {
		if got := in(t, folder, append([]string{"split", "-q", "talk.wav"}, args...)...); got.status != 0 {
			t.Fatalf("%v: %+v", args, got)
		}
	}
	if names := listing(t, folder); !slices.Equal(names, strings.Fields("talk-rest.wav talk-speech.flac talk-speech.wav talk.wav")) {
		t.Errorf("files %v", names)
	}
	got := in(t, folder, "split", "-q", "--collect", "--min-speech=60", "talk.wav")
	if got.status != 0 || got.stderr != "vad: removed talk-speech.wav, a piece of an earlier run\nvad: removed talk-speech.flac, a piece of an earlier run\nvad: talk.wav: no pieces\n" {
		t.Errorf("%+v", got)
	}
	if names := listing(t, folder); !slices.Equal(names, strings.Fields("talk-rest.wav talk.wav")) {
		t.Errorf("files %v", names)
	}
}

// TestSplitInPlace checks that a search does not split pieces, however often it runs.
func TestSplitInPlace(t *testing.T) {
	folder := folderWith(t, map[string]string{"a/talk.wav": contents(t, speech)})
	first := in(t, folder, "split", "-q", "-r", ".", "-o", ".")
	before := listing(t, filepath.Join(folder, "a"))
	for range 2 {
		again := in(t, folder, "split", "-q", "-r", ".", "-o", ".")
		if again.status != 0 || again.stdout != first.stdout || again.stderr != "vad: passed over 3 pieces of an earlier run\n" {
			t.Errorf("%+v, want %+v", again, first)
		}
	}
	if after := listing(t, filepath.Join(folder, "a")); len(after) != 4 || !slices.Equal(after, before) {
		t.Errorf("files %v, want %v", after, before)
	}
	os.Remove(filepath.Join(folder, "a/talk.wav"))
	if got := in(t, folder, "split", "-q", "-r", "a", "-o", "a"); got.status != statusFailed || !strings.Contains(got.stderr, "a: has pieces of an earlier run alone") {
		t.Errorf("pieces alone: %+v", got)
	}
	// Named, a piece is a recording.
	if got := in(t, folder, "split", "-q", "a/talk-0001.wav"); got.status != 0 || got.stdout == "" {
		t.Errorf("a piece that is named: %+v", got)
	}
}

// TestSplitPipe checks that vad split reads a pipe with a name once, and that vad bench
// refuses it.
func TestSplitPipe(t *testing.T) {
	folder := folderWith(t, map[string]string{"talk.wav": contents(t, speech)})
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	go os.WriteFile(pipe, []byte(contents(t, speech)), 0)
	if got := in(t, folder, "split", "-q", "pipe"); got.status != 0 || strings.Count(got.stdout, "pipe-000") != 3 || got.stderr != "" {
		t.Errorf("%+v", got)
	}
	if got, want := len(samplesOf(t, filepath.Join(folder, "pipe-0001.wav"))), 118752-11296; got != want {
		t.Errorf("the first piece has %d samples, want %d", got, want)
	}
	if got := in(t, folder, "bench", "pipe"); got.status != statusFailed || !strings.Contains(got.stderr, "pipe: is a pipe") {
		t.Errorf("%+v", got)
	}
}

// TestPages checks that a picture of many recordings becomes several.
func TestPages(t *testing.T) {
	folder := folderWith(t, map[string]string{"quiet.wav": silence(t, 1)})
	names := slices.Repeat([]string{"quiet.wav"}, 9)
	got := in(t, folder, append([]string{"plot", "-q", "-o", "all.png", "--width=400", "--height=4096"}, names...)...)
	if got.status != 0 || got.stdout != "all-0001.png\nall-0002.png\nall-0003.png\n" {
		t.Fatalf("%+v", got)
	}
	for i, want := range []int{4, 4, 1} {
		file, err := os.Open(filepath.Join(folder, fmt.Sprintf("all-%04d.png", i+1)))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if c, err := png.DecodeConfig(file); err != nil || c.Height != want*4096 {
			t.Errorf("picture %d: %v, %v, want %d rows", i, c, err, want)
		}
	}
	if got := in(t, folder, append([]string{"plot", "-q", "-o", "one.png", "--width=400", "--height=4096"}, names[:4]...)...); got.stdout != "one.png\n" {
		t.Errorf("%+v", got)
	}
	if got := in(t, folder, append([]string{"plot", "-q", "-o", "-", "-f", "png", "--width=400", "--height=4096"}, names...)...); got.status != statusUsage || got.stdout != "" {
		t.Errorf("to standard output: status %d: %s", got.status, got.stderr)
	}
	if names := listing(t, folder); len(names) != 5 {
		t.Errorf("files %v", names)
	}
}
