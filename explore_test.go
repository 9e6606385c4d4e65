package vad

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestSchedulerExplore gives schedulers with random limits random steps in a seeded
// order: calls, contexts that end, computations that go on or panic, streams that are
// reset or copied, closing, time. After each step all goroutines wait, and nothing may
// wait in vain. In the end every stream is as if its calls had been made one after the
// other.
func TestSchedulerExplore(t *testing.T) {
	m := newModel(t) // computes freely, for the comparison
	for _, kinds := range [][]callKind{
		{aWindow, aBatch},
		{aWindow, aFeed, aFlush},
		{aWindow, aPanic},
		{aWindow, aWindow, aBatch, aReset, aCopy},
		{aWindow, aBatch, aWindow, aBatch, aWindow, aBatch, aClose},
		{aWindow, aFeed, aFlush, aWindow, aFeed, aClose},
	} {
		for seed := range uint64(40) {
			name := fmt.Sprintf("%v/%d", kinds, seed)
			synctest.Test(t, func(t *testing.T) {
				x := newExplorer(t, seed, kinds)
				for range 60 {
					x.step()
					x.check(name)
				}
				x.end()
				x.compare(m, name)
			})
			if t.Failed() {
				return
			}
		}
	}
}

// callKind is what a step of an exploration can do beside what all can.
type callKind string

const (
	aWindow callKind = "Process"
	aBatch  callKind = "ProcessBatch"
	aFeed   callKind = "Feed"
	aFlush  callKind = "Flush"
	aPanic  callKind = "panic"
	aReset  callKind = "Reset"
	aCopy   callKind = "SetState" // of another stream's State
	aState  callKind = "State"
	aClose  callKind = "Close"
)

// explorer explores one scheduler.
type explorer struct {
	t       *testing.T
	rng     *rand.Rand
	kinds   []callKind
	sch     *Scheduler
	streams []*Stream
	pcm     []float32
	gate    chan bool // a computation goes on when it receives, and panics on true
	open    bool
	calls   []*exploredCall
}

// exploredCall is a call and its outcome, which done announces.
type exploredCall struct {
	kind     callKind
	streams  []int
	pcm      []float32 // of each stream
	cancel   context.CancelFunc
	done     chan struct{}
	probs    []float32
	err      error
	panicked any
	state    State // of Reset and SetState
}

func newExplorer(t *testing.T, seed uint64, kinds []callKind) *explorer {
	rng := rand.New(rand.NewPCG(seed, 9))
	x := &explorer{t: t, rng: rng, kinds: kinds, pcm: babble(seed, 20000, 16000), gate: make(chan bool)}
	m := newModel(t)
	for _, e := range m.engines {
		e.beforeCompute = func() {
			if !x.open && <-x.gate {
				panic(errBroken)
			}
		}
	}
	x.sch = newScheduler(t, m, SchedulerConfig{
		Workers:  1 + rng.IntN(3),
		MaxBatch: 1 + rng.IntN(4),
		Queue:    1 + rng.IntN(8),
		MaxDelay: time.Duration(rng.IntN(2)*(1+rng.IntN(5))) * time.Millisecond,
	})
	for i := range 5 {
		rate := 16000
		if i == 4 && !slices.Contains(kinds, aBatch) { // a batch has one rate
			rate = 8000
		}
		x.streams = append(x.streams, newStream(t, m, rate))
	}
	return x
}

// step takes one step and waits until all goroutines wait.
func (x *explorer) step() {
	switch n := x.rng.IntN(10); {
	case n < 5:
		x.call(x.kinds[x.rng.IntN(len(x.kinds))])
	case n < 8:
		x.let(false)
	case n < 9:
		if len(x.calls) > 0 {
			x.calls[x.rng.IntN(len(x.calls))].cancel()
		}
	default:
		time.Sleep(time.Duration(1+x.rng.IntN(3)) * time.Millisecond)
	}
	synctest.Wait()
}

// let lets a computation go on, if there is one.
func (x *explorer) let(panics bool) {
	select {
	case x.gate <- panics:
	default:
	}
}

// call makes a call.
func (x *explorer) call(kind callKind) {
	switch kind {
	case aPanic:
		x.let(true)
		return
	case aReset, aCopy:
		x.overtake(kind)
		return
	case aClose:
		go x.sch.Close()
		return
	}
	c := &exploredCall{kind: kind, streams: []int{x.rng.IntN(len(x.streams))}, done: make(chan struct{})}
	length := x.streams[c.streams[0]].WindowSize()
	switch kind {
	case aBatch:
		c.streams = x.rng.Perm(len(x.streams))[:1+x.rng.IntN(len(x.streams))]
	case aFeed:
		length = x.rng.IntN(1500)
	}
	c.pcm = x.pcm[x.rng.IntN(len(x.pcm)-length):][:length]
	var ctx context.Context
	ctx, c.cancel = context.WithCancel(x.t.Context())
	x.calls = append(x.calls, c)
	go func() {
		defer close(c.done)
		defer c.cancel()
		defer func() { c.panicked = recover() }()
		s := x.streams[c.streams[0]]
		switch kind {
		case aWindow:
			var p float32
			if p, c.err = x.sch.Process(ctx, s, c.pcm); c.err == nil {
				c.probs = []float32{p}
			}
		case aFeed:
			c.probs, c.err = x.sch.Feed(ctx, s, nil, c.pcm)
		case aFlush:
			c.probs, c.err = x.sch.Flush(ctx, s, nil)
		case aBatch:
			streams, probs := make([]*Stream, len(c.streams)), make([]float32, len(c.streams))
			for i, s := range c.streams {
				streams[i] = x.streams[s]
			}
			if c.err = x.sch.ProcessBatchContext(ctx, streams, slices.Repeat([][]float32{c.pcm}, len(streams)), probs); c.err == nil {
				c.probs = probs
			}
		}
	}()
}

// check compares the scheduler with its limits. While all goroutines wait, a
// worker is free only if no window could be computed.
func (x *explorer) check(name string) {
	x.sch.mu.Lock()
	defer x.sch.mu.Unlock()
	q, c := &x.sch.queue, &x.sch.config
	if x.sch.running > c.Workers || q.held > q.limit || len(q.outside) > 0 && q.held < q.limit {
		x.t.Fatalf("%s: %d batches run, %d windows are held and %d outside with %+v", name, x.sch.running, q.held, len(q.outside), *c)
	}
	if x.sch.running == c.Workers {
		return
	}
	for _, r := range q.ready {
		if len(r.lanes) == 0 {
			continue
		}
		if q.delay == 0 || len(r.lanes) >= c.MaxBatch || q.held == q.limit {
			x.t.Fatalf("%s: %d streams wait although a worker is free, with %+v", name, len(r.lanes), *c)
		}
		for _, l := range r.lanes {
			if waited := x.sch.now() - l.waits[0].call.since; waited >= c.MaxDelay {
				x.t.Fatalf("%s: a window has waited for %v with %+v", name, waited, *c)
			}
		}
	}
}

// end lets everything go on and closes the scheduler.
func (x *explorer) end() {
	x.open = true
	for range x.streams {
		x.let(false)
		x.let(false)
		synctest.Wait()
	}
	if err := x.sch.Close(); err != nil {
		x.t.Error(err)
	}
	for _, c := range x.calls {
		<-c.done
	}
}
