package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gosilero/vad/archive/job"
	"github.com/gosilero/vad/archive/queue"
	"github.com/gosilero/vad/archive/run"
	"github.com/gosilero/vad/archive/storage"
	"github.com/gosilero/vad/internal/models"
)

// queueFlags are the options that name a queue.
type queueFlags struct {
	Queue       string `env:"NATS_URL" placeholder:"URL" help:"Servers of NATS with JetStream, such as nats://host:4222; several with commas between."`
	Name        string `default:"archive" placeholder:"NAME" help:"Of the queue: one for each archive and its options (${default})."`
	Credentials string `env:"NATS_CREDS" placeholder:"FILE" help:"Credentials for the servers."`
}

func (f *queueFlags) connect(t terminal) (*queue.Queue, error) {
	if f.Queue == "" {
		return nil, usage("--queue is missing, such as nats://host:4222")
	}
	return queue.Connect(queue.Server{URL: f.Queue, Credentials: f.Credentials, Log: func(format string, args ...any) { t.complain(format, args...) }}, f.Name)
}

type submitCmd struct {
	queueFlags
	manifestFlags
	jobFlags

	Attempts        int           `default:"5" placeholder:"N" help:"How often a recording that storage does not deliver is tried, before it is a dead letter (${default})."`
	AckWait         time.Duration `default:"30s" placeholder:"TIME" help:"A worker that is silent for this long has lost its jobs (${default})."`
	RetryDelay      time.Duration `default:"10s" placeholder:"TIME" help:"Wait before the second try of a recording, and twice as long before each other (${default})."`
	DuplicateWindow time.Duration `default:"1h" placeholder:"TIME" help:"A recording that is submitted twice within this time is one (${default})."`
	Replicas        int           `default:"1" placeholder:"N" help:"Servers that keep each job: 1, 3 or 5 (${default})."`
}

func (submitCmd) Help() string {
	return `The first submit of a queue sets its options, which all workers have; later ones must
have the same. What is interrupted is repeated as it is: a recording that is there
already is not added.

Example:

  vad-archive submit --queue nats://host:4222 --input s3://archive/calls --output s3://results/calls`
}

func (c *submitCmd) Run(ctx context.Context, t terminal) error {
	options, err := c.options()
	if err != nil {
		return err
	}
	if err := c.checkQueue(); err != nil {
		return err
	}
	worker, err := options.Worker(ctx, storage.DefaultRetry) // looks whether the places exist
	if err != nil {
		return err
	}
	q, err := c.connect(t)
	if err != nil {
		return err
	}
	defer q.Close()
	lines, manifest, err := c.lines(ctx, t, c.Input, storage.DefaultRetry)
	if err != nil {
		return err
	}
	defer manifest.Close()
	err = q.Create(ctx, queue.Settings{
		Jobs: options, ModelSHA256: worker.Detector.Checksum(),
		Attempts: c.Attempts, AckWait: c.AckWait, RetryDelay: c.RetryDelay, DuplicateWindow: c.DuplicateWindow, Replicas: c.Replicas,
	})
	if err != nil {
		return err
	}
	sum, err := q.Submit(ctx, worker.Inputs, lines, func(line string, err error) { t.complain("%v", err) })
	t.complain("%v", sum)
	if errors.Is(err, context.Canceled) {
		return run.ErrInterrupted
	}
	if err == nil && sum.Wrong > 0 {
		err = errFailed
	}
	return err
}

// checkQueue reports options of the queue that are out of their range.
func (c *submitCmd) checkQueue() error {
	switch {
	case c.Output == "":
		return usage("--output is missing: workers have nowhere to write results")
	case !slices.Contains(models.Releases, c.Model):
		return usage("--model is %s, want one of %s, which all workers have", c.Model, strings.Join(models.Releases, ", "))
	case c.Attempts < 1:
		return usage("--attempts is %d, want 1 or more", c.Attempts)
	case c.AckWait < time.Second:
		return usage("--ack-wait is %v, want 1s or more", c.AckWait)
	case c.RetryDelay < 0:
		return usage("--retry-delay is %v, want 0 or more", c.RetryDelay)
	case c.DuplicateWindow < time.Second:
		return usage("--duplicate-window is %v, want 1s or more", c.DuplicateWindow)
	case !slices.Contains([]int{1, 3, 5}, c.Replicas):
		return usage("--replicas is %d, want 1, 3 or 5", c.Replicas)
	}
	return nil
}

