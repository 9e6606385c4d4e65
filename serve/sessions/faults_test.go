package sessions_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/serve/sessions"
)

// faulty is a store that fails.
type faulty struct {
	*sessions.Memory
	took time.Duration // by each Put

	lock     sync.Mutex
	puts     int
	bytes    int
	err      error // of Put and Get
	puttings bool  // Put puts all the same
	hangs    bool  // Put waits for the end of its context
	late     int   // so many calls of Get return old, or know of none if it is nil
	old      []byte
	revision uint64
}

func newFaulty() *faulty { return &faulty{Memory: sessions.NewMemory(10*time.Minute, 1<<20)} }

func (f *faulty) set(change func()) {
	f.lock.Lock()
	defer f.lock.Unlock()
	change()
}

func (f *faulty) Put(ctx context.Context, id string, record []byte, revision uint64) (uint64, error) {
	time.Sleep(f.took)
	f.lock.Lock()
	f.puts++
	f.bytes = len(record)
	err, puts, hangs := f.err, f.puttings, f.hangs
	f.lock.Unlock()
	if hangs {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	if err != nil && !puts {
		return 0, err
	}
	r, putErr := f.Memory.Put(ctx, id, record, revision)
	if err != nil {
		return 0, err
	}
	return r, putErr
}

func (f *faulty) Get(ctx context.Context, id string) ([]byte, uint64, error) {
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.err != nil {
		return nil, 0, f.err
	}
	if f.late > 0 {
		f.late--
		if f.old == nil {
			return nil, 0, sessions.ErrUnknown
		}
		return f.old, f.revision, nil
	}
	return f.Memory.Get(ctx, id)
}

// real drives a session in real time until from ends, and calls tick after each step
// with its number. It returns the error of Commit.
func (c *client) drive(s *sessions.Session, d *live.Detector, list []step, tick func(i int) (stop bool)) error {
	c.t.Helper()
	for i, step := range list {
		time.Sleep(20 * time.Millisecond)
		if step.pcm == nil {
			s.Message()
		}
		events, err := step.do(d)
		if err != nil {
			c.t.Fatal(err)
		}
		out, err := s.Commit(c.t.Context(), encodeEvents(c.t, events))
		if err != nil {
			return err
		}
		for _, m := range out {
			c.read(m)
		}
		if tick != nil && tick(i) {
			return nil
		}
	}
	return nil
}

func (c *client) open(k *sessions.Keeper, resume bool) (*sessions.Session, *live.Detector) {
	c.t.Helper()
	d := newDetector(c.t)
	s, out, err := k.Open(c.t.Context(), sessions.Request{ID: "call", Resume: resume, Seq: c.seq}, d)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, m := range out {
		c.read(m)
	}
	return s, d
}

// TestStoreAway: while the store fails, in any way, events come all the same and say
// that they are unsaved. A server that dies then loses and repeats none.
func TestStoreAway(t *testing.T) {
	newDetector(t)
	list := steps(speech(t), rand.New(rand.NewPCG(1, 1)))
	want := uninterrupted(t, list)
	for name, fail := range map[string]func(f *faulty){
		"refuses":         func(f *faulty) { f.err = errors.New("no quorum") },
		"hangs":           func(f *faulty) { f.hangs = true },
		"saves and fails": func(f *faulty) { f.err, f.puttings = errors.New("timeout"), true },
	} {
		for _, dies := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, dies %v", name, dies), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f := newFaulty()
					k := newKeeper(t, f, nil)
					c := &client{t: t}
					s, d := c.open(k, false)
					const from, to = 340, 560 // an event is in it
					err := c.drive(s, d, list, func(i int) (stop bool) {
						switch i {
						case from:
							f.set(func() { fail(f) })
						case to:
							f.set(func() { f.err, f.puttings, f.hangs = nil, false, false })
							stop = dies
						}
						return stop
					})
					if err != nil {
						t.Fatal(err)
					}
					if !slices.Contains(c.notes, "unsaved") || c.unsaved == 0 {
						t.Errorf("got the notes %q, %d unsaved events", c.notes, c.unsaved)
					}
					if dies {
						time.Sleep(10 * time.Second) // what it has sent off ends
						s, d = c.open(k, true)
						if err := c.drive(s, d, rest(list, c), nil); err != nil {
							t.Fatal(err)
						}
					}
					c.check(want)
					if last := c.notes[len(c.notes)-1]; last != "saved" {
						t.Errorf("the last note is %s, want saved: %q", last, c.notes)
					}
					if err := s.Close(t.Context(), nil); err != nil {
						t.Error(err)
					}
				})
			})
		}
	}
}

func rest(list []step, c *client) []step { return from(list, c.sample, c.messages) }

// TestTaken: a connection that resumes a session takes it over, and the one before
// reports and saves nothing more.
func TestTaken(t *testing.T) {
	newDetector(t)
	synctest.Test(t, func(t *testing.T) {
		list := steps(speech(t), rand.New(rand.NewPCG(2, 1)))
		f := newFaulty()
		k := newKeeper(t, f, nil)
		first := &client{t: t}
		s, d := first.open(k, false)
		if err := first.drive(s, d, list[:100], nil); err != nil {
			t.Fatal(err)
		}
		second := *first
		s2, d2 := second.open(k, true)
		seq := first.seq
		err := first.drive(s, d, list[100:], nil)
		if !errors.Is(err, sessions.ErrTaken) || first.seq != seq {
			t.Errorf("got %v and %d events, want %v", err, first.seq-seq, sessions.ErrTaken)
		}
		if err := s.Close(t.Context(), nil); !errors.Is(err, sessions.ErrTaken) {
			t.Errorf("Close: got %v, want %v", err, sessions.ErrTaken)
		}
		if err := second.drive(s2, d2, rest(list, &second), nil); err != nil {
			t.Fatal(err)
		}
		second.check(uninterrupted(t, list))
	})
}

