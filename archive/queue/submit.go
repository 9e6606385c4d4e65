package queue

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gosilero/vad/archive/job"
	"github.com/gosilero/vad/archive/manifest"
	"github.com/gosilero/vad/archive/run"
)

// Submitted counts what was submitted.
type Submitted struct {
	Added, Duplicate, Wrong int
}

// String returns the counts on one line.
func (s Submitted) String() string {
	return fmt.Sprintf("%s: %d added, %d there already, %d wrong", run.Count(s.Added+s.Duplicate+s.Wrong, "recording"), s.Added, s.Duplicate, s.Wrong)
}

// batchSize is how many messages are on the way before their acknowledgements are
// waited for.
const batchSize = 512

// Submit adds the recordings of a manifest to the queue. A recording that was added
// within Settings.DuplicateWindow is not added again, so that a call that failed, or was
// interrupted, is repeated as it is. wrong is called with lines that name no recording.
// Submit returns when the server has stored all that is counted as added.
func (q *Queue) Submit(ctx context.Context, inputs *job.Inputs, lines iter.Seq2[string, error], wrong func(line string, err error)) (s Submitted, err error) {
	var batch []*nats.Msg
	for line, err := range lines {
		if ctx.Err() != nil {
			break
		}
		var bad *manifest.LineError
		if errors.As(err, &bad) {
			s.Wrong++
			wrong(bad.Text, err)
			continue
		}
		if err != nil {
			return s, errors.Join(err, q.publish(ctx, batch, &s))
		}
		name, err := inputs.Name(line)
		if err != nil {
			s.Wrong++
			wrong(line, err)
			continue
		}
		data, err := json.Marshal(message{line})
		if err != nil {
			return s, err
		}
		m := nats.NewMsg(q.subject)
		m.Data = data
		m.Header.Set(jetstream.MsgIDHeader, fmt.Sprintf("%x", sha256.Sum256([]byte(name))))
		if batch = append(batch, m); len(batch) == batchSize {
			if err := q.publish(ctx, batch, &s); err != nil {
				return s, err
			}
			batch = batch[:0]
		}
	}
	if err := q.publish(ctx, batch, &s); err != nil {
		return s, err
	}
	return s, ctx.Err()
}

// publish publishes messages and waits until the server has them. What it does not
// acknowledge is published again; the message's id makes it one.
func (q *Queue) publish(ctx context.Context, batch []*nats.Msg, s *Submitted) error {
	futures := make([]jetstream.PubAckFuture, len(batch))
	for i, m := range batch {
		futures[i], _ = q.js.PublishMsgAsync(m) // tried again below
	}
	patience := time.After(ackPatience)
	for i, f := range futures {
		var ack *jetstream.PubAck
		if f != nil {
			select {
			case ack = <-f.Ok():
			case err := <-f.Err():
				q.log("a message was not acknowledged, and is sent again: %v", err)
			case <-patience:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if ack == nil {
			var err error
			if ack, err = q.publishOne(ctx, batch[i]); err != nil {
				return err
			}
		}
		if ack.Duplicate {
			s.Duplicate++
		} else {
			s.Added++
		}
	}
	return nil
}

// ackPatience is how long the server may take to acknowledge a batch.
const ackPatience = 5 * time.Second

// publishOne publishes a message until the server has acknowledged it.
func (q *Queue) publishOne(ctx context.Context, m *nats.Msg) (*jetstream.PubAck, error) {
	for {
		again := nats.NewMsg(m.Subject)
		again.Data = m.Data
		again.Header.Set(jetstream.MsgIDHeader, m.Header.Get(jetstream.MsgIDHeader))
		try, cancel := context.WithTimeout(ctx, ackPatience)
		ack, err := q.js.PublishMsg(try, again)
		cancel()
		var refused *jetstream.APIError
		switch {
		case err == nil:
			return ack, nil
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.As(err, &refused) && refused.Code < 500:
			return nil, q.failed("publish", err)
		}
		q.log("a message was not acknowledged, and is sent again: %v", err)
		if err := pause(ctx, time.Second); err != nil {
			return nil, err
		}
	}
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
