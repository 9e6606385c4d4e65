package main

import (
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func evalJSON(t *testing.T, args ...string) report {
	t.Helper()
	return decodeJSON[report](t, mustRun(t, append([]string{"eval", "-f", "json"}, args...)...))[0]
}

// TestEvalPerfect checks that labels that are the segments leave no error, in
// every format that can be read.
func TestEvalPerfect(t *testing.T) {
	for _, format := range []string{"rttm", "ctm", "audacity", "csv", "json", "jsonl", "srt", "vtt", "textgrid"} {
		name := filepath.Join(t.TempDir(), "labels")
		mustRun(t, "detect", "-f", format, "-o", name, speech)
		r := evalJSON(t, "--labels", name, speech).Total
		if r.Accuracy == nil || *r.Accuracy != 1 || *r.Precision != 1 || *r.Recall != 1 || *r.F1 != 1 {
			t.Errorf("%s: %+v", format, r)
		}
		if r.Miss > 1e-3 || r.FalseAlarm > 1e-3 || abs(r.Speech-14.324) > 1e-3 || r.Duration != 18.89 {
			t.Errorf("%s: %+v", format, r)
		}
	}
}

// TestEvalFigures checks the figures of labels with known faults.
func TestEvalFigures(t *testing.T) {
	// The segments are 0.706 to 7.422, 8.834 to 11.486, 12.834 to 17.79.
	name := file(t, "speech.txt", "0.000\t7.422\n8.834\t11.486\n14.834\t17.79\n")
	r := evalJSON(t, "-l", name, speech).Total
	if abs(r.Miss-0.706) > 1e-9 || abs(r.FalseAlarm-2) > 1e-9 {
		t.Errorf("%v s missed, want 0.706; %v s of false alarms, want 2", r.Miss, r.FalseAlarm)
	}
	// Middles of windows, at (i+0.5)*32 ms: 22 before 0.706, 62 or 63 in 2 s.
	if r.FalseNegative != 22 || r.FalsePositive < 62 || r.FalsePositive > 63 ||
		r.TruePositive+r.FalsePositive+r.FalseNegative+r.TrueNegative != 591 {
		t.Errorf("%+v", r.Counts)
	}
	if want := float64(r.TruePositive+r.TrueNegative) / 591; abs(*r.Accuracy-want) > 1e-12 {
		t.Errorf("accuracy %v, want %v", *r.Accuracy, want)
	}
	if *r.AUC < 0.8 || *r.AUC >= 1 {
		t.Errorf("AUC %v", *r.AUC)
	}
	// Silero's samples are those of the recording.
	silero := file(t, "speech.json", `[{"start": 0, "end": 118752}, {"start": 141344, "end": 183776}, {"start": 237344, "end": 284640}]`)
	if s := evalJSON(t, "-l", silero, speech).Total; s.Counts != r.Counts || abs(s.Miss-r.Miss) > 1e-9 {
		t.Errorf("got %+v, want %+v", s, r)
	}
	// No speech at all: recall, and the area under the curve, are not known.
	if n := evalJSON(t, "-l", file(t, "speech.txt", ""), speech).Total; n.Recall != nil || n.AUC != nil || *n.Precision != 0 {
		t.Errorf("without speech: %+v", n)
	}
}

// TestEvalFolder checks how labels are found, and the sums.
func TestEvalFolder(t *testing.T) {
	clips := []string{speech, "../../testdata/voices.wav"}
	folder := t.TempDir()
	mustRun(t, append([]string{"detect", "-f", "csv", "--threshold=0.9", "-o", folder}, clips...)...)
	whole := evalJSON(t, append([]string{"-l", folder}, clips...)...)
	shared := filepath.Join(t.TempDir(), "all.rttm")
	mustRun(t, append([]string{"detect", "-f", "rttm", "--threshold=0.9", "-o", shared}, clips...)...)
	again := evalJSON(t, append([]string{"-l", shared}, clips...)...)
	stored := file(t, "p.json", mustRun(t, append([]string{"probs", "-f", "json"}, clips...)...))
	third := evalJSON(t, "-l", shared, "--probs", stored)
	if whole.Total.Counts != again.Total.Counts || again.Total.Counts != third.Total.Counts {
		t.Errorf("folder %+v, file %+v, stored %+v", whole.Total, again.Total, third.Total)
	}
	if len(whole.Recordings) != 2 || whole.Total.Miss != whole.Recordings[0].Miss+whole.Recordings[1].Miss {
		t.Errorf("%+v", whole)
	}

	beside := filepath.Join(t.TempDir(), "clip.wav")
	if err := os.WriteFile(beside, []byte(contents(t, speech)), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, stderr, status := vadRun("eval", beside); status != statusFailed || !strings.Contains(stderr, "no labels") {
		t.Errorf("without labels: status %d: %s", status, stderr)
	}
	mustRun(t, "detect", "-f", "audacity", "-o", strings.TrimSuffix(beside, ".wav")+".txt", beside)
	if r := evalJSON(t, beside).Total; *r.Accuracy != 1 {
		t.Errorf("labels beside: %+v", r)
	}
}

// TestTune checks that the flags it prints are better, and find thresholds that
// the labels were made with.
func TestTune(t *testing.T) {
	const clip = "../../testdata/synthetic.wav"
	name := filepath.Join(t.TempDir(), "labels.rttm")
	mustRun(t, "detect", "-f", "rttm", "--threshold=0.8", "--neg-threshold=0.7", "-o", name, clip)
	roc := filepath.Join(t.TempDir(), "roc.png")
	out := mustRun(t, "eval", "-l", name, "--tune", "--roc", roc, clip)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	flags, ok := strings.CutPrefix(lines[len(lines)-1], "best: ")
	if !ok {
		t.Fatalf("got\n%s", out)
	}
	before := *evalJSON(t, "-l", name, clip).Total.Accuracy
	after := *evalJSON(t, append(strings.Fields(flags), "-l", name, clip)...).Total.Accuracy
	if before >= after || after < 0.999 {
		t.Errorf("accuracy %v, with %s %v", before, flags, after)
	}
	if picture, err := png.Decode(strings.NewReader(contents(t, roc))); err != nil || picture.Bounds().Dx() != 640 {
		t.Errorf("the picture: %v", err)
	}
	if r := evalJSON(t, "-l", name, "--tune", clip); r.Best == nil || *r.Best.Total.Accuracy != after || !strings.HasPrefix(r.Best.flags(), "--threshold ") {
		b, _ := json.Marshal(r)
		t.Errorf("json: %s", b)
	}
}

func TestEvalErrors(t *testing.T) {
	text := file(t, "labels.txt", "no labels\n")
	other := file(t, "labels.rttm", "SPEAKER other 1 0 1 <NA> <NA> x <NA> <NA>\n")
	tests := []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"-l", "missing.rttm", speech}, statusFailed, "missing.rttm"},
		{[]string{"-l", text, speech}, statusFailed, text},
		{[]string{"-l", other, speech}, statusFailed, "has labels of other, none of speech"},
		{[]string{"-l", t.TempDir(), speech}, statusFailed, "no labels"},
		{[]string{"-l", file(t, "x.txt", "1\t2\tx\n"), speech, "../../testdata/voices.wav"}, statusUsage, "does not name its recording, and there are 2"},
		{[]string{"-l", file(t, "same.rttm", "SPEAKER speech 1 0 1 <NA> <NA> x <NA> <NA>\n"), speech, file(t, "speech.wav", "")}, statusUsage, "does not distinguish"},
		{[]string{"--roc=missing/x.png", speech}, statusFailed, "missing/x.png"},
		{[]string{"--roc=x.gif", speech}, statusUsage, "x.gif"},
		{[]string{"--probs=x", speech}, statusUsage, "--probs"},
		{[]string{"-l", file(t, "x.txt", ""), "-q", "--roc=x.png", speech}, statusFailed, "x.png: the labels are all speech or all silence"},
	}
	for _, test := range tests {
		_, stderr, status := vadRun(append([]string{"eval"}, test.args...)...)
		if status != test.status || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d: %s", test.args, status, stderr)
		}
	}
}