// TestLate: a store that returns old records, as a follower of a cluster may, does
// not have a session lost or resumed from them.
func TestLate(t *testing.T) {
	list := steps(speech(t), rand.New(rand.NewPCG(3, 1)))
	synctest.Test(t, func(t *testing.T) {
		f := newFaulty()
		k := newKeeper(t, f, nil)
		c := &client{t: t}
		s, d := c.open(k, false)
		f.old, f.revision, _ = f.Memory.Get(t.Context(), "call")
		if err := c.drive(s, d, list[:300], nil); err != nil {
			t.Fatal(err)
		}
		f.late = 3
		c.open(k, true)
		f.old, f.late = nil, 4
		s, d = c.open(k, true)
		if c.sample == 0 || f.late > 0 {
			t.Errorf("went on from sample %d, %d old records left", c.sample, f.late)
		}
		// A save succeeds whose answer is lost, and then Get is late.
		f.old, f.revision, _ = f.Memory.Get(t.Context(), "call")
		err := c.drive(s, d, rest(list, c), func(i int) bool {
			switch i {
			case 0:
				f.set(func() { f.err, f.puttings = errors.New("timeout"), true })
			case 150:
				f.set(func() { f.err, f.puttings, f.late = nil, false, 2 })
			}
			return false
		})
		if err != nil {
			t.Fatal(err)
		}
		c.check(uninterrupted(t, list))
	})
}

// TestForgotten: a session that the store forgot, since it could not be reached, is
// saved anew.
func TestForgotten(t *testing.T) {
	newDetector(t)
	synctest.Test(t, func(t *testing.T) {
		list := steps(speech(t), rand.New(rand.NewPCG(4, 1)))
		f := newFaulty()
		k := newKeeper(t, f, nil)
		c := &client{t: t}
		s, d := c.open(k, false)
		if err := c.drive(s, d, list[:10], nil); err != nil {
			t.Fatal(err)
		}
		f.Memory = sessions.NewMemory(10*time.Minute, 1<<20)
		if err := c.drive(s, d, list[10:], nil); err != nil {
			t.Fatal(err)
		}
		c.check(uninterrupted(t, list))
		if _, _, err := f.Memory.Get(t.Context(), "call"); err != nil || c.unsaved > 0 {
			t.Errorf("got %v, %d unsaved events", err, c.unsaved)
		}
	})
}

// TestRate: a stream is saved as often as its options say.
func TestRate(t *testing.T) {
	newDetector(t)
	pcm := speech(t)
	for _, c := range []struct {
		name        string
		events      int // of each step of 20 ms
		pcm         bool
		seconds     int
		least, most int // saves
	}{
		{"no event", 0, true, 30, 9, 10},
		{"no audio", 0, false, 90, 2, 3},
		{"events all the time", 3, true, 10, 150, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFaulty()
				f.took = 2 * time.Millisecond
				k := newKeeper(t, f, func(c *sessions.Config) { c.MinInterval = 50 * time.Millisecond })
				d := newDetector(t)
				s, _, err := k.Open(t.Context(), sessions.Request{ID: "call"}, d)
				if err != nil {
					t.Fatal(err)
				}
				f.set(func() { f.puts = 0 })
				client := &client{t: t}
				got := 0
				for range c.seconds * 50 {
					time.Sleep(min(20*time.Millisecond, max(s.Wait(), time.Millisecond)))
					if c.pcm {
						d.Write(nil, pcm[:320])
					}
					var events [][]byte
					for range c.events {
						events = append(events, []byte(`{"event":"made up"}`))
					}
					out, err := s.Commit(t.Context(), events)
					if err != nil {
						t.Fatal(err)
					}
					got += len(out)
					for _, m := range out {
						client.read(m)
					}
				}
				var puts int
				f.set(func() { puts = f.puts })
				if err := s.Close(t.Context(), nil); err != nil {
					t.Error(err)
				}
				if puts < c.least || f.puts > c.most {
					t.Errorf("%d saves, want %d to %d", puts, c.least, c.most)
				}
				if sent := c.events * c.seconds * 50; int(client.seq) < sent-3*c.events || client.unsaved > 0 {
					t.Errorf("%d of %d events, %d unsaved", client.seq, sent, client.unsaved)
				}
			})
		})
	}
}

// TestTooLarge: a stream that exceeds MaxBytes goes on, and says that it is unsaved.
func TestTooLarge(t *testing.T) {
	k := newKeeper(t, newFaulty(), func(c *sessions.Config) { c.MaxBytes = 5000 })
	c := &client{t: t}
	s, _ := c.open(k, false)
	out, err := s.Commit(t.Context(), [][]byte{[]byte(`{"event":"` + string(make([]byte, 5000)) + `"}`)})
	if err != nil || len(out) != 2 {
		t.Fatalf("got %d messages, %v", len(out), err)
	}
	if want := `{"event":"unsaved","error":"sessions: store failed: `; string(out[0][:len(want)]) != want {
		t.Errorf("got %s, want %s", out[0], want)
	}
}
