//go:build unix

package main

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/labels"
)

// needProgram skips a test where a program is missing. VAD_REQUIRE_FFMPEG makes that
// a failure.
func needProgram(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("VAD_REQUIRE_FFMPEG") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// encode has a program write a file from the clip of speech; args has FILE for its
// name, and SPEECH for the clip's.
func encode(t *testing.T, name, program string, args ...string) string {
	t.Helper()
	needProgram(t, program)
	path := filepath.Join(t.TempDir(), name)
	for i, arg := range args {
		args[i] = strings.NewReplacer("FILE", path, "SPEECH", speech).Replace(arg)
	}
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s", program, args, err, out)
	}
	return path
}

// encodeFFmpeg has ffmpeg write a file from the clip of speech.
func encodeFFmpeg(t *testing.T, name string, args ...string) string {
	t.Helper()
	return encode(t, name, "ffmpeg", append(append([]string{"-v", "error", "-i", "SPEECH"}, args...), "FILE")...)
}

// nearSpans checks that segments are those of the clip of speech, to within a
// distance in seconds, after a shift.
func nearSpans(t *testing.T, what string, got []labels.Segment, shift, within float64) {
	t.Helper()
	want := detectJSON(t, "-q", speech)[0].Segments
	if len(got) != len(want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
		return
	}
	for i, s := range got {
		if max(math.Abs(s.Start-want[i].Start-shift), math.Abs(s.End-want[i].End-shift)) > within {
			t.Errorf("%s: got %v, want %v", what, s, want[i])
		}
	}
}

