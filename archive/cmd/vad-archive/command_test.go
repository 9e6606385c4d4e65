package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gosilero/vad/archive/internal/testbed"
)

const testdata = "../../../testdata/"

// What this program is when a test starts it once more.
const (
	roleVariable = "VAD_ARCHIVE_TEST_ROLE"
	roleCommand  = "command" // the command
	roleNATS     = "nats"    // a server: folder and port are its arguments
)

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case roleCommand:
		main()
	case roleNATS:
		port, err := strconv.Atoi(os.Args[2])
		if err == nil {
			_, err = testbed.NATS(os.Args[1], port)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		ctx, _ := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		<-ctx.Done()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child returns this program in a role, ready to start.
func child(t *testing.T, role string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), roleVariable+"="+role)
	return c
}

// try runs the command in this process.
func try(t *testing.T, input string, args ...string) (status int, out, errors string) {
	t.Helper()
	var o, e bytes.Buffer
	status = command(t.Context(), args, terminal{strings.NewReader(input), &o, &e})
	return status, o.String(), e.String()
}

// folderURL returns the URL of a folder.
func folderURL(t *testing.T, path string) string {
	t.Helper()
	p, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return "file://" + filepath.ToSlash(p)
}

// TestSameAsDetect checks that results are what vad detect --format json prints, but for
// the name of the file.
func TestSameAsDetect(t *testing.T) {
	folder := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(folder, "vad"), "./cmd/vad")
	build.Dir = "../../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, c := range []struct {
		file    string
		options []string
	}{
		{"testdata/speech.wav", nil},
		{"testdata/voices.wav", []string{"--threshold", "0.6", "--min-silence", "500ms", "--max-speech", "5", "--model", "v5"}},
		{"testdata/voices.wav", []string{"--min_silence_duration_ms", "500", "--max_speech_duration_s=5", "--neg_threshold", "0.3"}},
		{"testdata/voices.wav", []string{"--model", "v4", "--window", "1536"}},
		{"audio/testdata/click-5.1.ogg", nil},
		{"audio/testdata/click-5.1.ogg", []string{"--per-channel"}},
		{"audio/testdata/click-5.1.ogg", []string{"--channel", "2"}},
		{"audio/testdata/speech.mp3", []string{"--reset-silence", "4s"}},
	} {
		detect := exec.Command(filepath.Join(folder, "vad"), append([]string{"detect", "--format", "json", c.file}, c.options...)...)
		detect.Dir = "../../.."
		want, err := detect.Output()
		if err != nil {
			t.Fatal(err)
		}
		status, got, errors := try(t, c.file+"\n", append([]string{"run", "--manifest", "-", "--input", folderURL(t, "../../..")}, c.options...)...)
		if status != 0 || got != string(want) {
			t.Errorf("%s %v: status %d, %s\n%s\nwant\n%s", c.file, c.options, status, errors, got, want)
		}
	}
}

