package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gosilero/vad/archive/job"
)

// writeLetter writes the dead letter of a job. It has the job's number for an id, so that
// a job that is buried twice has one letter.
func (w *worker) writeLetter(ctx context.Context, m jetstream.Msg, o *Outcome) error {
	l := Letter{Name: o.Name, Error: o.Error, Temporary: job.Temporary(o.Err), Attempts: o.Delivery, Worker: w.config.Name}
	if errors.Is(o.Err, ErrMessage) {
		l.Name, l.Message = "", string(m.Data())
	}
	if parsed, err := parse(m.Data()); err == nil {
		l.Name = parsed.Name // with its query
	}
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	meta, err := m.Metadata()
	if err != nil {
		return err
	}
	letter := nats.NewMsg(w.deadSubject())
	letter.Data = data
	letter.Header.Set(jetstream.MsgIDHeader, fmt.Sprintf("dead-%d", meta.Sequence.Stream))
	_, err = w.publishOne(ctx, letter)
	return err
}

// Letters calls use with each dead letter.
func (q *Queue) Letters(ctx context.Context, use func(Letter) error) error {
	return q.letters(ctx, func(_ jetstream.Msg, l Letter) error { return use(l) })
}

// Resubmit puts the jobs of all dead letters back into the queue, and deletes the
// letters. It returns how many it has put back. A letter of what is no job stays.
func (q *Queue) Resubmit(ctx context.Context) (n int, err error) {
	err = q.letters(ctx, func(m jetstream.Msg, l Letter) error {
		if l.Name == "" {
			return nil
		}
		data, err := json.Marshal(message{l.Name})
		if err != nil {
			return err
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		again := nats.NewMsg(q.subject)
		again.Data = data
		again.Header.Set(jetstream.MsgIDHeader, fmt.Sprintf("again-%d", meta.Sequence.Stream))
		if _, err := q.publishOne(ctx, again); err != nil {
			return err
		}
		stream, err := q.js.Stream(ctx, q.dead())
		if err == nil {
			err = stream.DeleteMsg(ctx, meta.Sequence.Stream)
		}
		if err != nil {
			return q.failed("dead letters", err)
		}
		n++
		return nil
	})
	return n, err
}

// letters calls use with each dead letter that there is at the beginning.
func (q *Queue) letters(ctx context.Context, use func(jetstream.Msg, Letter) error) error {
	stream, err := q.js.Stream(ctx, q.dead())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return q.missing()
	}
	if err != nil {
		return q.failed("dead letters", err)
	}
	left := stream.CachedInfo().State.Msgs
	consumer, err := stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return q.failed("dead letters", err)
	}
	for ; left > 0; left-- {
		m, err := consumer.Next(jetstream.FetchMaxWait(5 * time.Second))
		if err != nil {
			return q.failed("dead letters", err)
		}
		var l Letter
		if err := json.Unmarshal(m.Data(), &l); err != nil {
			return q.failed("dead letters", err)
		}
		if err := use(m, l); err != nil {
			return err
		}
	}
	return nil
}