// TestBenchFFmpeg checks that vad bench names the kind of the file, not that of what
// ffmpeg makes of it.
func TestBenchFFmpeg(t *testing.T) {
	path := encodeFFmpeg(t, "a.m4a")
	if got, want := mustRun(t, "bench", "--time=1ms", path), path+": MP4 with AAC decoded by ffmpeg, 16000 Hz, 1 channel, 18.9 s; v6, "; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestFFmpeg decodes what package audio does not: from files with names that look
// like options, and from pipes.
func TestFFmpeg(t *testing.T) {
	needProgram(t, "ffmpeg")
	video := []string{"-f", "lavfi", "-i", "color=size=64x64:duration=19", "-shortest"}
	for _, test := range []struct {
		file   string
		args   []string
		within float64 // s; codecs of telephones hear worse
	}{
		{"a.m4a", nil, 0.05},
		{"b.m4a", []string{"-movflags", "faststart", "-ar", "44100", "-ac", "2"}, 0.05},
		{"a.mov", video, 0.05},
		{"a.mp4", video, 0.05},
		{"alac.m4a", []string{"-c:a", "alac"}, 0.001},
		{"a.aac", nil, 0.1}, // has nothing that says where the encoder began
		{"a.mkv", append(slices.Clone(video), "-c:a", "ac3", "-ar", "48000"), 0.05},
		{"a.avi", video, 0.1},
		{"a.wma", nil, 0.1},
		{"a.ac3", []string{"-ar", "48000"}, 0.1},
		{"adpcm.wav", []string{"-c:a", "adpcm_ima_wav"}, 0.1},
		{"gsm.wav", []string{"-c:a", "libgsm_ms", "-ar", "8000"}, 0.3},
		{"a.tta", nil, 0.001},
	} {
		path := encodeFFmpeg(t, test.file, test.args...)
		odd := process(t, "detect", "-f", "json", "--", "-"+test.file)
		odd.Dir = filepath.Dir(path)
		if err := os.Rename(path, filepath.Join(odd.Dir, "-"+test.file)); err != nil {
			t.Fatal(err)
		}
		content := contents(t, filepath.Join(odd.Dir, "-"+test.file))
		for what, got := range map[string]outcome{
			"file": finish(t, odd, nil),
			"pipe": finish(t, process(t, "detect", "-f", "json", "-"), strings.NewReader(content)),
		} {
			what = test.file + " from a " + what
			if got.status != 0 || strings.Count(got.stderr, "\n") != 1 || !strings.HasSuffix(got.stderr, "; decoded by ffmpeg\n") {
				t.Errorf("%s: %+v", what, got)
				continue
			}
			nearSpans(t, what, decodeJSON[labels.Result](t, got.stdout)[0].Segments, 0, test.within)
		}
	}
}

// TestFFmpegAMR decodes AMR, which ffmpeg does not encode.
func TestFFmpegAMR(t *testing.T) {
	needProgram(t, "ffmpeg")
	path := encode(t, "a.amr", "sox", "SPEECH", "-r", "8000", "-t", "amr-nb", "FILE")
	nearSpans(t, path, detectJSON(t, "-q", path)[0].Segments, 0, 0.3)
}

// TestFFmpegTimes checks that audio that begins after the picture keeps its time.
func TestFFmpegTimes(t *testing.T) {
	needProgram(t, "ffmpeg")
	path := encode(t, "late.mp4", "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=size=64x64:duration=25",
		"-itsoffset", "5", "-i", "SPEECH", "FILE")
	nearSpans(t, path, detectJSON(t, "-q", path)[0].Segments, 5, 0.1)
}

// TestFFmpegChannels checks that channels stay apart, and that split cuts what
// ffmpeg decodes.
func TestFFmpegChannels(t *testing.T) {
	path := encodeFFmpeg(t, "two.m4a", "-af", "pan=stereo|c0=0*c0|c1=c0")
	list := detectJSON(t, "-q", "--per-channel", path)
	if len(list) != 2 || len(list[0].Segments) != 0 {
		t.Fatalf("got %v", list)
	}
	nearSpans(t, "channel 1", list[1].Segments, 0, 0.05)
	if got := runProcess(t, nil, "split", "-q", "--channel=1", "-o", t.TempDir(), path); strings.Count(got.stdout, "\n") != 3 {
		t.Errorf("split: %+v", got)
	}
}

// TestFFmpegChoice checks --ffmpeg, and what is said without ffmpeg.
func TestFFmpegChoice(t *testing.T) {
	path := encodeFFmpeg(t, "a.m4a")
	missing := process(t, "detect", path)
	missing.Env = append(missing.Env, "PATH="+t.TempDir())
	for what, test := range map[string]struct {
		got    outcome
		status int
		want   string
	}{
		"never":   {runProcess(t, nil, "detect", "--ffmpeg=never", path), statusFailed, path + ": MP4 with AAC is decoded by ffmpeg, which --ffmpeg never forbids"},
		"missing": {finish(t, missing, nil), statusFailed, path + ": MP4 with AAC is decoded by ffmpeg, which is not there: install it, or convert the recording to WAV"},
		"no path": {runProcess(t, nil, "detect", "--ffmpeg=/none/ffmpeg", path), statusUsage, "--ffmpeg: "},
	} {
		if test.got.status != test.status || strings.Count(test.got.stderr, "\n") != 1 || !strings.Contains(test.got.stderr, test.want) {
			t.Errorf("%s: %+v", what, test.got)
		}
	}
	silent := encode(t, "picture.mp4", "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=size=64x64:duration=1", "FILE")
	if got := runProcess(t, nil, "detect", silent); got.status != statusFailed || strings.Count(got.stderr, "\n") != 1 {
		t.Errorf("no audio: %+v", got)
	}
}

// fakeFFmpeg returns a program in place of ffmpeg.
func fakeFFmpeg(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fake")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o777); err != nil {
		t.Fatal(err)
	}
	return path
}

// amr is a file that only ffmpeg decodes.
const amr = "#!AMR\n\x3c\x48\xf5\x1f\x96\x66\x78\x00\x00\x00\x00"

