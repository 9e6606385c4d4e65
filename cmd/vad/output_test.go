//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/labels"
)

// TestSourcesAreKept checks that no verb replaces what it reads, by whatever
// name the output has it.
func TestSourcesAreKept(t *testing.T) {
	clip := contents(t, speech)
	stored := mustRun(t, "probs", "-q", "-f", "json", speech)
	for _, test := range []struct {
		name, content string // of the file that is read
		args          []string
	}{
		{"a.wav", clip, []string{"detect", "a.wav", "-o", "a.wav"}},
		{"a.wav", clip, []string{"detect", "a.wav", "-o", "link"}},
		{"a.txt", clip, []string{"detect", "a.txt", "-o", "."}},
		{"a.json", stored, []string{"detect", "--probs", "a.json", "-o", "./a.json"}},
		{"a.wav", clip, []string{"probs", "a.wav", "-o", "../FOLDER/a.wav"}},
		{"a.wav", clip, []string{"plot", "a.wav", "-f", "png", "-o", "a.wav"}},
		{"x-0001.wav", clip, []string{"split", "x-0001.wav", "x.wav"}},
		{"x-speech.wav", clip, []string{"split", "--collect", "x.wav", "x-speech.wav"}},
		{"a.svg", "1\t2\tx\n", []string{"eval", "x.wav", "--labels", "a.svg", "--roc", "a.svg"}},
	} {
		folder := t.TempDir()
		t.Chdir(folder)
		for _, name := range []string{test.name, "x.wav"} {
			content := test.content
			if name == "x.wav" {
				content = clip
			}
			if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(test.name, "link"); err != nil {
			t.Fatal(err)
		}
		for i, arg := range test.args {
			test.args[i] = strings.Replace(arg, "FOLDER", filepath.Base(folder), 1)
		}
		_, stderr, status := vadRun(append(test.args, "-q")...)
		if status != statusFailed || !strings.Contains(stderr, "would be replaced by the output") {
			t.Errorf("%v: status %d: %s", test.args, status, stderr)
		}
		if contents(t, test.name) != test.content {
			t.Errorf("%v: %s has changed", test.args, test.name)
		}
	}
}

// TestCollectBesideRecording checks the names of collected speech.
func TestCollectBesideRecording(t *testing.T) {
	name := file(t, "clip.wav", contents(t, speech))
	t.Chdir(filepath.Dir(name))
	for _, test := range []struct{ flag, file string }{{"--collect", "clip-speech.wav"}, {"--invert", "clip-rest.wav"}} {
		out := mustRun(t, "split", "-q", "--collect", test.flag, "clip.wav")
		if !strings.HasPrefix(out, test.file+"\t") {
			t.Errorf("%s: got %q, want %s", test.flag, out, test.file)
		}
		samplesOf(t, test.file)
	}
}

// TestFailureKeepsOutput checks that a run without any result leaves the file
// that an earlier one has written.
func TestFailureKeepsOutput(t *testing.T) {
	for _, verb := range []string{"detect", "probs"} {
		name := file(t, "out", "good")
		if _, _, status := vadRun(verb, "-q", "-o", name, "missing.wav"); status != statusFailed {
			t.Errorf("%s: status %d", verb, status)
		}
		if entries, _ := os.ReadDir(filepath.Dir(name)); contents(t, name) != "good" || len(entries) != 1 {
			t.Errorf("%s: the file holds %q, the folder %v", verb, contents(t, name), entries)
		}
	}
}

// TestOutputLinks checks that a link stays one, and what it points to is
// written.
func TestOutputLinks(t *testing.T) {
	speech, err := filepath.Abs(speech)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	want := mustRun(t, "detect", speech)
	for _, link := range []struct{ name, target string }{{"there", "old"}, {"new", "not-yet"}, {"chain", "there"}} {
		if err := os.WriteFile("old", []byte("old"), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(link.target, link.name); err != nil {
			t.Fatal(err)
		}
		mustRun(t, "detect", "-q", "-o", link.name, speech)
		if to, err := os.Readlink(link.name); err != nil || to != link.target || contents(t, link.name) != want {
			t.Errorf("%s points to %q, %v, and holds %q", link.name, to, err, contents(t, link.name))
		}
	}
	if out := mustRun(t, "detect", "-q", "-o", "-", speech); out != want {
		t.Errorf("-o -: got %q", out)
	}
}

// TestFolderFailures checks that an output that cannot be written does not stop
// the others.
func TestFolderFailures(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "speech.txt"), 0o777); err != nil {
		t.Fatal(err)
	}
	_, stderr, status := vadRun("detect", "-q", "-o", folder, speech, "../../testdata/voices.wav")
	if status != statusFailed || !strings.Contains(stderr, speech) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("status %d: %s", status, stderr)
	}
	if !strings.Contains(contents(t, filepath.Join(folder, "voices.txt")), "segments") {
		t.Error("voices.wav was not written")
	}
}

