package chaos

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var (
	rounds  = flag.Int("rounds", 2, "rounds of each test, a server dies in each")
	seed    = flag.Uint64("seed", 1, "of the places where servers die")
	verbose = flag.Bool("log", false, "print what the servers log")
)

// TestKilled: a server that is killed in the middle of speech loses no event, and none
// comes twice: the client goes on at the other one. In every second round a
// nats-server stops, too.
func TestKilled(t *testing.T) {
	pcm := recording(t)
	want, speech := uninterrupted(t, pcm)
	c := startCluster(t)
	p := servePair(t, c)
	r := rand.New(rand.NewPCG(*seed, 1))
	for round := range *rounds {
		die := speech[r.IntN(len(speech))]
		stopped := -1
		if round%2 == 1 {
			stopped = r.IntN(3)
		}
		call := newCall(p.urls(), fmt.Sprintf("killed-%d", round))
		var died time.Time
		var gone sync.WaitGroup
		call.run(t, pcm, func(sample int) {
			if sample == die {
				if stopped >= 0 {
					gone.Go(func() { c.stop(stopped) })
				}
				p.processes[0].end(syscall.SIGKILL)
				died = time.Now()
			}
		})
		gone.Wait()
		call.check(t, want)
		if len(call.resumed) == 0 {
			t.Fatal("the stream was not resumed")
		}
		t.Logf("round %d: killed at sample %d, nats-server %d stopped, resumed after %v, %d of %d events unsaved",
			round, die, stopped, call.resumed[len(call.resumed)-1].Sub(died).Round(time.Millisecond), call.unsaved, len(want))
		if stopped >= 0 {
			c.start(stopped)
			c.ready()
		}
		p.replace(0, syscall.SIGKILL)
	}
}

// TestDrained: a server that gets SIGTERM hands its streams over.
func TestDrained(t *testing.T) {
	pcm := recording(t)
	want, speech := uninterrupted(t, pcm)
	c := startCluster(t)
	p := servePair(t, c)
	r := rand.New(rand.NewPCG(*seed, 2))
	for round := range *rounds {
		die := speech[r.IntN(len(speech))]
		var calls [4]*call
		var done sync.WaitGroup
		for i := range calls {
			call := newCall(p.urls(), fmt.Sprintf("drained-%d-%d", round, i))
			calls[i] = call
			at := func(int) {}
			if i == 0 {
				at = func(sample int) {
					if sample == die {
						p.processes[0].cmd.Process.Signal(syscall.SIGTERM)
					}
				}
			}
			done.Go(func() { call.run(t, pcm, at) })
		}
		done.Wait()
		for _, call := range calls {
			call.check(t, want)
		}
		p.replace(0, syscall.SIGTERM)
	}
}

// TestFrozen: a server that stops to answer, and comes back when its stream goes on at
// another one, overwrites nothing.
func TestFrozen(t *testing.T) {
	pcm := recording(t)
	want, speech := uninterrupted(t, pcm)
	c := startCluster(t)
	p := servePair(t, c)
	call := newCall(p.urls(), "frozen")
	r := rand.New(rand.NewPCG(*seed, 3))
	die := speech[r.IntN(len(speech)/2)]
	frozen := p.processes[0].cmd.Process
	call.run(t, pcm, func(sample int) {
		if sample == die {
			frozen.Signal(syscall.SIGSTOP)
		}
	})
	call.check(t, want)
	frozen.Signal(syscall.SIGCONT)
	for end := time.Now().Add(patience); p.metric(0, `vad_session_saves_total{result="taken"}`) == 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the server has not noticed that its session was taken over")
		}
	}
	again := newCall(p.urls()[1:], "frozen")
	if err := again.stream.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "session exists") {
		t.Errorf("the session: got %v", err)
	}
}

// TestOutage: while two of three nats-servers are down, streams go on and say that they
// are unsaved. One whose server is killed then goes on when the nats-servers are back,
// without the events that the client has.
func TestOutage(t *testing.T) {
	pcm := recording(t)
	want, speech := uninterrupted(t, pcm)
	c := startCluster(t)
	p := servePair(t, c)
	call := newCall(p.urls(), "outage")
	down := speech[len(speech)/4]
	kill := speech[len(speech)*3/4]
	var back sync.WaitGroup
	call.run(t, pcm, func(sample int) {
		switch sample {
		case down:
			c.stop(0)
			c.stop(1)
		case kill:
			p.processes[0].end(syscall.SIGKILL)
			back.Go(func() {
				c.start(0)
				c.start(1)
			})
		}
	})
	back.Wait()
	call.check(t, want)
	if call.unsaved == 0 || len(call.resumed) == 0 {
		t.Errorf("%d events were unsaved, the stream was resumed %d times", call.unsaved, len(call.resumed))
	}
	t.Logf("%d of %d events unsaved", call.unsaved, len(want))
}