// TestUsage checks that a wrong option is an error that names it, with status 2, and that
// a place that does not exist is one with status 1.
func TestUsage(t *testing.T) {
	in, out := folderURL(t, testdata), folderURL(t, t.TempDir())
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"sing", statusUsage, `unexpected argument sing`},
		{"run --loud", statusUsage, "unknown flag --loud"},
		{"run", statusUsage, "--manifest"},
		{"run --input recordings", statusUsage, `--input: wrong URL: "recordings" has no scheme`},
		{"run --input " + in + " --output ftp://host/results", statusUsage, "--output: wrong URL: \"ftp://host/results\": unknown scheme ftp"},
		{"run --input " + in + " --shard 5/4", statusUsage, "--shard: wrong shard \"5/4\""},
		{"run --input " + in + " --shard auto/4", statusUsage, "JOB_COMPLETION_INDEX"},
		{"run --input " + in + " --threshold 2", statusUsage, "--threshold"},
		{"run --input " + in + " --neg-threshold -1", statusUsage, "--neg-threshold"},
		{"run --input " + in + " --min-speech soon", statusUsage, `"soon" is not a time`},
		{"run --input " + in + " --model v9", statusUsage, "--model: a model is v6, v5, v4 or a file"},
		{"run --input " + in + " --window 1536", statusUsage, "--window is 1536, want 512 for v6"},
		{"run --input " + in + " --jobs=-1", statusUsage, "--jobs is -1"},
		{"run --input " + in + " --tries 0", statusUsage, "--tries is 0"},
		{"run --input " + in + " --grace=-1s", statusUsage, "--grace is -1s"},
		{"run --input " + in + " --stall 0", statusUsage, "--stall is 0s"},
		{"run --input " + in + " --channel=-1", statusUsage, "--channel is -1"},
		{"run --input " + in + " --channel 0 --per-channel", statusUsage, "exclude each other"},
		{"run --input " + in + " --max-bytes=-1", statusUsage, "--max-bytes is -1"},
		{"run --input " + in + " --max-duration=-1", statusUsage, "--max-duration is -1s"},
		{"run --input " + in + " --extension wav", statusUsage, `--extension is "wav"`},
		{"run --input " + in + " --manifest - --extension .wav", statusUsage, "--extension is for a prefix"},
		{"run --input " + in + " --manifest missing.txt", statusUsage, "missing.txt"},
		{"run --input " + in + " --manifest ..", statusUsage, "--manifest: .. is a folder, want a file of names"},
		{"run --input " + in + " --manifest " + in + "/missing.txt", statusStopped, "missing.txt"},
		{"run --input " + in + "/missing", statusStopped, "testdata/missing"},
		{"run --input " + in + "?region=x", statusStopped, `"region"`},
		{"submit --input " + in + " --output " + out, statusUsage, "--queue is missing"},
		{"submit --queue nats://127.0.0.1:1 --input " + in, statusUsage, "--output is missing"},
		{"submit --queue nats://127.0.0.1:1 --input " + in + " --output " + out, statusStopped, "nats://127.0.0.1:1"},
		{"submit --queue http://me:secret@host --input " + in + " --output " + out, statusStopped, `"http://me:xxxxx@host" is no server`},
		{"submit --queue nats://127.0.0.1:1 --model weights.onnx --input " + in + " --output " + out, statusUsage, "--model"},
		{"submit --queue nats://127.0.0.1:1 --attempts 0 --input " + in + " --output " + out, statusUsage, "--attempts is 0"},
		{"submit --queue nats://127.0.0.1:1 --ack-wait 1ms --input " + in + " --output " + out, statusUsage, "--ack-wait is 1ms"},
		{"submit --queue nats://127.0.0.1:1 --duplicate-window 0 --input " + in + " --output " + out, statusUsage, "--duplicate-window is 0s"},
		{"submit --queue nats://127.0.0.1:1 --retry-delay=-1 --input " + in + " --output " + out, statusUsage, "--retry-delay is -1s"},
		{"submit --queue nats://127.0.0.1:1 --replicas 6 --input " + in + " --output " + out, statusUsage, "--replicas is 6"},
		{"work --queue nats://127.0.0.1:1", statusStopped, "nats://127.0.0.1:1"},
		{"submit --queue nats://127.0.0.1:1 --replicas 2 --input " + in + " --output " + out, statusUsage, "--replicas is 2, want 1, 3 or 5"},
		{"work --queue nats://127.0.0.1:1 --worker-name a.b", statusUsage, `--worker-name is "a.b"`},
		{"work --queue nats://127.0.0.1:1 --name a.b", statusStopped, `the name is "a.b"`},
		{"work --queue nats://127.0.0.1:1 --credentials missing.creds", statusStopped, "missing.creds"},
		{"status --queue nats://127.0.0.1:1", statusStopped, "nats://127.0.0.1:1"},
	} {
		t.Setenv("NATS_URL", "")
		status, stdout, stderr := try(t, "", strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 && status == statusUsage || stdout != "" {
			t.Errorf("%s: status %d, %q %q, want %d and %q", c.args, status, stdout, stderr, c.status, c.want)
		}
		if strings.Contains(stderr, "secret") {
			t.Errorf("%s: %q shows a password", c.args, stderr)
		}
	}
}

