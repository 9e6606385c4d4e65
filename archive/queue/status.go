package queue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gosilero/vad/archive/run"
)

// WorkerStats is what a worker has done so far. A worker that is killed leaves what it
// has said last, up to StatsEvery before.
type WorkerStats struct {
	Name        string    `json:"name"`
	Host        string    `json:"host"`
	Started     time.Time `json:"started"`
	Updated     time.Time `json:"updated"`
	Ended       bool      `json:"ended,omitempty"`
	Jobs        int       `json:"jobs"` // at once
	Done        int       `json:"done"`
	Skipped     int       `json:"skipped"`     // had a result already
	Failed      int       `json:"failed"`      // deliveries, whether given back or not
	Unfinished  int       `json:"unfinished"`  // given back at the end
	Redelivered int       `json:"redelivered"` // jobs that another worker, or this one, had before
	Audio       float64   `json:"audio"`       // s, of those done
	Bytes       int64     `json:"bytes"`
	Broken      int       `json:"broken,omitempty"` // transfers
	Rate        float64   `json:"rate"`             // recordings an hour, over the last minute
}

// StatsEvery is how often a worker says what it has done.
const StatsEvery = 5 * time.Second

// alive is how old what a worker has said may be until it counts as gone.
const alive = 4 * StatsEvery

// rateOver is the time of a rate.
const rateOver = time.Minute

// publishStats says what the worker has done, until ctx ends, and then once more.
func (w *worker) publishStats(ctx context.Context) {
	keys, err := w.js.KeyValue(ctx, w.jobs())
	if err != nil {
		w.log("no statistics: %v", err)
		return
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	type point struct {
		at   time.Time
		jobs int
	}
	points := []point{{w.started, 0}}
	for ended := false; ; {
		s := w.stats()
		s.Host, s.Ended = host, ended
		points = append(points, point{s.Updated, s.Done + s.Skipped})
		for len(points) > 2 && s.Updated.Sub(points[1].at) >= rateOver {
			points = points[1:]
		}
		first, last := points[0], points[len(points)-1]
		s.Rate = float64(last.jobs-first.jobs) / last.at.Sub(first.at).Hours()
		data, err := json.Marshal(s)
		if err == nil {
			put, cancel := context.WithTimeout(context.WithoutCancel(ctx), StatsEvery)
			_, err = keys.Put(put, workerKey+w.config.Name, data)
			cancel()
		}
		if err != nil {
			w.log("no statistics: %v", err)
		}
		if ended {
			return
		}
		ended = pause(ctx, StatsEvery) != nil
	}
}

const workerKey = "worker."

func (w *worker) stats() WorkerStats {
	w.lock.Lock()
	defer w.lock.Unlock()
	s := w.summary
	return WorkerStats{
		Name: w.config.Name, Started: w.started, Updated: time.Now(), Jobs: w.config.Jobs,
		Done: s.Done, Skipped: s.Skipped, Failed: s.Failed, Unfinished: s.Unfinished, Redelivered: w.redelivered,
		Audio: s.Audio, Bytes: s.Bytes, Broken: s.Broken,
	}
}

// Status is what has become of a queue.
type Status struct {
	Name        string        `json:"name"`
	Submitted   uint64        `json:"submitted"` // with those that were dead letters and were submitted again
	Done        uint64        `json:"done"`
	Waiting     uint64        `json:"waiting"` // for a worker
	Running     uint64        `json:"running"` // or waiting for another try
	Failed      uint64        `json:"failed"`  // dead letters
	Redelivered int           `json:"redelivered"`
	Audio       float64       `json:"audio"` // s, of those done, as far as workers have said
	Rate        float64       `json:"rate"`  // recordings an hour, of all workers alive
	Left        time.Duration `json:"left"`  // at that rate; 0 if nothing is left, or unknown
	Workers     []WorkerStats `json:"workers"`
	Alive       int           `json:"alive"`
}

// Status returns what has become of the queue.
func (q *Queue) Status(ctx context.Context) (s Status, err error) {
	s.Name = q.name
	if _, err := q.Settings(ctx); err != nil {
		return s, err
	}
	jobs, err := q.js.Stream(ctx, q.jobs())
	if err != nil {
		return s, q.failed("jobs", err)
	}
	dead, err := q.js.Stream(ctx, q.dead())
	if err != nil {
		return s, q.failed("dead letters", err)
	}
	consumer, err := jobs.Consumer(ctx, "workers")
	if err != nil {
		return s, q.failed("consumer", err)
	}
	state := jobs.CachedInfo().State
	s.Submitted = state.LastSeq
	s.Running = min(state.Msgs, uint64(consumer.CachedInfo().NumAckPending))
	s.Waiting = state.Msgs - s.Running
	s.Failed = dead.CachedInfo().State.Msgs
	// Each job that has gone was done or made a dead letter.
	s.Done = state.LastSeq - state.Msgs - min(state.LastSeq-state.Msgs, dead.CachedInfo().State.LastSeq)
	if s.Workers, err = q.workers(ctx); err != nil {
		return s, err
	}
	for _, w := range s.Workers {
		s.Redelivered += w.Redelivered
		s.Audio += w.Audio
		if !w.Ended && time.Since(w.Updated) < alive {
			s.Alive++
			s.Rate += w.Rate
		}
	}
	if s.Rate > 0 {
		s.Left = time.Duration(float64(s.Waiting+s.Running) / s.Rate * float64(time.Hour)).Round(time.Second)
	}
	return s, nil
}

// workers returns what the workers have said, by name.
func (q *Queue) workers(ctx context.Context) (list []WorkerStats, err error) {
	keys, err := q.js.KeyValue(ctx, q.jobs())
	if err != nil {
		return nil, q.failed("keys", err)
	}
	lister, err := keys.ListKeysFiltered(ctx, workerKey+"*")
	if errors.Is(err, jetstream.ErrNoKeysFound) {
		return nil, nil
	}
	if err != nil {
		return nil, q.failed("workers", err)
	}
	for key := range lister.Keys() {
		entry, err := keys.Get(ctx, key)
		if errors.Is(err, jetstream.ErrKeyNotFound) {
			continue
		}
		if err != nil {
			return nil, q.failed("workers", err)
		}
		var s WorkerStats
		if err := json.Unmarshal(entry.Value(), &s); err != nil {
			return nil, q.failed(key, err)
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b WorkerStats) int { return cmp.Compare(a.Name, b.Name) })
	return list, nil
}

// String returns the status as lines of text.
func (s Status) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "queue %s: %d submitted, %d done, %d waiting, %d running, %d failed\n", s.Name, s.Submitted, s.Done, s.Waiting, s.Running, s.Failed)
	fmt.Fprintf(&b, "%d workers alive of %d, %.0f recordings an hour, %.1f h of audio, %s delivered again\n", s.Alive, len(s.Workers), s.Rate, s.Audio/3600, run.Count(s.Redelivered, "job"))
	switch {
	case s.Waiting+s.Running == 0:
		b.WriteString("nothing is left\n")
	case s.Left == 0:
		b.WriteString("time left: unknown, since nothing was done in the last minute\n")
	default:
		fmt.Fprintf(&b, "time left: %v\n", s.Left)
	}
	return b.String()
}
