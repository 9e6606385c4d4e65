package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gosilero/vad/archive/internal/testbed"
	"github.com/gosilero/vad/archive/job"
)

var (
	chaosRecordings = flag.Int("chaos.recordings", 200, "recordings of the test of chaos")
	chaosSeed       = flag.Uint64("chaos.seed", 1, "which workers die, and when")
)

// TestChaos has five workers find the speech in an archive while two of them are killed,
// the server of the queue is killed and started again, and every tenth request to the
// storage fails. Every recording has one result in the end, the right one.
//
//	go test ./cmd/vad-archive -run Chaos -chaos.recordings 2000 -v
func TestChaos(t *testing.T) {
	const workers, killed = 5, 2
	c := newChaos(t, *chaosRecordings)
	expected := c.expected(t)

	server, url := c.startServer(t, 0)
	queue := []string{"--queue", url, "--name", "chaos"}
	c.s3.Fail(testbed.Every(10))
	status, _, stderr := try(t, "", slices.Concat([]string{"submit", "--input", c.s3.URL("in/calls"), "--output", c.s3.URL("out/results"),
		"--ack-wait", "5s", "--retry-delay", "100ms"}, queue)...)
	if status != 0 || !strings.Contains(stderr, fmt.Sprintf("%d added", c.recordings)) {
		t.Fatalf("submit: status %d, %s", status, stderr)
	}

	random := rand.New(rand.NewPCG(*chaosSeed, 0))
	started := time.Now()
	var running []*chaosWorker
	for i := range workers {
		running = append(running, c.startWorker(t, i, queue))
	}
	// Each of these comes when a share of the results is there.
	share := func() int { return c.recordings * (5 + random.IntN(60)) / 100 }
	type event struct {
		at int
		do func()
	}
	kill := func(w *chaosWorker) func() {
		return func() {
			w.process.Process.Kill()
			t.Logf("%5.1f s, %4d results: killed worker %d", time.Since(started).Seconds(), c.results(), w.number)
		}
	}
	var events []event
	order := random.Perm(workers)
	for _, n := range order[:killed] {
		events = append(events, event{share(), kill(running[n])})
	}
	events = append(events, event{share(), func() {
		server.Process.Kill()
		server.Wait()
		t.Logf("%5.1f s, %4d results: killed the server of the queue", time.Since(started).Seconds(), c.results())
		time.Sleep(time.Second)
		server, _ = c.startServer(t, c.port)
	}})
	slices.SortFunc(events, func(a, b event) int { return a.at - b.at })
	for _, e := range events {
		for c.results() < e.at {
			time.Sleep(5 * time.Millisecond)
		}
		e.do()
	}
	for _, n := range order[killed:] {
		if err := running[n].process.Wait(); err != nil {
			t.Errorf("worker %d: %v\n%s", n, err, running[n].stderr.String())
		}
	}
	took := time.Since(started)
	c.s3.Fail(testbed.Always(testbed.None))
	c.check(t, expected, running, queue, took)
	server.Process.Signal(syscall.SIGTERM)
	server.Wait()
}

// chaos is an archive, and what its workers stand on.
type chaos struct {
	recordings int
	s3         *testbed.S3
	folder     string // of the queue's server
	port       int
}

// newChaos puts recordings of 0.5 to 5 seconds into a bucket.
func newChaos(t *testing.T, recordings int) *chaos {
	t.Helper()
	c := &chaos{recordings: recordings, s3: testbed.NewS3(t, "in", "out", "expected"), folder: t.TempDir()}
	clips := [][]byte{testbed.Speech(t, testdata+"speech.wav"), testbed.Speech(t, testdata+"voices.wav")}
	for i := range recordings {
		c.s3.Put(t, "in", fmt.Sprintf("calls/%02d/%04d.wav", i%20, i), testbed.Clip(clips[i%2], 7919*i, 8000+72*(i%1000)))
	}
	return c
}