// TestFFmpegFails checks what a failing program leaves: one line.
func TestFFmpegFails(t *testing.T) {
	path := file(t, "a.amr", amr)
	for _, test := range []struct{ name, script, want string }{
		{"status", "exit 3", "ffmpeg: exit status 3"},
		{"message", "echo '[amr @ 0x55d0] bad frame' >&2; echo more >&2; exit 1", "ffmpeg: [amr] bad frame (and 1 more)"},
		{"flood", "i=0; while [ $i -lt 20000 ]; do echo 'error error error error error error' >&2; i=$((i+1)); done; exit 1", "(and 19999 more)"},
		{"no audio", "exit 0", "audio: empty input"},
		{"no WAV", "echo hello", "not a known kind"},
		{"late", "cat " + absolute(t, speech) + "; exit 1", "ffmpeg: exit status 1"},
	} {
		got := runProcess(t, nil, "detect", "--ffmpeg", fakeFFmpeg(t, test.script), path)
		if got.status != statusFailed || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 || len(got.stderr) > 800 || !strings.Contains(got.stderr, test.want) {
			t.Errorf("%s: %+v, want %s", test.name, got, test.want)
		}
	}
	damaged := runProcess(t, nil, "detect", "--ffmpeg", fakeFFmpeg(t, "cat "+absolute(t, speech)+"; echo 'frame lost' >&2"), path)
	if damaged.status != 0 || !strings.Contains(damaged.stderr, "vad: warning: "+path+": ffmpeg: frame lost\n") || !strings.Contains(damaged.stdout, "3 segments") {
		t.Errorf("damaged: %+v", damaged)
	}
}

// TestFFmpegKilled checks that an interruption leaves no process: neither the real
// one nor one that hangs, with its children.
func TestFFmpegKilled(t *testing.T) {
	folder := t.TempDir()
	hanging := fakeFFmpeg(t, "sleep 1000 & echo $! > "+folder+"/child; echo $$ > "+folder+"/self; wait")
	path := file(t, "a.amr", amr)
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		for _, args := range [][]string{{path}, {"-"}} {
			cmd := process(t, append([]string{"detect", "--ffmpeg", hanging}, args...)...)
			cmd.Stdin = bytes.NewReader([]byte(amr))
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			self := pidIn(t, filepath.Join(folder, "self"))
			child := pidIn(t, filepath.Join(folder, "child"))
			cmd.Process.Signal(signal)
			if cmd.Wait(); cmd.ProcessState.ExitCode() != statusInterrupted {
				t.Errorf("%v: status %d", signal, cmd.ProcessState.ExitCode())
			}
			for _, pid := range []int{self, child} {
				if !gone(pid) {
					t.Errorf("%v: process %d is left", signal, pid)
					syscall.Kill(pid, syscall.SIGKILL)
				}
			}
			os.Remove(filepath.Join(folder, "self"))
		}
	}
}

// TestFFmpegEnds checks that ffmpeg itself does not outlive an interruption.
func TestFFmpegEnds(t *testing.T) {
	needProgram(t, "ffmpeg")
	folder := t.TempDir()
	real, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal(err)
	}
	// The real program decodes a pipe that stays open.
	wrapped := fakeFFmpeg(t, "echo $$ > "+folder+"/self; exec "+real+" \"$@\"")
	cmd := process(t, "detect", "--ffmpeg", wrapped, "-")
	feed, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := feed.Write([]byte(amr)); err != nil {
		t.Fatal(err)
	}
	if _, err := feed.Write(bytes.Repeat([]byte{0x3c}, 100_000)); err != nil {
		t.Fatal(err)
	}
	pid := pidIn(t, filepath.Join(folder, "self"))
	cmd.Process.Signal(os.Interrupt)
	if cmd.Wait(); cmd.ProcessState.ExitCode() != statusInterrupted || !gone(pid) {
		t.Errorf("status %d, ffmpeg has ended: %v", cmd.ProcessState.ExitCode(), gone(pid))
	}
}

// pidIn waits for a file with the number of a process.
func pidIn(t *testing.T, name string) int {
	t.Helper()
	for range 2000 {
		b, _ := os.ReadFile(name)
		if pid, err := strconv.Atoi(strings.TrimSpace(string(b))); err == nil && bytes.HasSuffix(b, []byte("\n")) {
			return pid
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("no %s", name)
	return 0
}

// gone reports whether a process has ended, or soon does: one that was killed may
// wait for its parent.
func gone(pid int) bool {
	for range 1000 {
		if syscall.Kill(pid, 0) != nil {
			return true
		}
		if stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err == nil && strings.Contains(string(stat), ") Z ") {
			return true
		}
		time.Sleep(5 * time.Millisecond)
	}
	return false
}
