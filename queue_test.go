package vad

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
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
		turn, _ := q.nextTurn(time.Time{})
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

// TestQueueOrder compares the queue with its oracle after each of many random
// steps.
func TestQueueOrder(t *testing.T) {
	m := newModel(t)
	var streams []*Stream
	for i := range 5 {
		streams = append(streams, newStream(t, m, []int{8000, 16000}[i%2]))
	}
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 3))
		q := newQueue(m, SchedulerConfig{Queue: 1 + rng.IntN(8)})
		var c calls
		var running []*turn
		for range 400 {
			switch n := rng.IntN(10); {
			case n < 5: // a call
				r := &request{stream: streams[rng.IntN(len(streams))]}
				q.add(r)
				c.waiting = append(c.waiting, r)
			case n < 7: // a turn begins
				q.most = 1 + rng.IntN(3)
				if turn, _ := q.nextTurn(time.Time{}); turn != nil {
					c.take(t, turn, running)
					running = append(running, turn)
				}
			case n < 9: // a turn ends
				if len(running) > 0 {
					i := rng.IntN(len(running))
					q.finish(running[i])
					c.inTurns -= len(running[i].requests)
					running = slices.Delete(running, i, i+1)
				}
			default: // a context ends
				if len(c.waiting) > 0 {
					i := rng.IntN(len(c.waiting))
					q.remove(c.waiting[i])
					c.waiting = slices.Delete(c.waiting, i, i+1)
				}
			}
			c.check(t, &q)
		}
	}
}