type workCmd struct {
	queueFlags
	workFlags
	UntilEmpty bool   `help:"End when there is nothing in the queue, and nothing that another worker has."`
	WorkerName string `placeholder:"NAME" help:"Of this worker, one of all (the host's, and a random number)."`
}

func (workCmd) Help() string {
	return `Takes recordings from the queue and writes their results, with the options that the
first submit has set. Any number of workers may run, begin and end. A recording whose
worker dies goes to another one.

Standard output has a line of JSON for each recording: what became of it.`
}

// workRecord is a line that says what became of a job.
type workRecord struct {
	job.Record
	Delivery uint64 `json:"delivery"`            // of the job, from 1 on
	GaveBack bool   `json:"gave_back,omitempty"` // it is delivered again
}

func (c *workCmd) Run(ctx context.Context, t terminal) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.WorkerName == "" {
		c.WorkerName = workerName()
	} else if clean(c.WorkerName) != c.WorkerName {
		return usage("--worker-name is %q, want letters, digits, - and _", c.WorkerName)
	}
	q, err := c.connect(t)
	if err != nil {
		return err
	}
	defer q.Close()
	settings, err := q.Settings(ctx)
	if err != nil {
		return err
	}
	worker, err := settings.Jobs.Worker(ctx, c.retry())
	if err != nil {
		return err
	}
	if sum := worker.Detector.Checksum(); sum != settings.ModelSHA256 {
		return fmt.Errorf("the queue is for a model %s with the checksum %s, and the one of this program has %s", settings.Jobs.Model, settings.ModelSHA256, sum)
	}
	bar := newProgress(t, c.Quiet)
	out := json.NewEncoder(t.out)
	sum, err := q.Work(ctx, queue.WorkConfig{
		Worker: worker, Name: c.WorkerName, Jobs: c.atOnce(), Grace: c.Grace, UntilEmpty: c.UntilEmpty,
		Report: func(o *queue.Outcome) error {
			defer bar.add(o.Outcome)
			bar.explain(o.Outcome)
			return out.Encode(workRecord{o.Record, o.Delivery, o.GaveBack})
		},
	})
	bar.finish()
	if !c.Quiet {
		t.complain("%v", sum)
	}
	return err
}

// workerName returns the host's name and a random number.
func workerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "worker"
	}
	var b [4]byte
	rand.Read(b[:]) // never fails
	return clean(host) + "-" + hex.EncodeToString(b[:])
}

// clean returns a name for a worker, which is a key in the store of the queue: other
// characters than letters, digits and - become _.
func clean(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, name)
}

type statusCmd struct {
	queueFlags
	JSON bool `name:"json" help:"Print an object of JSON, with what each worker has done."`
}

func (c *statusCmd) Run(ctx context.Context, t terminal) error {
	q, err := c.connect(t)
	if err != nil {
		return err
	}
	defer q.Close()
	status, err := q.Status(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(t.out).Encode(status)
	}
	_, err = fmt.Fprint(t.out, status)
	return err
}

type failedCmd struct {
	queueFlags
	Again bool `help:"Put them back into the queue."`
}

func (c *failedCmd) Run(ctx context.Context, t terminal) error {
	q, err := c.connect(t)
	if err != nil {
		return err
	}
	defer q.Close()
	if c.Again {
		n, err := q.Resubmit(ctx)
		t.complain("put back: %s", run.Count(n, "recording"))
		return err
	}
	out := json.NewEncoder(t.out)
	return q.Letters(ctx, func(l queue.Letter) error { return out.Encode(l) })
}