// TestEvalTellsApart evaluates segments against themselves where recordings have
// one name in two folders, where channels differ, and where there is no speech.
func TestEvalTellsApart(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"speech", "voices"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o777); err != nil {
			t.Fatal(err)
		}
		clip := contents(t, "../../testdata/"+name+".wav")
		if err := os.WriteFile(filepath.Join(folder, name, "x.wav"), []byte(clip), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	left, right := samplesOf(t, speech), samplesOf(t, "../../testdata/voices.wav")[:302240]
	stereo := wavFile(t, 16000, left, right)
	silent := wavFile(t, 16000, make([]float32, 50000))
	for _, test := range []struct {
		args    []string
		formats []string
	}{
		{[]string{"-r", folder}, []string{"json", "jsonl", "csv"}},
		{[]string{"--per-channel", stereo}, []string{"json", "jsonl", "csv", "rttm"}},
		{[]string{"--channel=1", stereo}, []string{"json", "jsonl", "csv", "rttm"}},
		{[]string{stereo}, []string{"json", "jsonl", "csv", "rttm"}},
		{[]string{speech, file(t, "silent.wav", contents(t, silent))}, []string{"json", "jsonl", "csv", "rttm"}},
	} {
		for _, format := range test.formats {
			labels := file(t, "labels", mustRun(t, append([]string{"detect", "-q", "-f", format}, test.args...)...))
			out := mustRun(t, append([]string{"eval", "-q", "-f", "json", "-l", labels}, test.args...)...)
			total := decodeJSON[report](t, out)[0].Total
			// RTTM has three digits; frames lie 32 ms apart.
			if total.Accuracy == nil || *total.Accuracy != 1 || total.FalseAlarm > 0.1 || total.Miss > 0.1 {
				t.Errorf("%v against its own %s: %+v", test.args, format, total)
			}
		}
	}
}

