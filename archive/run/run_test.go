package run

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/archive/internal/testbed"
	"github.com/gosilero/vad/archive/job"
	"github.com/gosilero/vad/archive/manifest"
	"github.com/gosilero/vad/archive/storage"
	_ "github.com/gosilero/vad/archive/storage/clouds"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/segment"
)

const testdata = "../../testdata/"

// quick retries often and soon.
var quick = storage.Retry{Tries: 10, Delay: time.Millisecond, MaxDelay: 10 * time.Millisecond, Stall: time.Minute}

func open(t *testing.T, url string, purpose storage.Purpose) *storage.Place {
	t.Helper()
	p, err := storage.Open(t.Context(), url, purpose, quick)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func worker(t *testing.T, input, output *storage.Place) *job.Worker {
	t.Helper()
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	return &job.Worker{
		Inputs: job.NewInputs(input, quick), Output: output,
		Detector: &job.Detector{Model: m, Segments: segment.DefaultConfig()},
	}
}

func names(list ...string) iter.Seq2[string, error] {
	return manifest.Lines(strings.NewReader(strings.Join(list, "\n")))
}

// run runs a configuration and returns the outcomes by name.
func run(t *testing.T, c Config) (map[string]*job.Outcome, Summary, error) {
	t.Helper()
	outcomes := map[string]*job.Outcome{}
	report := c.Report
	c.Report = func(o *job.Outcome) error {
		if outcomes[o.Name] != nil {
			t.Errorf("%s is reported twice", o.Name)
		}
		outcomes[o.Name] = o
		if report != nil {
			return report(o)
		}
		return nil
	}
	c.Jobs = max(c.Jobs, 4)
	sum, err := Run(t.Context(), c)
	return outcomes, sum, err
}

// TestFailingBucket runs shards of a bucket that fails every tenth request: every
// recording has its result, once, whole, the same as without failures.
func TestFailingBucket(t *testing.T) {
	const recordings, shards = 60, 3
	s3 := testbed.NewS3(t, "in", "out", "expected")
	wav := testbed.Speech(t, testdata+"speech.wav")
	for i := range recordings {
		s3.Put(t, "in", fmt.Sprintf("calls/%d/%d.wav", i%7, i), testbed.Clip(wav, 7919*i, 16000+1600*i))
	}
	s3.Put(t, "in", "calls/readme.txt", []byte("no recording"))
	s3.Put(t, "in", "other/1.wav", []byte("not in the prefix"))
	input := open(t, s3.URL("in/calls"), storage.Read)
	outcomes, sum, err := run(t, Config{Worker: worker(t, input, open(t, s3.URL("expected"), storage.Write)), Lines: Recordings(input.List(t.Context()))})
	if err != nil || sum.Done != recordings || len(outcomes) != recordings {
		t.Fatalf("without failures: %v, %v", sum, err)
	}

	s3.Fail(testbed.Every(10))
	for i := range shards {
		input, output := open(t, s3.URL("in/calls"), storage.Read), open(t, s3.URL("out/results"), storage.Write)
		_, part, err := run(t, Config{Worker: worker(t, input, output), Lines: Recordings(input.List(t.Context())), Shard: manifest.Shard{Index: i + 1, Of: shards}})
		if err != nil || part.Done == 0 || part.Done != part.Recordings() {
			t.Errorf("shard %d: %v, %v", i+1, part, err)
		}
	}
	s3.Fail(testbed.Always(testbed.None))
	all, failed := s3.Requests()
	t.Logf("%d of %d requests failed", failed, all)
	expected, got := s3.Objects(t, "expected"), s3.Objects(t, "out")
	if len(got) != recordings {
		t.Errorf("%d results, want %d", len(got), recordings)
	}
	for key, want := range expected {
		if !bytes.Equal(got["results/"+key], want) {
			t.Errorf("%s: got %q, want %q", key, got["results/"+key], want)
		}
		if n := len(s3.Puts()["/out/results/"+key]); n != 1 {
			t.Errorf("%s was written %d times", key, n)
		}
	}

	// A second run finds everything done; --force does all again.
	for _, force := range []bool{false, true} {
		w := worker(t, input, open(t, s3.URL("out/results"), storage.Write))
		w.Force = force
		_, sum, err = run(t, Config{Worker: w, Lines: Recordings(input.List(t.Context()))})
		if want := map[bool]Summary{false: {Skipped: recordings}, true: {Done: recordings}}[force]; err != nil || sum.Skipped != want.Skipped || sum.Done != want.Done {
			t.Errorf("again, force %v: %v, %v", force, sum, err)
		}
	}
}

// TestBroken reads a recording of some size through transfers that all break in their
// middle.
func TestBroken(t *testing.T) {
	s3 := testbed.NewS3(t, "in")
	wav := testbed.Speech(t, testdata+"speech.wav")
	s3.Put(t, "in", "speech.wav", wav)
	last, err := os.ReadFile(testdata + "../audio/testdata/click-mulaw.mov") // its index comes last
	if err != nil {
		t.Fatal(err)
	}
	s3.Put(t, "in", "index-last.mov", last)
	input := open(t, s3.URL("in"), storage.Read)
	s3.Fail(testbed.Always(testbed.Broken))
	outcomes, _, err := run(t, Config{Worker: worker(t, input, nil), Lines: names("speech.wav", "index-last.mov")})
	if o := outcomes["index-last.mov"]; err != nil || o.Status != job.Done || o.Duration == 0 {
		t.Errorf("%+v, %v: want it done", o.Record, err)
	}
	o := outcomes["speech.wav"]
	if err != nil || o.Status != job.Done || o.Broken == 0 || o.Bytes != int64(len(wav)) {
		t.Errorf("%+v, %v: want it done, after broken transfers, with each of %d bytes read once", o.Record, err, len(wav))
	}
	t.Logf("%d transfers broke", o.Broken)
	if o.Broken < 10 {
		t.Errorf("%d transfers broke", o.Broken)
	}
}

// TestStalled reads a recording through transfers that stand still in their middle.
func TestStalled(t *testing.T) {
	s3 := testbed.NewS3(t, "in")
	s3.Put(t, "in", "clip.wav", testbed.Clip(testbed.Speech(t, testdata+"speech.wav"), 0, 20000))
	retry := quick
	retry.Stall = 500 * time.Millisecond
	input, err := storage.Open(t.Context(), s3.URL("in"), storage.Read, retry)
	if err != nil {
		t.Fatal(err)
	}
	s3.Fail(func(request int) testbed.Fault {
		if request <= 2 {
			return testbed.Stalled
		}
		return testbed.None
	})
	outcomes, _, err := run(t, Config{Worker: worker(t, input, nil), Lines: names("clip.wav")})
	if o := outcomes["clip.wav"]; err != nil || o.Status != job.Done || o.Broken == 0 || o.Bytes != 40044 {
		t.Errorf("%+v, %v: want it done, after broken transfers", o.Record, err)
	}
}

// TestRecords runs what is no recording among recordings.
func TestRecords(t *testing.T) {
	folder := t.TempDir()
	for name, source := range map[string]string{
		"speech.wav": "speech.wav", "a folder/speech #1.flac": "../audio/testdata/speech.flac",
		"index-last.mp4": "../audio/testdata/click-flac.mp4", "damaged.mp3": "../audio/testdata/speech-vbr-crc.mp3",
	} {
		content, err := os.ReadFile(testdata + source)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, name), content)
	}
	write(t, filepath.Join(folder, "text.wav"), []byte("this is no recording"))
	write(t, filepath.Join(folder, "empty.wav"), nil)
	url := "file://" + filepath.ToSlash(folder)
	results := "file://" + filepath.ToSlash(t.TempDir()) + "/results"
	output := open(t, results, storage.Write)
	bad := map[string]string{
		"text.wav": "not a known kind", "empty.wav": "empty", "missing.wav": "no such file", "../up.wav": `the part ".."`, "/root.wav": "begins with a slash",
		"ftp://host/a.wav": "unknown scheme ftp", "a folder": "", "x\ty": "line 4: has a control character", strings.Repeat("long", 255): "1025 bytes",
		"s3://no-such-bucket-anywhere/": "ends with a slash",
	}
	lines := names("speech.wav", "a folder/speech #1.flac", url+"/index-last.mp4", "x\ty", "damaged.mp3",
		"text.wav", "empty.wav", "missing.wav", "../up.wav", "/root.wav", "ftp://host/a.wav", "a folder", strings.Repeat("long", 255), "s3://no-such-bucket-anywhere/")
	outcomes, sum, err := run(t, Config{Worker: worker(t, open(t, url, storage.Read), output), Lines: lines})
	if err != nil || sum.Done != 4 || sum.Failed != len(bad) {
		t.Errorf("%v, %v", sum, err)
	}
	for name, want := range bad {
		if o := outcomes[name]; o == nil || o.Status != job.Failed || !strings.Contains(o.Error, want) {
			t.Errorf("%.40s: %+v, want failed with %q", name, o, want)
		}
	}
	var objects []string
	for key, err := range output.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		objects = append(objects, key)
	}
	want := []string{"a folder.failed", "a folder/speech #1.flac.json", "damaged.mp3.json", "empty.wav.failed", "index-last.mp4.json", "missing.wav.failed", "speech.wav.json", "text.wav.failed"}
	if !slices.Equal(objects, want) {
		t.Errorf("objects %q, want %q", objects, want)
	}
	content, err := output.ReadAll(t.Context(), "text.wav.failed")
	var failure job.Failure
	if err == nil {
		err = json.Unmarshal(content, &failure)
	}
	if err != nil || failure.File != "text.wav" || failure.Error != outcomes["text.wav"].Error || failure.Temporary {
		t.Errorf("text.wav.failed is %s, %v", content, err)
	}

	// A recording that is mended loses the record of its failure.
	write(t, filepath.Join(folder, "text.wav"), testbed.Speech(t, testdata+"speech.wav"))
	if _, sum, err = run(t, Config{Worker: worker(t, open(t, url, storage.Read), output), Lines: names("text.wav")}); sum.Done != 1 || err != nil {
		t.Errorf("mended: %v, %v", sum, err)
	}
	if there, err := output.Exists(t.Context(), "text.wav.failed"); there || err != nil {
		t.Errorf("text.wav.failed is there: %v, %v", there, err)
	}
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestLimits refuses what is too long or too large.
func TestLimits(t *testing.T) {
	input := open(t, "file://"+abs(t, testdata), storage.Read)
	w := worker(t, input, nil)
	w.Detector.Limits = audio.Limits{Duration: 10 * time.Second}
	w.MaxBytes = 1 << 20
	outcomes, _, err := run(t, Config{Worker: w, Lines: names("speech.wav", "synthetic.wav")})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"speech.wav": "longer than 10s", "synthetic.wav": "2086114 bytes, want at most 1048576"} {
		if o := outcomes[name]; !errors.Is(o.Err, audio.ErrLimit) || !strings.Contains(o.Error, want) || job.Temporary(o.Err) {
			t.Errorf("%s: %v, want %q", name, o.Err, want)
		}
	}
}

