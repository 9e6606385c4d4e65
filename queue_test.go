package vad

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestQueueTakesTurns: a stream with many windows waiting takes turns with one
// of the other rate.
func TestQueueTakesTurns(t *testing.T) {
	m := newModel(t)
	q := newQueue(m, SchedulerConfig{Queue: 100, MaxBatch: 16})
	busy, other := newStream(t, m, 16000), newStream(t, m, 8000)
	for range 3 {
		q.add(&request{stream: busy})
	}
	var order []int
	for n := 0; ; n++ {
		if n == 1 {
			q.add(&request{stream: other})
		}
		turn, _ := q.nextTurn(0)
		if turn == nil {
			break
		}
		order = append(order, turn.engine.SampleRate)
		if n == 0 {
			q.add(&request{stream: other})
		}
		q.finish(turn)
	}
	want := []int{16000, 8000, 16000, 8000, 16000}
	if len(order) != len(want) {
		t.Fatalf("turns %v, want %v", order, want)
	}
	for i := range want {
		if order[i] != want[i] {
			t.Fatalf("turns %v, want %v", order, want)
		}
	}
}

// calls is the oracle of a queue: the requests that wait, in the order of the
// calls, and the number of windows in turns.
type calls struct {
	waiting []*request
	inTurns int
}

// check compares the queue with the oracle: no more windows than the limit are
// inside, and none is outside while there is room or before one that is inside.
func (c *calls) check(t *testing.T, q *queue) {
	t.Helper()
	inside := min(q.limit-c.inTurns, len(c.waiting))
	if q.held != c.inTurns+inside {
		t.Fatalf("%d windows in lanes and turns, want %d", q.held, c.inTurns+inside)
	}
	if q.waiting() != inside || !slices.Equal(q.outside, c.waiting[inside:]) {
		t.Fatalf("%d windows in lanes and %d outside, want %d and the last %d calls", q.waiting(), len(q.outside), inside, len(c.waiting)-inside)
	}
}

// take checks that a turn has, of each of its streams, the first window that
// waits, and no stream of a turn that is not finished.
func (c *calls) take(t *testing.T, turn *turn, others []*turn) {
	t.Helper()
	for i, r := range turn.requests {
		same := func(x *request) bool { return x.stream == r.stream }
		if r.stream.engine != turn.engine || slices.IndexFunc(turn.requests, same) != i {
			t.Fatal("a turn has two rates, or two windows of a stream")
		}
		for _, o := range others {
			if slices.ContainsFunc(o.requests, same) {
				t.Fatal("two turns have windows of the same stream")
			}
		}
		if first := slices.IndexFunc(c.waiting, same); first < 0 || c.waiting[first] != r {
			t.Fatal("a turn has a window before an earlier one of its stream")
		}
	}
	c.waiting = slices.DeleteFunc(c.waiting, func(r *request) bool { return slices.Contains(turn.requests, r) })
	c.inTurns += len(turn.requests)
}

// queueWalk is a queue that takes random steps beside its oracle.
type queueWalk struct {
	rng     *rand.Rand
	queue   queue
	calls   calls
	running []*turn
}

func newQueueWalk(m *Model, rng *rand.Rand) *queueWalk {
	return &queueWalk{rng: rng, queue: newQueue(m, SchedulerConfig{Queue: 1 + rng.IntN(8)})}
}

// step takes a step and compares the queue with the oracle.
func (w *queueWalk) step(t *testing.T, streams []*Stream) {
	t.Helper()
	q, c := &w.queue, &w.calls
	switch n := w.rng.IntN(10); {
	case n < 5: // a call
		r := &request{stream: streams[w.rng.IntN(len(streams))]}
		q.add(r)
		c.waiting = append(c.waiting, r)
	case n < 7: // a turn begins
		q.most = 1 + w.rng.IntN(3)
		if turn, _ := q.nextTurn(0); turn != nil {
			c.take(t, turn, w.running)
			w.running = append(w.running, turn)
		}
	case n < 9:
		if len(w.running) > 0 {
			w.finish(w.rng.IntN(len(w.running)))
		}
	default: // a context ends
		if len(c.waiting) > 0 {
			i := w.rng.IntN(len(c.waiting))
			q.remove(c.waiting[i])
			c.waiting = slices.Delete(c.waiting, i, i+1)
		}
	}
	c.check(t, q)
}

// finish ends a turn.
func (w *queueWalk) finish(i int) {
	w.queue.finish(w.running[i])
	w.calls.inTurns -= len(w.running[i].requests)
	w.running = slices.Delete(w.running, i, i+1)
}

// empty has all turns end and all calls withdrawn.
func (w *queueWalk) empty(t *testing.T) {
	t.Helper()
	for len(w.running) > 0 {
		w.finish(0)
	}
	for _, r := range w.calls.waiting {
		w.queue.remove(r)
	}
	w.calls.waiting = nil
	w.calls.check(t, &w.queue)
}

// fiveStreams returns streams of both rates.
func fiveStreams(t *testing.T, m *Model) (streams []*Stream) {
	for i := range 5 {
		streams = append(streams, newStream(t, m, []int{8000, 16000}[i%2]))
	}
	return streams
}

// TestQueueOrder compares the queue with its oracle after each of many random
// steps.
func TestQueueOrder(t *testing.T) {
	m := newModel(t)
	streams := fiveStreams(t, m)
	for seed := range uint64(50) {
		w := newQueueWalk(m, rand.New(rand.NewPCG(seed, 3)))
		for range 400 {
			w.step(t, streams)
		}
		w.empty(t)
	}
}

// TestQueueSharedStreams: streams may be in the queues of two schedulers, each of
// which keeps its own order, and are free of both in the end.
func TestQueueSharedStreams(t *testing.T) {
	m := newModel(t)
	streams := fiveStreams(t, m)
	both := false
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 4))
		walks := []*queueWalk{newQueueWalk(m, rng), newQueueWalk(m, rng)}
		for range 400 {
			walks[rng.IntN(2)].step(t, streams)
			both = both || len(walks[0].queue.shared) > 0 && len(walks[1].queue.shared) > 0
		}
		for i, w := range walks {
			w.empty(t)
			if n := len(w.queue.shared); n > 0 {
				t.Errorf("seed %d: queue %d keeps %d lanes", seed, i, n)
			}
		}
		for i, s := range streams {
			if s.lane.Load() != nil {
				t.Errorf("seed %d: stream %d keeps a lane", seed, i)
			}
		}
	}
	if !both {
		t.Error("the queues have never had each other's streams at the same time")
	}
}
