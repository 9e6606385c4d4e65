//go:build unix

package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// folderWith makes a folder with files of given contents; their names may have
// folders.
func folderWith(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// silence returns a WAV of zeros.
func silence(t *testing.T, seconds int) string {
	t.Helper()
	return contents(t, wavFile(t, 16000, make([]float32, seconds*16000)))
}

// TestSkipped checks that a search says what it leaves out.
func TestSkipped(t *testing.T) {
	root := folderWith(t, map[string]string{
		"a.wav": contents(t, speech), "b.amr": amr, "c/d.AMR": amr, "e.ac3": "\x0b\x77" + strings.Repeat("\x00", 100), "notes.txt": "hello",
	})
	root2 := folderWith(t, map[string]string{"b.amr": amr})
	for _, test := range []struct {
		name   string
		args   []string
		status int
		want   []string // lines of standard error
	}{
		{"kinds", []string{"-r", root}, statusFailed, []string{"vad: " + root + "/e.ac3: audio: ", "vad: 2 skipped, which ffmpeg would decode: amr"}},
		{"names", []string{"-r", "-v", root2}, statusFailed, []string{"vad: skipped " + root2 + "/b.amr: ffmpeg would decode it"}},
		{"all", []string{"-r", root2}, statusFailed, []string{"vad: 1 skipped, which ffmpeg would decode: amr"}},
		{"named", []string{root2 + "/b.amr"}, statusFailed, []string{"vad: " + root2 + "/b.amr: AMR is decoded by ffmpeg, which --ffmpeg never forbids"}},
	} {
		got := runProcess(t, nil, append([]string{"detect", "-q", "--ffmpeg=never"}, test.args...)...)
		lines := strings.Split(strings.TrimSpace(got.stderr), "\n")
		if got.status != test.status || !slices.EqualFunc(lines, test.want, strings.HasPrefix) {
			t.Errorf("%s: %+v, want %q", test.name, got, test.want)
		}
	}
	os.Remove(root + "/e.ac3")
	if got := runProcess(t, nil, "detect", "--ffmpeg=never", "-r", root, "missing.wav"); got.status != statusFailed || !strings.HasSuffix(got.stderr, " times real time; 1 failed\n") {
		t.Errorf("failures: %+v", got)
	}
	got := runProcess(t, nil, "detect", "-q", "--ffmpeg=never", "-r", "-v", root)
	if got.status != 0 || !strings.Contains(got.stderr, "vad: passed over "+root+"/notes.txt: not a recording by its name\n") {
		t.Errorf("-v: %+v", got)
	}
}

// TestSilentRecordings checks that each format distinguishes a recording without speech from
// one that was not read, and that labels are read back so.
func TestSilentRecordings(t *testing.T) {
	quiet := file(t, "quiet.wav", silence(t, 3))
	for format, want := range map[string]string{
		"text":  quiet + "\n0 segments, 0.000 s of speech in 3.000 s (0.0 %)\n",
		"jsonl": `{"file":"` + quiet + `","sample_rate":16000,"duration":3,"segments":[],`,
		"csv":   "file,start,end,start_sample,end_sample,channel\n" + quiet + ",,,,,\n",
		"rttm":  ";; NO-SPEECH quiet 1 0.000 3.000\n",
		"vtt":   "WEBVTT\n\nNOTE no speech in 3.000 s\n",
	} {
		got := runProcess(t, nil, "detect", "-q", "-f", format, quiet, "-o", "-")
		if got.status != 0 || !strings.HasPrefix(got.stdout, want) {
			t.Errorf("%s: %+v, want %s", format, got, want)
		}
		if format == "text" || format == "vtt" {
			continue
		}
		refs := file(t, "labels", got.stdout)
		if eval := runProcess(t, nil, "eval", "-q", "--labels", refs, quiet); eval.status != 0 || !strings.Contains(eval.stdout, "1.0000") {
			t.Errorf("%s as labels: %+v", format, eval)
		}
	}
}

// TestUnwritable checks that a recording that a format cannot hold does not stop the
// others.
func TestUnwritable(t *testing.T) {
	folder := folderWith(t, map[string]string{"a.wav": contents(t, speech), "b\n.wav": contents(t, speech), "c.wav": contents(t, speech)})
	got := in(t, folder, "detect", "-q", "-r", "-f", "ffconcat", "-o", "list", ".")
	if got.status != statusFailed || strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stderr, "a list of cuts cannot name") {
		t.Errorf("%+v", got)
	}
	if list := contents(t, filepath.Join(folder, "list")); strings.Count(list, "a.wav'") != 3 || strings.Count(list, "c.wav'") != 3 {
		t.Errorf("the list is %s", list)
	}
}

