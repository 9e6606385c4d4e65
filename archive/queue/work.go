package queue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gosilero/vad/archive/job"
	"github.com/gosilero/vad/archive/run"
)

// WorkConfig says what Work does.
type WorkConfig struct {
	Worker     *job.Worker
	Name       string        // of the worker, one of all
	Jobs       int           // at once
	Grace      time.Duration // for what has begun, once the program is to end
	UntilEmpty bool          // end when there is nothing in the queue

	// Report is called with each outcome, one at a time, after the job was acknowledged
	// or given back. Its error ends the work.
	Report func(*Outcome) error
}

// Outcome is what became of a job.
type Outcome struct {
	*job.Outcome
	Delivery uint64 // of the job, from 1 on
	GaveBack bool   // it will be delivered again
}

// Work takes jobs from the queue and does them, until ctx ends. Then it takes no more,
// gives what has begun Config.Grace to end, and gives back the rest.
//
// A recording that fails for its own fault is a dead letter at once; one that storage
// does not deliver is given back, and is a dead letter after Settings.Attempts. While results
// cannot be written, Work waits, and takes no more jobs than it has.
func (q *Queue) Work(ctx context.Context, c WorkConfig) (run.Summary, error) {
	s, err := q.Settings(ctx)
	if err != nil {
		return run.Summary{}, err
	}
	consumer, err := q.consumer(ctx, s)
	if err != nil {
		return run.Summary{}, err
	}
	w := &worker{Queue: q, config: c, settings: s, consumer: consumer, span: run.NewSpan(ctx, c.Grace), started: time.Now()}
	defer w.span.End()

	reported := make(chan struct{})
	go func() {
		defer close(reported)
		w.publishStats(w.span.Work)
	}()
	var running sync.WaitGroup
	for range max(1, c.Jobs) {
		running.Go(w.loop)
	}
	running.Wait()
	w.span.End()
	<-reported
	w.lock.Lock()
	defer w.lock.Unlock()
	w.summary.Took = time.Since(w.started)
	if w.err == nil && ctx.Err() != nil {
		w.err = fmt.Errorf("%w: %w", run.ErrInterrupted, context.Cause(ctx))
	}
	return w.summary, w.err
}

type worker struct {
	*Queue
	config   WorkConfig
	settings Settings
	consumer jetstream.Consumer
	span     *run.Span
	started  time.Time

	lock        sync.Mutex // of what follows, and of WorkConfig.Report
	summary     run.Summary
	redelivered int
	err         error
}

// fetchWait is how long a request for a job waits at the server.
const fetchWait = 2 * time.Second

// loop does jobs until no more is to be taken.
func (w *worker) loop() {
	for w.span.Begin.Err() == nil {
		batch, err := w.consumer.Fetch(1, jetstream.FetchMaxWait(fetchWait))
		var m jetstream.Msg
		if err == nil {
			m = <-batch.Messages()
			err = batch.Error()
		}
		switch {
		case m != nil && w.span.Begin.Err() != nil:
			w.giveBack(m, 0)
		case m != nil:
			w.handle(w.span.Work, m)
		case err != nil && !errors.Is(err, nats.ErrTimeout):
			w.log("no jobs to be had: %v", err)
			_ = pause(w.span.Begin, time.Second) // ends with the loop
		case w.config.UntilEmpty && w.empty():
			return
		}
	}
}

// empty reports whether there is nothing in the queue, and nothing that another worker
// may give back.
func (w *worker) empty() bool {
	ctx, cancel := context.WithTimeout(w.span.Begin, 5*time.Second)
	defer cancel()
	stream, err := w.js.Stream(ctx, w.jobs())
	return err == nil && stream.CachedInfo().State.Msgs == 0
}

// handle does a job, keeps it while it runs, and answers for it.
func (w *worker) handle(ctx context.Context, m jetstream.Msg) {
	o := &Outcome{Delivery: 1}
	if meta, err := m.Metadata(); err == nil {
		o.Delivery = meta.NumDelivered
	}
	stop := w.hold(m)
	defer stop()
	parsed, err := parse(m.Data())
	switch {
	case err != nil:
		o.Outcome = job.Wrong(string(m.Data()), err)
	case o.Delivery > uint64(w.settings.Attempts)+1:
		// At most Attempts deliveries end with an answer. One more may have been to a
		// worker that died for another reason.
		o.Outcome = w.config.Worker.Fail(parsed.Name, fmt.Errorf("%w: delivered %d times", errLost, o.Delivery-1))
	default:
		o.Outcome = w.do(ctx, parsed.Name)
	}
	w.answer(ctx, m, o)
	w.report(o)
}