func abs(t *testing.T, path string) string {
	t.Helper()
	p, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(p)
}

// TestNoOutput ends a run whose results cannot be written.
func TestNoOutput(t *testing.T) {
	s3 := testbed.NewS3(t, "in")
	input := open(t, "file://"+abs(t, testdata), storage.Read)
	output := open(t, s3.URL("missing"), storage.Write)
	if err := output.Check(t.Context()); !errors.Is(err, storage.ErrMissing) || !strings.Contains(err.Error(), "s3://missing/") {
		t.Errorf("check: %v", err)
	}
	endless := func(yield func(string, error) bool) {
		for yield("speech.wav", nil) {
		}
	}
	w := worker(t, input, output)
	w.Force = true
	var status []job.Status
	_, err := Run(t.Context(), Config{Worker: w, Lines: endless, Jobs: 2, Report: func(o *job.Outcome) error {
		status = append(status, o.Status)
		return nil
	}})
	if err == nil || !strings.Contains(err.Error(), "s3://missing/speech.wav.json") || slices.Contains(status, job.Done) || len(status) > 2 {
		t.Errorf("got %v after %v", err, status)
	}
}

// TestOutage ends a run whose recordings cannot be read, one after the other.
func TestOutage(t *testing.T) {
	s3 := testbed.NewS3(t, "in", "out")
	input, err := storage.Open(t.Context(), s3.URL("in"), storage.Read, storage.Retry{Tries: 1}) // the driver has tries of its own
	if err != nil {
		t.Fatal(err)
	}
	s3.Fail(testbed.Always(testbed.Error))
	endless := func(yield func(string, error) bool) {
		for i := 0; yield(fmt.Sprintf("%d.wav", i), nil); i++ {
		}
	}
	outcomes, sum, err := run(t, Config{Worker: worker(t, input, nil), Lines: endless, Jobs: 20})
	if err == nil || !strings.Contains(err.Error(), "in a row could not be read") || sum.Failed < longOutage || sum.Failed > longOutage+20 {
		t.Errorf("%v, %v", sum, err)
	}
	for name, o := range outcomes {
		if o.Status == job.Failed && !job.Temporary(o.Err) {
			t.Errorf("%s: %v is not temporary", name, o.Err)
		}
	}
}