// TestOddNames checks that names reach files as they are, and terminals without
// what moves the cursor.
func TestOddNames(t *testing.T) {
	for _, name := range []string{"a,b.wav", "\x1b[2J\n.wav", "日本.wav", `back\slash.wav`} {
		path := file(t, name, contents(t, speech))
		if got := detectJSON(t, "-q", path)[0].File; got != path {
			t.Errorf("%q: json names %q", path, got)
		}
		if text := mustRun(t, "detect", "-q", path); strings.Contains(text, "\x1b") || strings.Count(text, "\n") != 5 {
			t.Errorf("%q: text is %q", path, text)
		}
		if name := decodeJSON[fileFigures](t, mustRun(t, "bench", "--time=1ms", "-f", "json", path))[0].File; name != path {
			t.Errorf("%q: bench names %q", path, name)
		}
		_, stderr, status := vadRun("detect", path+"x")
		if status != statusFailed || strings.Count(stderr, "\n") != 1 || strings.Contains(stderr, "\x1b") {
			t.Errorf("%q: status %d: %q", path, status, stderr)
		}
	}
	if got := labels.Printable("a\x1b[2J\n\u0085é\xff"); got != `a\x1b[2J\x0a\x85é`+"\uFFFD" {
		t.Errorf("got %q", got)
	}
}

// TestOutputPermissions checks that new files have those that the user gives to
// new files, and others keep theirs.
func TestOutputPermissions(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	name := filepath.Join(t.TempDir(), "out.txt")
	for _, want := range []os.FileMode{0o600, 0o640} {
		mustRun(t, "detect", "-q", "-o", name, speech)
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("the file has %v, %v, want %v", info.Mode(), err, want)
		}
		if err := os.Chmod(name, 0o640); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPipes checks that a search passes over named pipes, and that one that is
// named waits for its writer, or for the user to lose patience.
func TestPipes(t *testing.T) {
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe.wav")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(pipe, filepath.Join(folder, "link.wav")); err != nil {
		t.Fatal(err)
	}
	if _, stderr, status := vadRun("detect", "-r", folder); status != statusFailed || !strings.Contains(stderr, "no recordings in this folder") {
		t.Errorf("search: status %d: %s", status, stderr)
	}
	go os.WriteFile(pipe, []byte(contents(t, speech)), 0)
	if out := mustRun(t, "detect", "-q", pipe); !strings.Contains(out, "3 segments") {
		t.Errorf("from the pipe: %s", out)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, stderr, status := vadRunInput(ctx, strings.NewReader(""), "detect", pipe); status != statusInterrupted {
		t.Errorf("nobody writes: status %d: %s", status, stderr)
	}
}

// TestLinkedFolder searches a folder by a link to it.
func TestLinkedFolder(t *testing.T) {
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(filepath.Dir(file(t, "a.wav", contents(t, speech))), link); err != nil {
		t.Fatal(err)
	}
	if got, want := detectJSON(t, "-q", "-r", link)[0].File, filepath.Join(link, "a.wav"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestStoredTakesAll(t *testing.T) {
	stored := file(t, "x.json", mustRun(t, "probs", "-q", "-f", "json", speech)+mustRun(t, "probs", "-q", "-f", "json", "../../testdata/voices.wav"))
	for _, args := range [][]string{{speech}, {"--model=v5"}, {"--raw=s16le"}, {"--channel=0"}, {"--per-channel"}, {"-r"}, {"-f", "srt"}} {
		if out, stderr, status := vadRun(append([]string{"detect", "--probs", stored}, args...)...); status != statusUsage || out != "" {
			t.Errorf("%v: status %d: %s%s", args, status, out, stderr)
		}
	}
}

func TestOptionNames(t *testing.T) {
	for option, want := range map[string]string{
		"--threshold=2": "vad: --threshold: got 2", "--min-speech=-1s": "vad: --min-speech: got -1s",
		"--min-silence-at-max-speech=-1s": "vad: --min-silence-at-max-speech: got -1s",
	} {
		if _, stderr, status := vadRun("detect", option, speech); status != statusUsage || !strings.HasPrefix(stderr, want) {
			t.Errorf("%s: status %d: %s", option, status, stderr)
		}
	}
}

func TestBenchInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, args := range [][]string{{"bench"}, {"bench", speech}} {
		if _, stderr, status := vadRunInput(ctx, strings.NewReader(""), args...); status != statusInterrupted || stderr != "vad: interrupted\n" {
			t.Errorf("%v: status %d: %q", args, status, stderr)
		}
	}
}