// expected returns the results of one worker to which nothing happens.
func (c *chaos) expected(t *testing.T) map[string][]byte {
	t.Helper()
	status, _, stderr := try(t, "", "run", "--input", c.s3.URL("in/calls"), "--output", c.s3.URL("expected"))
	objects := c.s3.Objects(t, "expected")
	if status != 0 || len(objects) != c.recordings {
		t.Fatalf("status %d, %d results of %d: %s", status, len(objects), c.recordings, stderr)
	}
	t.Logf("undisturbed: %s", strings.TrimSpace(stderr))
	return objects
}

// results returns how many results there are.
func (c *chaos) results() int {
	n := 0
	for key := range c.s3.Puts() {
		if strings.HasPrefix(key, "/out/") {
			n++
		}
	}
	return n
}

// startServer starts the server of the queue as a process, at a port of its choice if
// port is 0.
func (c *chaos) startServer(t *testing.T, port int) (server *exec.Cmd, url string) {
	t.Helper()
	if port == 0 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port = l.Addr().(*net.TCPAddr).Port
		l.Close()
	}
	c.port = port
	server = child(t, roleNATS, c.folder, strconv.Itoa(port))
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill() })
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	for range 600 {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			return server, "nats://" + address
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the server of the queue does not listen")
	return nil, ""
}

// chaosWorker is a worker as a process.
type chaosWorker struct {
	number  int
	process *exec.Cmd
	stderr  bytes.Buffer

	lock  sync.Mutex
	lines []workRecord
}

func (c *chaos) startWorker(t *testing.T, number int, queue []string) *chaosWorker {
	t.Helper()
	w := &chaosWorker{number: number}
	w.process = child(t, roleCommand, slices.Concat([]string{"work", "--until-empty", "--jobs", "2", "--worker-name", fmt.Sprintf("worker-%d", number)}, queue)...)
	w.process.Stderr = &w.stderr
	out, in, err := os.Pipe() // survives the process, as its StdoutPipe does not
	if err != nil {
		t.Fatal(err)
	}
	w.process.Stdout = in
	if err := w.process.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	t.Cleanup(func() { w.process.Process.Kill() })
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			var r workRecord
			if json.Unmarshal(s.Bytes(), &r) == nil {
				w.lock.Lock()
				w.lines = append(w.lines, r)
				w.lock.Unlock()
			}
		}
	}()
	return w
}

// check compares the results, and counts what was done more than once.
func (c *chaos) check(t *testing.T, expected map[string][]byte, workers []*chaosWorker, queue []string, took time.Duration) {
	t.Helper()
	got := c.s3.Objects(t, "out")
	if len(got) != c.recordings {
		t.Errorf("%d objects, want %d", len(got), c.recordings)
	}
	puts := c.s3.Puts()
	repeated := 0
	for key, want := range expected {
		if !bytes.Equal(got["results/"+key], want) {
			t.Errorf("%s: got %q, want %q", key, got["results/"+key], want)
		}
		for i, body := range puts["/out/results/"+key] {
			if !bytes.Equal(body, want) {
				t.Errorf("%s was %q once", key, body)
			}
			if i > 0 {
				repeated++
			}
		}
	}
	skipped, redelivered, broken := 0, 0, 0
	for _, w := range workers {
		w.lock.Lock()
		for _, r := range w.lines {
			if r.Status == job.Skipped {
				skipped++
			}
			if r.Delivery > 1 {
				redelivered++
			}
			broken += r.Broken
		}
		w.lock.Unlock()
	}
	requests, failed := c.s3.Requests()
	t.Logf("%d recordings in %.1f s; %d results written twice, all the same; %d jobs delivered again, of which %d were done already; %d of %d requests failed, %d transfers broke",
		c.recordings, took.Seconds(), repeated, redelivered, skipped, failed, requests, broken)

	status, stdout, stderr := try(t, "", slices.Concat([]string{"status", "--json"}, queue)...)
	var s struct{ Submitted, Done, Waiting, Running, Failed int }
	if err := json.Unmarshal([]byte(stdout), &s); err != nil || status != 0 {
		t.Fatalf("status: %v, %d, %s", err, status, stderr)
	}
	if s.Submitted != c.recordings || s.Done != c.recordings || s.Waiting+s.Running+s.Failed != 0 {
		t.Errorf("status %s", stdout)
	}
}
