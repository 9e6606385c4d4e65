package vad

import (
	"slices"
	"time"
)

// queue holds the windows that wait in a Scheduler, by stream. A window that
// comes when the queue is full waits outside, in the order of the calls, until
// there is room. The scheduler's lock guards the queue.
type queue struct {
	limit   int           // the most windows in lanes and turns
	most    int           // the most windows in a turn
	delay   time.Duration // how long a window waits for others in its turn
	held    int           // windows in lanes and turns; limit while any wait outside
	inTurns int           // those of them in turns
	outside []*request    // in the order of the calls

	shared map[*Stream]*lane // of the streams whose pointer another queue has
	ready  []readyLanes      // one for each rate
	moves  uint64            // how often a lane has become ready
	free   []*lane           // for streams to come
}

// lane holds the waiting windows of one stream, in the order of the calls.
type lane struct {
	queue  *queue // never changes
	stream *Stream
	waits  []*request
	busy   bool   // a turn has a window of the stream
	ready  uint64 // queue.moves when the lane became ready
}

// readyLanes are the lanes of one rate that have a window for the next turn:
// not empty and not busy. The first has been ready longest.
type readyLanes struct {
	engine *engine
	lanes  []*lane
}

func newQueue(m *Model, c SchedulerConfig) queue {
	q := queue{limit: c.Queue, most: c.MaxBatch, delay: c.MaxDelay, shared: make(map[*Stream]*lane)}
	for _, e := range m.engines {
		q.ready = append(q.ready, readyLanes{engine: e})
	}
	return q
}

// readyOf returns the ready lanes of a rate.
func (q *queue) readyOf(e *engine) *readyLanes {
	for i := range q.ready {
		if q.ready[i].engine == e {
			return &q.ready[i]
		}
	}
	panic("vad: a stream of another model in the queue")
}

// add appends a request to the queue, or to those outside if the queue is full.
func (q *queue) add(r *request) {
	if q.held == q.limit {
		q.outside = append(q.outside, r)
		return
	}
	q.admit(r)
}

// admit appends a request to the lane of its stream.
func (q *queue) admit(r *request) {
	q.held++
	l := q.laneOf(r.stream)
	if l == nil {
		l = q.open(r.stream)
	}
	r.lane = l
	l.waits = append(l.waits, r)
	if len(l.waits) == 1 && !l.busy {
		q.makeReady(l)
	}
}

// laneOf returns the lane of a stream that has a window waiting or in a turn, nil
// for any other. The stream points to it, which saves a lookup for each window. A
// stream in the queues of several schedulers points to that of the first.
func (q *queue) laneOf(s *Stream) *lane {
	if l := s.lane.Load(); l != nil && l.queue == q {
		return l
	}
	return q.shared[s]
}

// open returns a lane for a stream that has none.
func (q *queue) open(s *Stream) *lane {
	var l *lane
	if last := len(q.free) - 1; last >= 0 {
		l, q.free = q.free[last], q.free[:last]
	} else {
		l = &lane{queue: q}
	}
	l.stream = s
	if !s.lane.CompareAndSwap(nil, l) {
		q.shared[s] = l
	}
	return l
}

// leave makes room for n windows and admits as many from outside.
func (q *queue) leave(n int) {
	q.held -= n
	for q.held < q.limit && len(q.outside) > 0 {
		r := q.outside[0]
		q.outside[0] = nil
		q.outside = q.outside[1:]
		q.admit(r)
	}
}

// makeReady appends a lane to the ready lanes of its rate.
func (q *queue) makeReady(l *lane) {
	q.moves++
	l.ready = q.moves
	ready := q.readyOf(l.stream.engine)
	ready.lanes = append(ready.lanes, l)
}