// errLost reports a job that ends its workers, perhaps.
var errLost = errors.New("no worker answered")

// hold reports to the server that the job is in progress, until stop is called: without that,
// it gives a job that takes longer than AckWait to somebody else.
func (w *worker) hold(m jetstream.Msg) (stop func()) {
	done := make(chan struct{})
	go func() {
		ticker := time.NewTicker(w.settings.AckWait / 3)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				if err := m.InProgress(); err != nil && !errors.Is(err, jetstream.ErrMsgAlreadyAckd) {
					w.log("a job in progress was not held: %v", err)
				}
			}
		}
	}()
	return sync.OnceFunc(func() { close(done) })
}

// do does a job. While its result cannot be written, it waits.
func (w *worker) do(ctx context.Context, name string) *job.Outcome {
	o := w.config.Worker.Do(ctx, name)
	var output *job.OutputError
	for ctx.Err() == nil && errors.As(o.Err, &output) {
		w.log("waiting for the storage of the results: %v", o.Err)
		if pause(ctx, outputPause) != nil {
			return o
		}
		o = w.config.Worker.Resume(ctx, o)
	}
	return o
}

// outputPause is between two attempts to write a result, each of which has several tries.
const outputPause = 5 * time.Second

// answer acknowledges a job that is done or that is a dead letter, and gives back one
// that is neither.
func (w *worker) answer(ctx context.Context, m jetstream.Msg, o *Outcome) {
	switch {
	case o.Status == job.Unfinished:
		o.GaveBack = true
		w.giveBack(m, 0)
		return
	case o.Status == job.Failed && job.Temporary(o.Err) && o.Delivery < uint64(w.settings.Attempts):
		o.GaveBack = true
		w.giveBack(m, w.settings.RetryDelay<<min(o.Delivery-1, 10))
		return
	case o.Status == job.Failed:
		if err := w.bury(ctx, m, o); err != nil {
			o.GaveBack = true
			w.log("%s: no dead letter: %v", o.Name, err)
			w.giveBack(m, 0)
			return
		}
	}
	w.acknowledge(m, o)
}

// bury records a failure in storage and in a dead letter.
func (w *worker) bury(ctx context.Context, m jetstream.Msg, o *Outcome) error {
	for {
		err := w.config.Worker.StoreFailure(ctx, o.Outcome)
		var output *job.OutputError
		if !errors.As(err, &output) {
			break // or the name is one that storage does not take
		}
		w.log("waiting for the storage of the results: %v", err)
		if err := pause(ctx, outputPause); err != nil {
			return err
		}
	}
	return w.writeLetter(ctx, m, o)
}

// acknowledge acknowledges a job until the server has confirmed that. An acknowledgement
// that is lost for good costs a delivery that finds the job done.
func (w *worker) acknowledge(m jetstream.Msg, o *Outcome) {
	for try := range ackTries {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		err := m.DoubleAck(ctx)
		cancel()
		if err == nil {
			return
		}
		w.log("%s: not acknowledged: %v", o.Name, err)
		time.Sleep(min(time.Duration(try)*200*time.Millisecond, 2*time.Second))
	}
}

// ackTries bridges a server that is started again.
const ackTries = 15

// giveBack has the job delivered again, after a delay.
func (w *worker) giveBack(m jetstream.Msg, delay time.Duration) {
	if err := m.NakWithDelay(delay); err != nil {
		w.log("a job was not given back, and is delivered again after %v: %v", w.settings.AckWait, err)
	}
	if err := w.conn.FlushTimeout(2 * time.Second); err != nil {
		w.log("a job may not have been given back: %v", err)
	}
}

// report accounts for an outcome.
func (w *worker) report(o *Outcome) {
	w.lock.Lock()
	defer w.lock.Unlock()
	if o.Delivery > 1 {
		w.redelivered++
	}
	w.summary.Add(o.Outcome)
	if err := w.config.Report(o); err != nil && w.err == nil {
		w.err = err
		w.span.Stop(err)
	}
}