// TestRunCommand runs a manifest with a wrong line and with what is no recording.
func TestRunCommand(t *testing.T) {
	results := t.TempDir()
	manifest, quiet := filepath.Join(t.TempDir(), "names.txt"), filepath.Join(t.TempDir(), "quiet.wav")
	for path, content := range map[string][]byte{
		manifest: []byte("speech.wav\nREADME.md\nbad\tline\nvoices.wav\n" + folderURL(t, quiet) + "\n"),
		quiet:    testbed.Clip(testbed.Speech(t, testdata+"speech.wav"), 0, 8000),
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"run", "--input", folderURL(t, testdata), "--output", folderURL(t, results), "--manifest"}
	status, stdout, stderr := try(t, "", append(args, manifest)...)
	if status != statusFailed || !strings.Contains(stderr, "5 recordings: 3 done, 0 skipped, 2 failed") {
		t.Errorf("status %d, %s", status, stderr)
	}
	found := map[string]string{}
	for line := range strings.Lines(stdout) {
		var r struct {
			Name, Status, Object, Error string
			Duration, Speech, Segments  *float64
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if done := r.Status == "done"; done != (r.Duration != nil) || done != (r.Speech != nil) || done != (r.Segments != nil) {
			t.Errorf("totals are there only where there is a result: %s", line)
		}
		found[r.Name] = r.Status + " " + strings.TrimPrefix(r.Object, folderURL(t, results)) + " " + r.Error
	}
	for name, want := range map[string]string{
		"speech.wav": "done /speech.wav.json", "voices.wav": "done /voices.wav.json", "README.md": "failed /README.md.failed audio: not a known kind",
		"bad\tline": "failed  line 3: has a control character",
	} {
		if !strings.HasPrefix(found[name], want) {
			t.Errorf("%s: %q, want %q", name, found[name], want)
		}
	}
	if status, _, stderr = try(t, "", append(args, folderURL(t, manifest), "--allow-failed")...); status != 0 || !strings.Contains(stderr, "0 done, 3 skipped, 2 failed") {
		t.Errorf("again: status %d, %s", status, stderr)
	}
	if status, _, stderr = try(t, "speech.wav\n", append(args, "-", "--force", "--quiet")...); status != 0 || stderr != "" {
		t.Errorf("forced: status %d, %s", status, stderr)
	}
	// Without an output, the lines are results and failures.
	status, stdout, _ = try(t, folderURL(t, testdata+"speech.wav")+"\n"+folderURL(t, testdata+"README.md")+"\n", "run", "--manifest", "-", "--jobs", "1")
	lines := strings.Split(stdout, "\n")
	if status != statusFailed || len(lines) != 3 || !strings.Contains(lines[0], `"segments":[{"start":`) || !strings.Contains(lines[1], `README.md","error":"audio: not a known kind`) {
		t.Errorf("without an output: status %d\n%s", status, stdout)
	}
}

// TestNoRecordings checks that a prefix without a recording is warned of, also in a quiet
// run, and that a shard without one is not.
func TestNoRecordings(t *testing.T) {
	empty, archive := t.TempDir(), t.TempDir()
	speech, err := os.ReadFile(testdata + "speech.wav")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{filepath.Join(empty, "notes.txt"): []byte("none\n"), filepath.Join(archive, "a.wav"): speech} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	warning := "vad-archive: warning: there are no recordings below " + folderURL(t, empty) + "\n"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--input", folderURL(t, empty)}, warning},
		{[]string{"--input", folderURL(t, empty), "--shard", "2/4"}, warning},
		{[]string{"--input", folderURL(t, archive)}, ""},
		{[]string{"--input", folderURL(t, archive), "--shard", "1/16"}, ""}, // a.wav is in another
	} {
		if status, _, stderr := try(t, "", append([]string{"run", "--quiet"}, c.args...)...); status != 0 || stderr != c.want {
			t.Errorf("%v: status %d, %q, want 0 and %q", c.args, status, stderr, c.want)
		}
	}
}

// TestSignal sends SIGTERM to a run that reads an endless manifest: it ends what it has
// begun, and with status 130.
func TestSignal(t *testing.T) {
	results := t.TempDir()
	c := child(t, roleCommand, "run", "--input", folderURL(t, testdata), "--output", folderURL(t, results), "--manifest", "-", "--force")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			if _, err := fmt.Fprintln(in, "speech.wav"); err != nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if _, err := out.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	go func() { // what it prints is wanted by nobody, but it must not wait
		b := make([]byte, 1<<16)
		for {
			if _, err := out.Read(b); err != nil {
				return
			}
		}
	}()
	c.Process.Signal(syscall.SIGTERM)
	err = c.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != statusInterrupted || !strings.Contains(stderr.String(), "vad-archive: interrupted") || strings.Contains(stderr.String(), "unfinished") {
		t.Errorf("%v: %s", err, stderr.String())
	}
	files, err := filepath.Glob(filepath.Join(results, "*"))
	if err != nil || len(files) != 1 || filepath.Base(files[0]) != "speech.wav.json" {
		t.Errorf("files %q, %v", files, err)
	}
}