// remove removes a request that no turn has.
func (q *queue) remove(r *request) {
	is := func(x *request) bool { return x == r }
	l := r.lane
	if l == nil {
		q.outside = slices.DeleteFunc(q.outside, is)
		return
	}
	l.waits = slices.DeleteFunc(l.waits, is)
	if len(l.waits) == 0 && !l.busy {
		ready := q.readyOf(l.stream.engine)
		ready.lanes = slices.DeleteFunc(ready.lanes, func(x *lane) bool { return x == l })
		q.drop(l)
	}
	q.leave(1)
}

// turnAway removes the requests of calls that are outside with all their
// requests, and returns these calls. A call that is partly inside stays: its
// windows are computed all or not at all.
func (q *queue) turnAway() (calls []*call) {
	q.outside = slices.DeleteFunc(q.outside, func(r *request) bool {
		first := &r.call.requests[0]
		if r == first {
			calls = append(calls, r.call)
		}
		return first.lane == nil
	})
	return calls
}

// due returns the lanes for the next turn: those of the rate that has been ready
// longest, of the rates that are due. If none is due, it returns when one will
// be, 0 if nothing is ready.
func (q *queue) due(now time.Duration) (from *readyLanes, at time.Duration) {
	for i := range q.ready {
		r := &q.ready[i]
		if len(r.lanes) == 0 {
			continue
		}
		if d := q.dueAt(r); d > now {
			if at == 0 || d < at {
				at = d
			}
		} else if from == nil || r.lanes[0].ready < from.lanes[0].ready {
			from = r
		}
	}
	return from, at
}

// dueAt returns when a turn of a rate that has ready lanes is due: at once, 0, or
// when the first window has waited for the delay.
func (q *queue) dueAt(r *readyLanes) time.Duration {
	if q.full(r) {
		return 0
	}
	first := r.lanes[0].waits[0].call.since
	for _, l := range r.lanes[1:] {
		first = min(first, l.waits[0].call.since)
	}
	return first + q.delay
}

// full reports whether a turn of a rate need not wait for others: it has all that
// it can have, no others can come, or it may not wait.
func (q *queue) full(r *readyLanes) bool {
	return q.delay == 0 || len(r.lanes) >= q.most || q.held == q.limit
}

// nextTurn returns a turn with one window of each of several streams, all of the
// rate at which a stream has been ready longest. If none is due, it returns nil
// and when one will be, 0 if nothing is ready.
func (q *queue) nextTurn(now time.Duration) (*turn, time.Duration) {
	from, at := q.due(now)
	if from == nil {
		return nil, at
	}
	n := min(q.most, len(from.lanes))
	t := newTurn(from.engine)
	for _, l := range from.lanes[:n] {
		r := l.waits[0]
		l.waits = slices.Delete(l.waits, 0, 1)
		l.busy, r.taken = true, true
		t.requests = append(t.requests, r)
	}
	from.lanes = slices.Delete(from.lanes, 0, n)
	q.inTurns += n
	return t, 0
}

// finish makes the lanes of a computed turn ready for their next windows, and
// room for others. A request that goes on comes before all others of its stream.
func (q *queue) finish(t *turn) {
	n := len(t.requests)
	q.inTurns -= n
	for _, r := range t.requests {
		l := r.lane
		l.busy = false
		if r.goesOn() {
			l.waits = slices.Insert(l.waits, 0, r)
			r.taken = false
			n--
		}
		if len(l.waits) > 0 {
			q.makeReady(l)
		} else {
			q.drop(l)
		}
	}
	q.leave(n)
}

// drop removes an empty lane.
func (q *queue) drop(l *lane) {
	if !l.stream.lane.CompareAndSwap(l, nil) {
		delete(q.shared, l.stream)
	}
	l.stream = nil
	if len(q.free) < maxFreeLanes {
		q.free = append(q.free, l)
	}
}

// maxFreeLanes is the most lanes that are kept for streams to come.
const maxFreeLanes = 1024

// waiting returns the number of windows in lanes.
func (q *queue) waiting() int { return q.held - q.inTurns }
