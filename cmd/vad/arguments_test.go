//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestShortForms checks what is accepted in place of a verb.
func TestShortForms(t *testing.T) {
	want := mustRun(t, "detect", "-q", speech)
	help := mustRun(t, "split", "--help")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "REC001"), []byte(contents(t, speech)), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{speech, "-q"}, {"-q", speech}, {"--threshold", "0.5", "-q", speech}} {
		if got := runProcess(t, nil, args...); got.stdout != want || got.status != 0 {
			t.Errorf("vad %v: status %d: %s%s", args, got.status, got.stdout, got.stderr)
		}
	}
	pipe := runProcess(t, strings.NewReader(contents(t, speech)), "-q", "-")
	if pipe.stdout != strings.Replace(want, speech, "-", 1) {
		t.Errorf("vad -: %+v", pipe)
	}
	unnamed := process(t, "-q", "REC001")
	unnamed.Dir = folder
	if got := finish(t, unnamed, nil); !strings.Contains(got.stdout, "3 segments") {
		t.Errorf("a file without an extension: %+v", got)
	}
	for _, args := range [][]string{{"help", "split"}, {"split", "--help"}} {
		if got := runProcess(t, nil, args...); got.stdout != help || got.status != 0 {
			t.Errorf("vad %v: %+v", args, got)
		}
	}
	for _, args := range [][]string{nil, {"help"}, {"--help"}} {
		if got := runProcess(t, nil, args...); !strings.HasPrefix(got.stdout, "Usage: vad <command>") || got.status != 0 || got.stderr != "" {
			t.Errorf("vad %v: %+v", args, got)
		}
	}
}

// TestMistypes checks that errors say what was meant, and where help is.
func TestMistypes(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"detcet", speech}, `detcet is neither a command nor a file, did you mean "detect"? (see vad --help)`},
		{[]string{"detect", speech, "--threshold"}, "--threshold: expected float value (see vad detect --help)"},
		{[]string{"info", "information"}, "unexpected argument information (see vad info --help)"},
		{[]string{"stream", "stream.wav"}, "unexpected argument stream.wav; recordings are for"},
		{[]string{"help", "detcet"}, `did you mean "detect"? (see vad --help)`},
		{[]string{"detect", "--treshold=0.5", speech}, `did you mean "--threshold"? (see vad detect --help)`},
		{[]string{"split", "--min-silence=abc", speech}, `--min-silence: "abc" is not a time, such as 0.5 (seconds), 500ms, 1:30 or 00:01:30.5 (see vad split --help)`},
		{[]string{"plot", "--from=10", "--to=1:61", speech}, `--to: "1:61" is not a time`},
		{[]string{"detect", "--min_speech_duration_ms=much", speech}, `--min-speech: "much" is not a time`},
		{[]string{"stream", "--neg_threshold=2"}, "--neg-threshold: got 2"},
		{[]string{"stream", "--format=xml"}, `--format must be one of "text","json" but got "xml"`},
		{[]string{"plot", "--format=gif", speech}, `--format must be one of "png","svg" but got "gif"`},
		{[]string{"detect", "-talk.wav"}, "unknown flag -t (see vad detect --help)"},
		{[]string{"stream", speech}, "unexpected argument " + speech + "; recordings are for vad detect, or for standard input (see vad stream --help)"},
	} {
		got := runProcess(t, nil, test.args...)
		if got.status != statusUsage || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, test.want) || got.stdout != "" {
			t.Errorf("vad %v: %+v, want %s", test.args, got, test.want)
		}
	}
}

// TestSileroNames checks that options with Silero's names and units are ours.
func TestSileroNames(t *testing.T) {
	for _, test := range []struct{ silero, ours []string }{
		{
			[]string{"--threshold", "0.6", "--neg_threshold", "0.4", "--min_silence_duration_ms", "300", "--speech_pad_ms=0"},
			[]string{"--threshold=0.6", "--neg-threshold=0.4", "--min-silence=300ms", "--speech-pad=0s"},
		},
		{
			[]string{"--max_speech_duration_s", "2.5", "--min_silence_at_max_speech", "64", "--use_max_poss_sil_at_max_speech", "False"},
			[]string{"--max-speech=2500ms", "--min-silence-at-max-speech=0.064", "--no-split-at-longest-silence"},
		},
		{[]string{"--max_speech_duration_s=inf", "--min-speech-duration-ms=5000"}, []string{"--min-speech=5"}},
		{[]string{"--per_channel", "--min_silence", "0.5"}, []string{"--per-channel", "--min-silence=500ms"}},
	} {
		want := mustRun(t, append([]string{"detect", "-q", speech}, test.ours...)...)
		if got := runProcess(t, nil, append([]string{"detect", "-q", speech}, test.silero...)...); got.stdout != want || got.status != 0 {
			t.Errorf("%v: %+v, want\n%s", test.silero, got, want)
		}
	}
	if plain := mustRun(t, "detect", "-q", speech); plain == mustRun(t, "detect", "-q", "--min_silence_duration_ms", "1500", speech) {
		t.Error("--min_silence_duration_ms changes nothing")
	}
	// After two hyphens, a name is a file.
	got := runProcess(t, nil, "detect", "--", "--speech_pad_ms")
	if got.status != statusFailed || !strings.Contains(got.stderr, "--speech_pad_ms: ") {
		t.Errorf("a file of that name: %+v", got)
	}
}

func TestVersion(t *testing.T) {
	got := runProcess(t, nil, "--version")
	if want := regexp.MustCompile(`^vad \S+.*\ngo1\.\S+ \w+/\w+\nweights v6\.2, v5\S*, v4\S*\n$`); !want.MatchString(got.stdout) || got.status != 0 {
		t.Errorf("got %+v", got)
	}
}

// TestFullOutput checks that text that cannot be written is an error, whatever
// prints it.
func TestFullOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full")
	}
	defer full.Close()
	for _, args := range [][]string{{"--help"}, {"--version"}, {"help", "detect"}, {"info"}, {"detect", speech}, {"man"}} {
		cmd := process(t, args...)
		var stderr strings.Builder
		cmd.Stdout, cmd.Stderr = full, &stderr
		if cmd.Run(); cmd.ProcessState.ExitCode() != statusFailed || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("vad %v: status %d: %s", args, cmd.ProcessState.ExitCode(), stderr.String())
		}
	}
}