// TestSummary checks that every input is accounted for.
func TestSummary(t *testing.T) {
	quiet := file(t, "quiet.wav", silence(t, 3))
	root := folderWith(t, map[string]string{"b.amr": amr})
	for _, output := range []string{"-", t.TempDir()} {
		name := filepath.Join(t.TempDir(), "summary.csv")
		got := runProcess(t, nil, "detect", "-q", "--ffmpeg=never", "-r", "--summary", name, "-o", output, speech, "missing.wav", quiet, root)
		rows, err := csv.NewReader(strings.NewReader(contents(t, name))).ReadAll()
		if got.status != statusFailed || err != nil || len(rows) != 5 {
			t.Fatalf("%+v, %v, %v", got, rows, err)
		}
		for i, want := range [][]string{
			{"file", "channel", "status", "duration", "speech", "segments"},
			{speech, "", "speech", "18.890", "14.324", "3"},
			{"missing.wav", "", "failed", "", "", ""},
			{quiet, "", "silent", "3.000", "0.000", "0"},
			{root + "/b.amr", "", "skipped", "", "", ""},
		} {
			if !slices.Equal(rows[i][:6], want) {
				t.Errorf("row %d: %q, want %q", i, rows[i], want)
			}
		}
	}
	for name, want := range map[string]int{quiet: statusFailed, speech: 0} {
		if got := runProcess(t, nil, "detect", "-q", "--fail-if-silent", name); got.status != want || got.stdout == "" {
			t.Errorf("--fail-if-silent %s: %+v", name, got)
		}
	}
}

// TestSameNames checks that recordings of one name have names of their own in the
// formats that name them without a path, and that labels find them by those.
func TestSameNames(t *testing.T) {
	root := folderWith(t, map[string]string{"a/x.wav": contents(t, speech), "b/x.wav": silence(t, 3), "y z.wav": contents(t, speech)})
	run := func(args ...string) outcome {
		cmd := process(t, args...)
		cmd.Dir = root
		return finish(t, cmd, nil)
	}
	for _, c := range []struct {
		format string
		field  int // of the name
		want   string
	}{
		{"rttm", 1, "a/x a/x a/x b/x y_z y_z y_z"},
		{"ctm", 0, "a/x a/x a/x y_z y_z y_z"},
		{"kaldi", 1, "a/x a/x a/x y_z y_z y_z"},
	} {
		name := "all." + c.format
		if got := run("detect", "-q", "-f", c.format, "-o", name, "-r", "a", "b", "y z.wav"); got.status != 0 {
			t.Fatalf("%s: %+v", c.format, got)
		}
		var names []string
		for line := range strings.Lines(contents(t, filepath.Join(root, name))) {
			names = append(names, strings.Fields(strings.TrimPrefix(line, ";; "))[c.field])
		}
		if want := strings.Fields(c.want); !slices.Equal(names, want) {
			t.Errorf("%s: names %v, want %v", c.format, names, want)
		}
		if c.format == "kaldi" {
			continue // has no labels
		}
		if got := run("eval", "-q", "--labels", name, "-r", "a", "b", "y z.wav"); got.status != 0 || strings.Count(got.stdout, "1.0000    1.0000    1.0000    1.0000") != 3 {
			t.Errorf("eval of %s: %+v", c.format, got) // two with speech, and the total
		}
	}
}

// TestAntiphase checks that channels that cancel each other are warned about.
func TestAntiphase(t *testing.T) {
	pcm := samplesOf(t, speech)
	opposite := make([]float32, len(pcm))
	for i, x := range pcm {
		opposite[i] = -x
	}
	name := wavFile(t, 16000, pcm, opposite)
	const warning = "the channels cancel each other"
	if got := runProcess(t, nil, "detect", "-q", name); !strings.Contains(got.stderr, warning) || !strings.Contains(got.stdout, "0 segments") {
		t.Errorf("%+v", got)
	}
	for _, args := range [][]string{{"--channel=0", name}, {"--per-channel", name}, {wavFile(t, 16000, pcm, pcm)}, {speech}} {
		if got := runProcess(t, nil, append([]string{"detect", "-q"}, args...)...); got.stderr != "" || !strings.Contains(got.stdout, "3 segments") {
			t.Errorf("%v: %+v", args, got)
		}
	}
}
