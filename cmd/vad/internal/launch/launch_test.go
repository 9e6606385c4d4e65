//go:build unix

package launch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for line, want := range map[string][]string{
		`echo {} 'a b'`:            {"echo", "{}", "a b"},
		`echo "$HOME" a\ b x{}y`:   {"echo", "$HOME", "a b", "x{}y"},
		`sh -c 'cat "$1" | wc' {}`: {"sh", "-c", `cat "$1" | wc`, "{}"},
		`{} x`:                     {"{}", "x"},
	} {
		if got, err := Parse(line); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v, want %q", line, got, err, want)
		}
	}
	for _, line := range []string{"", "  ", "''", "echo 'x", "no-such-program-here {}"} {
		if got, err := Parse(line); err == nil {
			t.Errorf("%q is %q", line, got)
		}
	}
}

func TestWith(t *testing.T) {
	if got, want := (Command{"a", "--in={}", "{}"}).with("x y; rm *"), []string{"a", "--in=x y; rm *", "x y; rm *"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func mustParse(t *testing.T, line string) Command {
	t.Helper()
	c, err := Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// collected is the results of a launcher.
type collected struct {
	lock    sync.Mutex
	results []Result
}

func (c *collected) add(r Result) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.results = append(c.results, r)
}

// TestRuns checks the arguments, the environment, both outputs and the status, and
// that results are all there after Wait.
func TestRuns(t *testing.T) {
	var got collected
	l := New(mustParse(t, `sh -c 'echo "$1 $NAME"; echo wrong >&2; exit $STATUS' sh {}`), 2, got.add)
	for i := range 10 {
		status := "STATUS=0"
		if i == 7 {
			status = "STATUS=3"
		}
		l.Start(Job{File: "f " + string(rune('0'+i)), Environment: []string{"NAME=x", status}})
	}
	if left := l.Wait(context.Background(), 0); len(left) > 0 || len(got.results) != 10 {
		t.Fatalf("%d runs ended, %v are left", len(got.results), left)
	}
	for _, r := range got.results {
		if want := r.Job.File + " x\n"; r.Output != want || r.Errors != "wrong\n" || (r.Err != nil) != (r.Job.File == "f 7") {
			t.Errorf("got %+v", r)
		}
	}
}

// TestBounded checks that no more run at once than asked for, and that as many do:
// each waits for a file that the next one makes.
func TestBounded(t *testing.T) {
	folder := t.TempDir()
	var running, most atomic.Int32
	l := New(mustParse(t, `sh -c 'while ! test -e "$1"; do sleep 0.01; done' sh {}`), 3, func(Result) { running.Add(-1) })
	for range 6 {
		running.Add(1)
		l.Start(Job{File: filepath.Join(folder, "go")})
	}
	l.lock.Lock()
	most.Store(int32(l.workers))
	waiting := len(l.queue)
	l.lock.Unlock()
	if most.Load() != 3 || waiting < 3 {
		t.Errorf("%d run and %d wait, want 3 and 3", most.Load(), waiting)
	}
	if err := os.WriteFile(filepath.Join(folder, "go"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if left := l.Wait(context.Background(), 0); len(left) > 0 || running.Load() != 0 {
		t.Errorf("%v are left, %d run", left, running.Load())
	}
}

// TestKill checks that after an interrupt nothing more is started, and what runs is
// killed with what it has started.
func TestKill(t *testing.T) {
	folder := t.TempDir()
	started := filepath.Join(folder, "started")
	var got collected
	l := New(mustParse(t, `sh -c 'touch "$1"; sleep 1000; true' sh {}`), 1, got.add)
	l.Start(Job{File: started})
	l.Start(Job{File: filepath.Join(folder, "never")})
	for {
		if _, err := os.Stat(started); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	left := l.Wait(ctx, 10*time.Millisecond)
	if len(left) != 1 || !strings.HasSuffix(left[0].File, "never") || len(got.results) != 1 || got.results[0].Err == nil {
		t.Errorf("left %v, results %+v", left, got.results)
	}
}

// TestOutputLimit checks that no command fills the memory.
func TestOutputLimit(t *testing.T) {
	var got collected
	l := New(mustParse(t, `head -c 1000000 /dev/zero`), 1, got.add)
	l.Start(Job{})
	l.Wait(context.Background(), 0)
	if r := got.results[0]; r.Err != nil || len(r.Output) != 1<<16 {
		t.Errorf("%d bytes are kept, %v", len(r.Output), r.Err)
	}
}
