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
	moves uint64            // how often a lane has become ready
	free  []*lane
}

// lane holds the waiting windows of one stream, in their order.
type lane struct {
	stream *Stream
	waits  []*request
	busy   bool   // a turn has a window of the stream
	ready  uint64 // queue.moves when it became ready
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
	q.moves++
	l.ready = q.moves
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

// nextTurn returns a turn with the windows of up to most streams, one of each, of
// the rate whose first stream has been ready longest; nil if none is.
func (q *queue) nextTurn(most int) *turn {
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
	requests []*request // requests[i] is the window of lanes[i]
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

// compute computes the windows of a turn. A stream that cannot begin gets its
// error alone; if the network panics, all requests get that.
func (t *turn) compute() {
	b := t.engine.newBatch(len(t.requests))
	defer b.release()
	for i, r := range t.requests {
		b.entries[i].set(t.lanes[i].stream, r.window)
	}
	defer func() {
		if p := recover(); p != nil {
			for _, r := range t.requests {
				r.panicked = p
			}
		}
	}()
	b.run(whatBegan)
	for i, r := range t.requests {
		r.prob, r.err = b.entries[i].prob, b.entries[i].err
	}
}

// answer returns the requests to their callers and gives up the turn.
func (t *turn) answer() {
	for _, r := range t.requests {
		r.done <- struct{}{}
	}
	clear(t.lanes)
	clear(t.requests)
	t.engine = nil
	turns.Put(t)
}
