package vad

import (
	"slices"
	"sync"
	"time"
)

// queue holds the windows that wait in a Scheduler, by stream. Its owner
// serialises all calls.
type queue struct {
	lanes map[*Stream]*lane // of the streams that have a window waiting or being computed
	ready []readyLanes      // one for each rate
	turn  uint64            // counts the lanes that became ready
	free  []*lane
}

// lane holds the waiting windows of one stream, in their order.
type lane struct {
	stream *Stream
	waits  []*request
	busy   bool   // a turn has a window of the stream
	ready  uint64 // when it became ready
}

// readyLanes are the lanes of one rate that a turn may take a window from: not
// empty and not busy. They take turns: the first has waited longest.
type readyLanes struct {
	engine *engine
	lanes  []*lane
}

func newQueue(m *Model) queue {
	q := queue{lanes: make(map[*Stream]*lane)}
	for _, e := range m.engines {
		q.ready = append(q.ready, readyLanes{engine: e})
	}
	return q
}

func (q *queue) readyOf(e *engine) *readyLanes {
	for i := range q.ready {
		if q.ready[i].engine == e {
			return &q.ready[i]
		}
	}
	panic("vad: a stream of another model in the queue")
}

// add appends a request to the windows of its stream.
func (q *queue) add(s *Stream, r *request) *lane {
	l := q.lanes[s]
	if l == nil {
		if last := len(q.free) - 1; last >= 0 {
			l, q.free = q.free[last], q.free[:last]
		} else {
			l = new(lane)
		}
		l.stream = s
		q.lanes[s] = l
	}
	l.waits = append(l.waits, r)
	if len(l.waits) == 1 && !l.busy {
		q.makeReady(l)
	}
	return l
}

// makeReady puts a lane at the end of its rate's.
func (q *queue) makeReady(l *lane) {
	q.turn++
	l.ready = q.turn
	ready := q.readyOf(l.stream.engine)
	ready.lanes = append(ready.lanes, l)
}

// remove takes a request that no turn has out of its lane.
func (q *queue) remove(l *lane, r *request) {
	l.waits = slices.DeleteFunc(l.waits, func(w *request) bool { return w == r })
	if len(l.waits) == 0 && !l.busy {
		ready := q.readyOf(l.stream.engine)
		ready.lanes = slices.DeleteFunc(ready.lanes, func(x *lane) bool { return x == l })
		q.drop(l)
	}
}

// take returns a turn with the windows of up to most streams, one of each, of
// the rate whose first stream has been ready longest; nil if none is.
func (q *queue) take(most int) *turn {
	var from *readyLanes
	for i := range q.ready {
		r := &q.ready[i]
		if len(r.lanes) > 0 && (from == nil || r.lanes[0].ready < from.lanes[0].ready) {
			from = r
		}
	}
	if from == nil {
		return nil
	}
	n := min(most, len(from.lanes))
	t := turns.Get().(*turn)
	t.engine = from.engine
	t.lanes = append(t.lanes[:0], from.lanes[:n]...)
	t.requests = t.requests[:0]
	from.lanes = slices.Delete(from.lanes, 0, n)
	for _, l := range t.lanes {
		r := l.waits[0]
		l.waits = slices.Delete(l.waits, 0, 1)
		l.busy, r.taken = true, true
		t.requests = append(t.requests, r)
	}
	return t
}

// finish makes the lanes of a turn ready for their next windows.
func (q *queue) finish(t *turn) {
	for _, l := range t.lanes {
		l.busy = false
		if len(l.waits) > 0 {
			q.makeReady(l)
		} else {
			q.drop(l)
		}
	}
}

func (q *queue) drop(l *lane) {
	delete(q.lanes, l.stream)
	l.stream = nil
	if len(q.free) < maxFreeLanes {
		q.free = append(q.free, l)
	}
}

// maxFreeLanes is how many lanes are kept for streams to come.
const maxFreeLanes = 1024

// waiting returns the number of windows that no turn has.
func (q *queue) waiting() int {
	n := 0
	for _, l := range q.lanes {
		n += len(l.waits)
	}
	return n
}

// A turn is one batch on its way: its windows, and the memory to compute them.
// At most Workers turns exist at a time. While no more wait than can run, a
// turn is computed in the goroutine of a caller; a turn that finds the queue
// not empty at its end is followed by another in a worker goroutine.
type turn struct {
	engine   *engine
	lanes    []*lane
	requests []*request // requests[i] is lanes[i]'s

	// What is computed: the windows of the streams that could begin.
	streams []*Stream
	begun   []int // their indices in requests
	windows [][]float32
	probs   []float32
}

// request is one window. Its caller owns it again once done has received.
type request struct {
	window   []float32
	since    time.Time
	taken    bool // by a turn; guarded by the scheduler's lock
	prob     float32
	err      error
	panicked any
	done     chan struct{}
}

var turns = sync.Pool{New: func() any { return new(turn) }}

// compute runs the windows of a turn. A stream that cannot begin gets its
// error alone; if the network panics, all requests get that.
func (t *turn) compute() {
	b := t.engine.batches.Get().(*batch)
	defer b.release(t.engine)
	t.streams = t.streams[:0]
	for _, l := range t.lanes {
		t.streams = append(t.streams, l.stream)
	}
	b.lock(t.streams)
	defer b.unlock()
	defer func() {
		if p := recover(); p != nil {
			for _, r := range t.requests {
				r.panicked = p
			}
		}
	}()

	t.begun, t.windows = t.begun[:0], t.windows[:0]
	b.tickets = slices.Grow(b.tickets[:0], len(t.streams))
	for i, s := range t.streams {
		n := len(b.tickets)
		b.tickets = b.tickets[:n+1]
		if err := s.begin(&b.tickets[n]); err != nil {
			t.requests[i].err = err
			b.tickets = b.tickets[:n]
			continue
		}
		t.begun = append(t.begun, i)
		t.windows = append(t.windows, t.requests[i].window)
	}
	t.probs = slices.Grow(t.probs[:0], len(t.begun))[:len(t.begun)]
	b.compute(t.engine, t.windows, t.probs)
	for n, i := range t.begun {
		t.streams[i].commit(&b.tickets[n], t.probs[n])
		t.requests[i].prob = t.probs[n]
	}
}

// answer hands the requests back to their callers and gives up the turn.
func (t *turn) answer() {
	for _, r := range t.requests {
		r.done <- struct{}{}
	}
	clear(t.lanes)
	clear(t.requests)
	clear(t.streams)
	clear(t.windows)
	t.engine = nil
	turns.Put(t)
}
