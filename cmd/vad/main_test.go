package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const speech = "../../testdata/speech.wav"

// vadRun runs the command with nothing on standard input.
func vadRun(args ...string) (stdout, stderr string, status int) {
	return vadRunInput(context.Background(), strings.NewReader(""), args...)
}

func vadRunInput(ctx context.Context, in io.Reader, args ...string) (stdout, stderr string, status int) {
	var out, err bytes.Buffer
	status = run(ctx, args, terminal{in, &out, &err})
	return out.String(), err.String(), status
}

// mustRun returns what a command prints that has to succeed.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	out, stderr, status := vadRun(args...)
	if status != 0 {
		t.Fatalf("vad %s: status %d: %s", strings.Join(args, " "), status, stderr)
	}
	return out
}

// file makes a file in a temporary folder.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestErrors checks that what cannot work ends with one line and a status.
func TestErrors(t *testing.T) {
	empty := file(t, "empty.wav", "")
	text := file(t, "text.wav", "This is not audio, whatever its name says.\n")
	folder := t.TempDir()
	tests := []struct {
		name   string
		args   []string
		status int
		want   string // in the line
	}{
		{"unknown command", []string{"listen"}, statusUsage, "listen"},
		{"no file", []string{"detect"}, statusUsage, "no recording"},
		{"no file for probabilities", []string{"probs"}, statusUsage, "no recording"},
		{"no file to split", []string{"split"}, statusUsage, "no recording"},
		{"no file to plot", []string{"plot"}, statusUsage, "no recording"},
		{"no file for a page", []string{"plot", "--html", filepath.Join(folder, "x.html")}, statusUsage, "no recording"},
		{"no file to compare", []string{"eval"}, statusUsage, "no recording"},
		{"unknown option", []string{"detect", "--loud", speech}, statusUsage, "--loud"},
		{"unknown format", []string{"detect", "-f", "xml", speech}, statusUsage, "xml"},
		{"threshold", []string{"detect", "--threshold", "1.5", speech}, statusUsage, "1.5"},
		{"negative exit threshold", []string{"detect", "--neg-threshold=-0.5", speech}, statusUsage, "-0.5"},
		{"exit above entry", []string{"detect", "--neg-threshold=0.9", speech}, statusUsage, "0.9"},
		{"no time", []string{"detect", "--min-silence", "soon", speech}, statusUsage, "soon"},
		{"negative time", []string{"detect", "--min-silence=-1s", speech}, statusUsage, "-1s"},
		{"two choices of channel", []string{"detect", "--channel=0", "--per-channel", speech}, statusUsage, "exclude"},
		{"rate of a file", []string{"detect", "--rate=16000", speech}, statusUsage, "--raw"},
		{"standard input twice", []string{"detect", "-", "-"}, statusUsage, "twice"},
		{"standard input to split twice", []string{"split", "-", "-"}, statusUsage, "twice"},
		{"two in one srt", []string{"detect", "-f", "srt", speech, speech}, statusUsage, "srt"},
		{"two in one npy", []string{"probs", "-f", "npy", speech, speech}, statusUsage, "npy"},
		{"probs and file", []string{"detect", "--probs", "x.json", speech}, statusUsage, "--probs"},
		{"summary on standard output", []string{"detect", "--summary", "-", speech}, statusUsage, "--summary"},
		{"negative number of channels", []string{"detect", "--max-channels=-1", speech}, statusUsage, "--max-channels is -1, want 0 or more"},
		{"negative number of jobs", []string{"detect", "--jobs=-1", speech}, statusUsage, "--jobs is -1, want 1 or more"},
		{"negative limit", []string{"detect", "--max-duration=-1", speech}, statusUsage, "--max-duration is -1s, want 0 or more"},
		{"no port of a page", []string{"web", "--addr", "localhost"}, statusUsage, `--addr is "localhost", want HOST:PORT`},
		{"no streams in a batch", []string{"bench", "--batch=0"}, statusUsage, "--batch is 0, want 1 or more"},
		{"no name", []string{""}, statusFailed, `"": no such file`},
		{"missing", []string{"detect", "missing.wav"}, statusFailed, "missing.wav"},
		{"empty", []string{"detect", empty}, statusFailed, empty},
		{"empty pipe", []string{"detect", "-"}, statusFailed, "-: "},
		{"text", []string{"detect", text}, statusFailed, text},
		{"folder", []string{"detect", folder}, statusFailed, folder},
		{"empty folder", []string{"detect", "-r", folder}, statusFailed, folder},
		{"channel", []string{"detect", "--channel=1", speech}, statusFailed, speech},
		{"model", []string{"detect", "--model=v9", speech}, statusFailed, "v9"},
		{"damaged model", []string{"detect", "--model", text, speech}, statusFailed, text},
		{"missing probabilities", []string{"detect", "--probs", "missing.json"}, statusFailed, "missing.json"},
		{"probabilities that are none", []string{"detect", "--probs", text}, statusFailed, text},
		{"no place for output", []string{"detect", "-o", filepath.Join(folder, "no", "x.txt"), speech}, statusFailed, "x.txt"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out, stderr, status := vadRun(test.args...)
			if status != test.status {
				t.Errorf("status %d, want %d", status, test.status)
			}
			if !strings.HasPrefix(stderr, "vad: ") || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, test.want) {
				t.Errorf("standard error is %q, want one line with %q", stderr, test.want)
			}
			if out != "" {
				t.Errorf("standard output is %q, want nothing", out)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	if out := mustRun(t, "--help"); !strings.Contains(out, "detect") {
		t.Errorf("help is %q", out)
	}
	for _, verb := range []string{"detect", "probs"} {
		if out := mustRun(t, verb, "--help"); !strings.Contains(out, "Examples:") || !strings.Contains(out, "    vad "+verb) {
			t.Errorf("help of %s has no examples", verb)
		}
	}
}
