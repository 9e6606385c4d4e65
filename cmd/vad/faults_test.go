//go:build unix

package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestStoredNames checks that no stored recording replaces another of its name.
func TestStoredNames(t *testing.T) {
	root := folderWith(t, map[string]string{"a/x.wav": contents(t, speech), "b/x.wav": silence(t, 3)})
	got := in(t, root, "probs", "-q", "-f", "json", "-r", "-o", "all.json", "a", "b")
	if got.status != 0 {
		t.Fatalf("%+v", got)
	}
	got = in(t, root, "detect", "-q", "--probs", "all.json", "-o", "out/")
	if got.status != statusUsage || !strings.Contains(got.stderr, "the output of a/x.wav and b/x.wav would have the same name") {
		t.Errorf("%+v", got)
	}
	pcm := samplesOf(t, speech)
	stereo := wavFile(t, 16000, pcm, make([]float32, len(pcm)))
	stored := file(t, "stereo.json", mustRun(t, "probs", "-q", "-f", "json", "--per-channel", stereo))
	if got := in(t, root, "detect", "-q", "--probs", stored, "-o", "out/"); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	if names := listing(t, filepath.Join(root, "out")); !slices.Equal(names, strings.Fields("clip-channel0.txt clip-channel1.txt")) {
		t.Errorf("files %v", names)
	}
}

// TestLongNames writes to files with the longest names that there may be.
func TestLongNames(t *testing.T) {
	folder := t.TempDir()
	name := strings.Repeat("x", 251) + ".txt"
	for range 2 { // a new file, and one that is there
		if got := in(t, folder, "detect", "-q", "-o", name, absolute(t, speech)); got.status != 0 {
			t.Fatalf("%+v", got)
		}
	}
	if names := listing(t, folder); len(names) != 1 || names[0] != name {
		t.Errorf("files %v", names)
	}
}

// TestKilled checks that a command that was killed leaves its output as it was, and
// nothing that nobody would recognise.
func TestKilled(t *testing.T) {
	folder := t.TempDir()
	out := filepath.Join(folder, "out.txt")
	if err := os.WriteFile(out, []byte("before"), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := process(t, "detect", "-o", out, speech, "-")
	feed, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(feed, contents(t, speech)) // it is read after the output was begun
	cmd.Process.Kill()
	cmd.Wait()
	for _, name := range listing(t, folder) {
		if match, _ := filepath.Match(".vad-*.tmp", name); name != "out.txt" && !match {
			t.Errorf("left %s", name)
		}
	}
	if contents(t, out) != "before" {
		t.Errorf("the file holds %q", contents(t, out))
	}
}

// TestClosedOutput checks that results that nobody can get are an error, and that
// those that are thrown away on purpose are not.
func TestClosedOutput(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	shell := func(script string) outcome {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
		cmd.Env = append(os.Environ(), actAsVad+"=1", "VAD="+program, "SPEECH="+speech, "OUT="+t.TempDir())
		return finish(t, cmd, nil)
	}
	for script, want := range map[string]int{
		`"$VAD" detect $SPEECH >&-`: statusFailed, `"$VAD" probs $SPEECH >&-`: statusFailed, `"$VAD" info >&-`: statusFailed,
		`"$VAD" --help >&-`: statusFailed, `"$VAD" stream <$SPEECH >&-`: statusFailed,
		`"$VAD" detect $SPEECH >/dev/null`: 0, `"$VAD" detect -o $OUT/x $SPEECH >&-`: 0, `"$VAD" split -o $OUT $SPEECH >&-`: 0,
		`"$VAD" detect --fail-if-silent $SPEECH >&-`: 0, `"$VAD" detect $SPEECH 2>&-`: 0,
	} {
		got := shell(script)
		if got.status != want || want != 0 && got.stderr != "vad: standard output is closed\n" {
			t.Errorf("%s: %+v, want status %d", script, got, want)
		}
	}
}

// TestBlockedOutput checks that an interruption ends what waits for a reader.
func TestBlockedOutput(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	names := slices.Repeat([]string{speech}, 60) // far more than a pipe holds
	for _, test := range []struct {
		name   string
		reader bool // has the pipe open, but reads nothing
		args   []string
	}{
		{"opening a pipe", false, []string{"probs", "-q", "-o", pipe}},
		{"writing to a pipe", true, []string{"probs", "-q", "-o", pipe}},
		{"standard output", false, []string{"probs", "-q"}},
	} {
		cmd := process(t, append(test.args, names...)...)
		if test.reader {
			reader, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
		}
		if _, err := cmd.StdoutPipe(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond) // it blocks by then, or else the signal finds it working
		cmd.Process.Signal(syscall.SIGTERM)
		if cmd.Wait(); cmd.ProcessState.ExitCode() != statusInterrupted {
			t.Errorf("%s: %v", test.name, cmd.ProcessState)
		}
	}
}

// TestEndlessModel checks that a model that does not end is refused.
func TestEndlessModel(t *testing.T) {
	got := runProcess(t, nil, "detect", "--model", "/dev/zero", speech)
	if got.status != statusFailed || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "/dev/zero: ") {
		t.Errorf("%+v", got)
	}
}

// TestHugeSamples checks that a damaged sample costs itself and not the recording.
func TestHugeSamples(t *testing.T) {
	var data []byte
	for i, x := range samplesOf(t, speech) {
		if i == 16000 || i == 16001 {
			x = []float32{math.MaxFloat32, -1 << 32}[i-16000]
		}
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
	}
	for _, rate := range []uint32{16000, 24000} {
		wav := encodeWAV(3, 32, uint32(len(data)), data)
		binary.LittleEndian.PutUint32(wav[24:], rate)
		name := file(t, "loud.wav", string(wav))
		for _, args := range [][]string{{"detect", name}, {"stream", "--final"}} {
			got := runProcess(t, bytes.NewReader(wav), args...)
			if got.status != 0 || !strings.Contains(got.stderr, "2 samples of 2^32 or more replaced by 0, from ") || strings.Count(got.stdout, "\n") < 3 {
				t.Errorf("%d Hz, vad %v: %+v", rate, args, got)
			}
		}
	}
}

// TestDanglingLink checks that a link to a file that is not there stays one until there
// is a result.
func TestDanglingLink(t *testing.T) {
	folder := t.TempDir()
	if err := os.Symlink("target", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	if got := in(t, folder, "detect", "-q", "-o", "link", "missing.wav"); got.status != statusFailed {
		t.Errorf("%+v", got)
	}
	if names := listing(t, folder); len(names) != 1 {
		t.Errorf("a run without a result left %v", names)
	}
	if got := in(t, folder, "detect", "-q", "-o", "link", absolute(t, speech)); got.status != 0 || contents(t, filepath.Join(folder, "target")) == "" {
		t.Errorf("%+v", got)
	}
	os.Remove(filepath.Join(folder, "link"))
	if err := os.Symlink("link", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	if got := in(t, folder, "detect", "-q", "-o", "link", absolute(t, speech)); got.status != statusFailed || strings.Count(got.stderr, "\n") != 1 {
		t.Errorf("a loop: %+v", got)
	}
}