// TestEvalRange checks what a collar and a UEM file leave out: time, and windows.
func TestEvalRange(t *testing.T) {
	// The segments are 0.706 to 7.422, 8.834 to 11.486, 12.834 to 17.79.
	name := file(t, "speech.txt", "0.000\t7.422\n8.834\t11.486\n14.834\t17.79\n")
	whole := evalJSON(t, "-l", name, speech).Total
	if want := 2.706 / (7.422 + 2.652 + 2.956); whole.ErrorRate == nil || abs(*whole.ErrorRate-want) > 1e-9 {
		t.Errorf("the error rate is %v, want %v", *whole.ErrorRate, want)
	}
	// Of 0 to 0.706, 0.25 to 0.706 is left; of 12.834 to 14.834, all but 0.25 s.
	r := evalJSON(t, "-l", name, "--collar=250ms", speech).Total
	speechLeft := 7.422 + 2.652 + 2.956 - 6*0.25
	if abs(r.Miss-0.456) > 1e-9 || abs(r.FalseAlarm-1.75) > 1e-9 || abs(r.Speech-speechLeft) > 1e-9 || abs(*r.ErrorRate-2.206/speechLeft) > 1e-9 {
		t.Errorf("with a collar: %+v", r)
	}
	if want := 18.89 - 0.25 - 5*0.5; abs(r.Duration-want) > 1e-9 {
		t.Errorf("%v s are compared, want %v", r.Duration, want)
	}
	if n, all := r.TruePositive+r.FalsePositive+r.FalseNegative+r.TrueNegative, 591; n < 504-3 || n > 504+3 || n >= all {
		t.Errorf("%d of %d windows are compared, want about 16.14 s of them", n, all)
	}
	uem := file(t, "parts.uem", ";; two parts\nspeech 1 0.5 1\nspeech 1 10 14\nother 1 0 100\n")
	r = evalJSON(t, "-l", name, "--uem", uem, speech).Total
	if abs(r.Miss-0.206) > 1e-9 || abs(r.FalseAlarm-1.166) > 1e-9 || abs(r.Speech-1.986) > 1e-9 || abs(r.Duration-4.5) > 1e-9 {
		t.Errorf("in parts: %+v", r)
	}
	for _, test := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"--uem", "missing.uem"}, statusFailed, "missing.uem"},
		{[]string{"--uem", file(t, "bad.uem", "speech 1 0\n")}, statusFailed, "not a UEM: line 1 has 3 fields"},
		{[]string{"--uem", file(t, "backwards.uem", "speech 1 2 1\n")}, statusFailed, `not a UEM: line 1 has no start and end: "speech 1 2 1"`},
		{[]string{"--uem", file(t, "other.uem", "other 1 0 9\n")}, statusFailed, "no part of speech"},
		{[]string{"--collar=-1s"}, statusUsage, "--collar"},
	} {
		_, stderr, status := vadRun(append([]string{"eval", "-q", "-l", name, speech}, test.args...)...)
		if status != test.status || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d: %s", test.args, status, stderr)
		}
	}
}

// TestROCTuned checks that the picture has the tuned point if there is one.
func TestROCTuned(t *testing.T) {
	name := file(t, "speech.txt", "0.000\t7.422\n8.834\t11.486\n14.834\t17.79\n")
	for _, tune := range []bool{false, true} {
		roc := filepath.Join(t.TempDir(), "roc.svg")
		args := []string{"eval", "-l", name, "--roc", roc, speech}
		if tune {
			args = append(args, "--tune")
		}
		mustRun(t, args...)
		if got := strings.Contains(contents(t, roc), ">tuned thresholds<"); got != tune {
			t.Errorf("--tune %v: the picture has a tuned point: %v", tune, got)
		}
	}
}
