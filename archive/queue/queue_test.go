package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gosilero/vad/archive/internal/testbed"
	"github.com/gosilero/vad/archive/job"
	"github.com/gosilero/vad/archive/manifest"
	"github.com/gosilero/vad/archive/run"
	"github.com/gosilero/vad/archive/storage"
	_ "github.com/gosilero/vad/archive/storage/clouds"
	"github.com/gosilero/vad/segment"
)

const testdata = "../../testdata/"

// quick has few tries, which come soon.
var quick = storage.Retry{Tries: 2, Delay: time.Millisecond, MaxDelay: time.Millisecond, Stall: time.Minute}

// archive is a queue on a folder of recordings.
type archive struct {
	*Queue
	settings Settings
	input    string // folders
	output   string
	log      *testLog
}

// testLog is what a queue logs.
type testLog struct {
	lock  sync.Mutex
	lines []string
}

func (l *testLog) add(format string, args ...any) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

// has reports whether a line has the text.
func (l *testLog) has(text string) bool {
	l.lock.Lock()
	defer l.lock.Unlock()
	return strings.Contains(strings.Join(l.lines, "\n"), text)
}

// newArchive makes a queue on a server of its own.
func newArchive(t *testing.T) *archive {
	t.Helper()
	a := &archive{input: t.TempDir(), output: t.TempDir(), log: &testLog{}}
	a.settings = Settings{
		Jobs:        job.Options{Input: folderURL(a.input), Output: folderURL(a.output), Model: "v6", Segments: segment.DefaultConfig()},
		ModelSHA256: "sum", Attempts: 3, AckWait: time.Second, RetryDelay: 10 * time.Millisecond, DuplicateWindow: time.Minute, Replicas: 1,
	}
	a.Queue = a.connect(t, testbed.StartNATS(t))
	if err := a.Create(t.Context(), a.settings); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *archive) connect(t *testing.T, url string) *Queue {
	t.Helper()
	q, err := Connect(Server{URL: url, Log: a.log.add}, "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.Close)
	return q
}

func folderURL(path string) string { return "file://" + filepath.ToSlash(path) }

// record writes a recording.
func (a *archive) record(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(a.input, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// submit submits names and checks what that counts.
func (a *archive) submit(t *testing.T, want Submitted, names ...string) {
	t.Helper()
	inputs := job.NewInputs(open(t, a.input, storage.Read), quick)
	got, err := a.Submit(t.Context(), inputs, lines(names...), func(string, error) {})
	if err != nil || got != want {
		t.Fatalf("submitted %+v, %v, want %+v", got, err, want)
	}
}

func lines(names ...string) iter.Seq2[string, error] {
	return manifest.Lines(strings.NewReader(strings.Join(names, "\n")))
}

func open(t *testing.T, folder string, purpose storage.Purpose) *storage.Place {
	t.Helper()
	p, err := storage.Open(t.Context(), folderURL(folder), purpose, quick)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// work works until the queue is empty.
func (a *archive) work(t *testing.T, changes ...func(*WorkConfig)) (list []*Outcome, sum run.Summary) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	w, err := a.settings.Jobs.Worker(ctx, quick)
	if err != nil {
		t.Fatal(err)
	}
	c := WorkConfig{Worker: w, Name: "worker", Jobs: 2, Grace: time.Minute, UntilEmpty: true, Report: func(o *Outcome) error {
		list = append(list, o)
		return nil
	}}
	for _, change := range changes {
		change(&c)
	}
	sum, err = a.Work(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	return list, sum
}

func (a *archive) letters(t *testing.T) (list []Letter) {
	t.Helper()
	if err := a.Letters(t.Context(), func(l Letter) error {
		list = append(list, l)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return list
}

// objects returns the names of the objects in the output.
func (a *archive) objects(t *testing.T) (keys []string) {
	t.Helper()
	for key, err := range open(t, a.output, storage.Read).List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	return keys
}

// TestQueue submits recordings twice, does them, and looks at the status in between.
func TestQueue(t *testing.T) {
	a := newArchive(t)
	wav := testbed.Speech(t, testdata+"speech.wav")
	var names []string
	for i := range 20 {
		names = append(names, fmt.Sprintf("%02d.wav", i))
		a.record(t, names[i], testbed.Clip(wav, 10000*i, 16000))
	}
	a.submit(t, Submitted{Added: 20, Wrong: 1}, append(slices.Clone(names), "../up.wav")...)
	a.submit(t, Submitted{Added: 1, Duplicate: 20}, append(slices.Clone(names), "text.wav")...)
	a.record(t, "text.wav", []byte("no recording"))
	s, err := a.Status(t.Context())
	if err != nil || s.Submitted != 21 || s.Waiting != 21 || s.Done+s.Running+s.Failed != 0 {
		t.Errorf("before: %+v, %v", s, err)
	}
	list, sum := a.work(t)
	if sum.Done != 20 || sum.Failed != 1 || len(list) != 21 {
		t.Errorf("%v", sum)
	}
	s, err = a.Status(t.Context())
	if err != nil || s.Submitted != 21 || s.Done != 20 || s.Failed != 1 || s.Waiting+s.Running != 0 || len(s.Workers) != 1 || s.Workers[0].Done != 20 || !s.Workers[0].Ended || s.Alive != 0 {
		t.Errorf("after: %+v, %v", s, err)
	}
	if text := s.String(); !strings.Contains(text, "21 submitted, 20 done, 0 waiting, 0 running, 1 failed") || !strings.Contains(text, "nothing is left") {
		t.Errorf("status %s", text)
	}
	if keys := a.objects(t); len(keys) != 21 || keys[20] != "text.wav.failed" {
		t.Errorf("objects %q", keys)
	}
	letters := a.letters(t)
	if len(letters) != 1 || letters[0].Name != "text.wav" || letters[0].Temporary || !strings.Contains(letters[0].Error, "not a known kind") || letters[0].Attempts != 1 || letters[0].Worker != "worker" {
		t.Errorf("letters %+v", letters)
	}

	// What failed is mended and done.
	a.record(t, "text.wav", testbed.Clip(wav, 0, 16000))
	if n, err := a.Resubmit(t.Context()); n != 1 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	if list, _ := a.work(t); len(list) != 1 || list[0].Status != job.Done || len(a.letters(t)) != 0 {
		t.Errorf("again: %+v, letters %+v", list, a.letters(t))
	}
	if s, err := a.Status(t.Context()); err != nil || s.Done != 21 || s.Failed != 0 {
		t.Errorf("in the end: %+v, %v", s, err)
	}
}

// TestLongJob checks that a job that takes longer than AckWait is not given to another
// worker while it runs.
func TestLongJob(t *testing.T) {
	a := newArchive(t)
	wav := testbed.Speech(t, testdata+"speech.wav")
	a.record(t, "long.wav", wav)
	a.submit(t, Submitted{Added: 1}, "long.wav")
	slow := func(c *WorkConfig) {
		c.Worker.Inputs = job.NewInputs(slowPlace(t, a.input, 3*a.settings.AckWait), quick)
	}
	list, _ := a.work(t, slow)
	if len(list) != 1 || list[0].Delivery != 1 || list[0].Status != job.Done || list[0].Seconds < (2*a.settings.AckWait).Seconds() {
		t.Errorf("%d outcomes, %+v: want one, of the first delivery, after more than %v", len(list), list[0], a.settings.AckWait)
	}
}

// TestGiveBack ends a worker in the middle of a job: another one gets it at once.
func TestGiveBack(t *testing.T) {
	a := newArchive(t)
	a.record(t, "long.wav", testbed.Speech(t, testdata+"speech.wav"))
	a.submit(t, Submitted{Added: 1}, "long.wav")
	w, err := a.settings.Jobs.Worker(t.Context(), quick)
	if err != nil {
		t.Fatal(err)
	}
	w.Inputs = job.NewInputs(slowPlace(t, a.input, time.Hour), quick)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(500*time.Millisecond, cancel)
	sum, err := a.Work(ctx, WorkConfig{Worker: w, Name: "first", Jobs: 1, Report: func(o *Outcome) error {
		if !o.GaveBack {
			t.Errorf("%+v was not given back", o)
		}
		return nil
	}})
	if !errors.Is(err, run.ErrInterrupted) || sum.Unfinished != 1 || len(a.objects(t)) != 0 {
		t.Errorf("%v, %v", sum, err)
	}
	list, _ := a.work(t)
	if len(list) != 1 || list[0].Delivery != 2 || list[0].Status != job.Done {
		t.Errorf("the other worker: %+v", list)
	}
}

// TestDeadLetters checks what becomes of messages that are no jobs, and of jobs that fail
// again and again.
func TestDeadLetters(t *testing.T) {
	a := newArchive(t)
	s3 := testbed.NewS3(t, "in")
	s3.Put(t, "in", "a.wav", testbed.Speech(t, testdata+"speech.wav"))
	s3.Fail(testbed.Always(testbed.Error))
	for _, data := range []string{"", "{}", "no json", `{"name":"a.wav","more":1}`, `{"name":"a"}{"name":"b"}`, `{"name":"../a.wav"}`} {
		if _, err := a.js.Publish(t.Context(), a.subject, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	url := s3.URL("in/a.wav")
	a.submit(t, Submitted{Added: 1}, url)
	list, sum := a.work(t)
	tries := 0
	for _, o := range list {
		if o.Name == "s3://in/a.wav" {
			tries++
		}
	}
	if tries != a.settings.Attempts || sum.Done != 0 {
		t.Errorf("%d tries, want %d; %v", tries, a.settings.Attempts, sum)
	}
	got := map[string]Letter{}
	for _, l := range a.letters(t) {
		got[l.Name+l.Message] = l
	}
	for message, want := range map[string]string{
		"": "not a job", "{}": "no name", "no json": "invalid character", `{"name":"a.wav","more":1}`: `unknown field "more"`,
		`{"name":"a"}{"name":"b"}`: "something follows", "../a.wav": `the part ".."`, url: "503",
	} {
		if l, ok := got[message]; !ok || !strings.Contains(l.Error, want) || l.Temporary != (message == url) {
			t.Errorf("%q: letter %+v, want %q", message, l, want)
		}
	}
	if len(got) != 7 {
		t.Errorf("%d letters: %v", len(got), got)
	}
	if keys := a.objects(t); !slices.Equal(keys, []string{"s3/in/a.wav.failed"}) {
		t.Errorf("objects %q", keys)
	}
}

// TestLostAgain checks that a job whose workers die each time is a dead letter in the end.
func TestLostAgain(t *testing.T) {
	a := newArchive(t)
	a.record(t, "a.wav", testbed.Speech(t, testdata+"speech.wav"))
	a.submit(t, Submitted{Added: 1}, "a.wav")
	consumer, err := a.consumer(t.Context(), a.settings)
	if err != nil {
		t.Fatal(err)
	}
	for range a.settings.Attempts + 1 { // as workers that take it and die
		if _, err := consumer.Next(jetstream.FetchMaxWait(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if list, _ := a.work(t); len(list) != 1 || list[0].Status != job.Failed {
		t.Errorf("outcomes %+v", list)
	}
	if l := a.letters(t); len(l) != 1 || !strings.Contains(l[0].Error, errLost.Error()) || l[0].Name != "a.wav" {
		t.Errorf("letters %+v", l)
	}
}

// TestOutputFails checks that jobs wait while results cannot be written, and that none is
// lost, made a dead letter, or delivered twice.
func TestOutputFails(t *testing.T) {
	a := newArchive(t)
	s3 := testbed.NewS3(t, "out")
	a.settings.Jobs.Output = s3.URL("out")
	a.record(t, "a.wav", testbed.Speech(t, testdata+"speech.wav"))
	a.submit(t, Submitted{Added: 1}, "a.wav")
	list, _ := a.work(t, func(*WorkConfig) {
		s3.Fail(testbed.Always(testbed.Error))
		go func() { // until the worker has said that it waits
			for !a.log.has("waiting for the storage of the results") {
				time.Sleep(10 * time.Millisecond)
			}
			s3.Fail(testbed.Always(testbed.None))
		}()
	})
	if len(list) != 1 || list[0].Status != job.Done || list[0].Delivery != 1 || len(a.letters(t)) != 0 {
		t.Errorf("%+v", list)
	}
}

// TestOtherSettings refuses a submit with other options, and names them.
func TestOtherSettings(t *testing.T) {
	a := newArchive(t)
	if err := a.Create(t.Context(), a.settings); err != nil {
		t.Errorf("the same settings: %v", err)
	}
	other := a.settings
	other.Jobs.Segments.Threshold = 0.7
	channel := 1
	other.Jobs.Channel = &channel
	err := a.Create(t.Context(), other)
	if !errors.Is(err, ErrQueue) || !strings.Contains(err.Error(), "Threshold is 0.5, not 0.7") || !strings.Contains(err.Error(), "Channel is none, not 1") {
		t.Errorf("got %v", err)
	}
	q, err := Connect(Server{URL: a.conn.ConnectedUrl()}, "missing")
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	if _, err := q.Settings(t.Context()); !errors.Is(err, ErrQueue) || !strings.Contains(err.Error(), "missing does not exist") {
		t.Errorf("a queue that does not exist: %v", err)
	}
	if err := q.Letters(t.Context(), func(Letter) error { return nil }); !errors.Is(err, ErrQueue) || !strings.Contains(err.Error(), "missing does not exist") {
		t.Errorf("dead letters of a queue that does not exist: %v", err)
	}
}

// TestSubmitInterrupted repeats a submit that ended in its middle.
func TestSubmitInterrupted(t *testing.T) {
	a := newArchive(t)
	inputs := job.NewInputs(open(t, a.input, storage.Read), quick)
	broken := errors.New("broken pipe")
	some := func(n int, err error) iter.Seq2[string, error] {
		return func(yield func(string, error) bool) {
			for i := range n {
				if !yield(fmt.Sprintf("%d.wav", i), nil) {
					return
				}
			}
			if err != nil {
				yield("", err)
			}
		}
	}
	got, err := a.Submit(t.Context(), inputs, some(batchSize+100, broken), nil)
	if want := (Submitted{Added: batchSize + 100}); !errors.Is(err, broken) || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	got, err = a.Submit(t.Context(), inputs, some(2*batchSize, nil), nil)
	if want := (Submitted{Added: batchSize - 100, Duplicate: batchSize + 100}); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if s, err := a.Status(t.Context()); err != nil || s.Waiting != 2*batchSize {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestMessage checks that a job is what other programs may write, too.
func TestMessage(t *testing.T) {
	data, err := json.Marshal(message{"a.wav"})
	if err != nil || string(data) != `{"name":"a.wav"}` {
		t.Errorf("%s, %v", data, err)
	}
	if m, err := parse([]byte(" {\"name\": \"a.wav\"}\n")); err != nil || m.Name != "a.wav" {
		t.Errorf("%+v, %v", m, err)
	}
}