// TestInterrupted ends runs in their middle: with time, what has begun is done; without,
// it is unfinished and leaves nothing.
func TestInterrupted(t *testing.T) {
	folder := t.TempDir()
	wav := testbed.Speech(t, testdata+"speech.wav")
	write(t, filepath.Join(folder, "speech.wav"), wav)
	endless := func(yield func(string, error) bool) {
		for i := 0; yield(fmt.Sprintf("%d.wav", i), nil); i++ {
			os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.wav", i+1)), wav, 0o600)
		}
	}
	for _, grace := range []time.Duration{0, time.Minute} {
		write(t, filepath.Join(folder, "0.wav"), wav)
		results := t.TempDir()
		w := worker(t, open(t, "file://"+filepath.ToSlash(folder), storage.Read), open(t, "file://"+filepath.ToSlash(results), storage.Write))
		ctx, cancel := context.WithCancel(t.Context())
		counts := map[job.Status]int{}
		sum, err := Run(ctx, Config{Worker: w, Lines: endless, Jobs: 3, Grace: grace, Report: func(o *job.Outcome) error {
			counts[o.Status]++
			cancel()
			return nil
		}})
		if !errors.Is(err, ErrInterrupted) || sum.Done == 0 || grace > 0 && sum.Unfinished > 0 || sum.Failed > 0 || sum.Recordings() > 6 {
			t.Errorf("grace %v: %v, %v", grace, sum, err)
		}
		var files []string
		filepath.WalkDir(results, func(path string, d fs.DirEntry, err error) error {
			if !d.IsDir() {
				files = append(files, path)
			}
			return err
		})
		if len(files) != sum.Done {
			t.Errorf("grace %v: %d are done, and the files are %q", grace, sum.Done, files)
		}
	}
}

// TestReportFails ends a run when nobody takes its output.
func TestReportFails(t *testing.T) {
	closed := errors.New("closed pipe")
	input := open(t, "file://"+abs(t, testdata), storage.Read)
	_, sum, err := run(t, Config{Worker: worker(t, input, nil), Lines: names("speech.wav"),
		Report: func(*job.Outcome) error { return closed }})
	if !errors.Is(err, closed) {
		t.Errorf("%v, %v", sum, err)
	}
}

// TestManifestFails ends a run with the error of its manifest, after what came before.
func TestManifestFails(t *testing.T) {
	input := open(t, "file://"+abs(t, testdata), storage.Read)
	broken := errors.New("broken")
	lines := func(yield func(string, error) bool) {
		_ = yield("speech.wav", nil) && yield("", broken)
	}
	outcomes, _, err := run(t, Config{Worker: worker(t, input, nil), Lines: lines})
	if !errors.Is(err, broken) || !slices.Equal(slices.Collect(maps.Keys(outcomes)), []string{"speech.wav"}) {
		t.Errorf("%v, %v", outcomes, err)
	}
}
