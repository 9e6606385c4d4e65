// Package queue has the jobs of an archive in NATS JetStream, so that any number of
// machines work on it.
//
// A queue of a name is three things of JetStream: a stream of jobs, vad-NAME, from which
// an acknowledgement removes a job; a stream of dead letters, vad-NAME-dead, which keeps
// what could not be done; and a bucket of keys and values, vad-NAME, with the settings
// that all workers have and with what each of them has done.
//
// A job is delivered at least once. It is acknowledged when its result lies in storage,
// or when its failure does and a dead letter is written, and in no other case. A job that
// is delivered twice leaves the same result; see package job.
package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gosilero/vad/archive/job"
)

// ErrQueue reports a queue that cannot be used.
var ErrQueue = errors.New("queue")

// Settings are what all workers of a queue have in common. The first submit sets them.
type Settings struct {
	Jobs job.Options `json:"jobs"`

	ModelSHA256     string        `json:"model_sha256"`     // of the weights' container
	Attempts        int           `json:"attempts"`         // at a job, before it is a dead letter
	AckWait         time.Duration `json:"ack_wait"`         // a worker that is silent for this long has lost its job
	RetryDelay      time.Duration `json:"retry_delay"`      // after the first failure; it doubles
	DuplicateWindow time.Duration `json:"duplicate_window"` // in which a job that is submitted twice is one
	Replicas        int           `json:"replicas"`         // servers that keep each job
}

// Server says where queues are.
type Server struct {
	URL         string // nats://host:4222, or several with commas between
	Credentials string // a file; empty for none
	Log         func(format string, args ...any)
}

// Queue is a connection to one queue. It is safe for use by several goroutines.
type Queue struct {
	name    string
	conn    *nats.Conn
	js      jetstream.JetStream
	log     func(format string, args ...any)
	subject string // of the jobs; dead letters have another
}

var namePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Connect returns the queue of a name, which need not exist. A connection that breaks is
// made again, for as long as that takes.
func Connect(server Server, name string) (*Queue, error) {
	if !namePattern.MatchString(name) {
		return nil, fmt.Errorf("%w: the name is %q, want up to 64 letters, digits, - and _", ErrQueue, name)
	}
	shown, err := checkURLs(server.URL)
	if err != nil {
		return nil, err
	}
	q := &Queue{name: name, log: server.Log, subject: "vad." + name + ".job"}
	if q.log == nil {
		q.log = func(string, ...any) {}
	}
	options := []nats.Option{
		nats.Name("vad-archive"), nats.MaxReconnects(-1), nats.ReconnectWait(500 * time.Millisecond), nats.Timeout(5 * time.Second),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				q.log("the connection to %s broke: %v", shown, err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { q.log("connected to %s again", shown) }),
	}
	if server.Credentials != "" {
		options = append(options, nats.UserCredentials(server.Credentials))
	}
	if q.conn, err = nats.Connect(server.URL, options...); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrQueue, shown, err)
	}
	if q.js, err = jetstream.New(q.conn); err != nil {
		q.conn.Close()
		return nil, fmt.Errorf("%w: %s: %w", ErrQueue, shown, err)
	}
	return q, nil
}

// checkURLs checks the URLs of servers and returns them without passwords.
func checkURLs(list string) (string, error) {
	var shown []string
	for _, one := range strings.Split(list, ",") {
		u, err := url.Parse(strings.TrimSpace(one))
		if err != nil {
			return "", fmt.Errorf("%w: the URL of a server is wrong: %w", ErrQueue, err)
		}
		if !slices.Contains([]string{"nats", "tls", "ws", "wss"}, u.Scheme) || u.Host == "" {
			return "", fmt.Errorf("%w: %q is no server, want such as nats://host:4222", ErrQueue, u.Redacted())
		}
		shown = append(shown, u.Redacted())
	}
	return strings.Join(shown, ","), nil
}

// Close ends the connection.
func (q *Queue) Close() { q.conn.Close() }

func (q *Queue) jobs() string        { return "vad-" + q.name }
func (q *Queue) dead() string        { return "vad-" + q.name + "-dead" }
func (q *Queue) deadSubject() string { return "vad." + q.name + ".dead" }

const settingsKey = "settings"

// Create makes the queue, if it does not exist. One that exists must have the same
// settings, since workers have one result for a recording.
func (q *Queue) Create(ctx context.Context, s Settings) error {
	keys, err := q.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: q.jobs(), Replicas: s.Replicas})
	if err != nil {
		return q.failed("keys", err)
	}
	content, err := json.Marshal(s)
	if err != nil {
		return err
	}
	_, err = keys.Create(ctx, settingsKey, content)
	if errors.Is(err, jetstream.ErrKeyExists) {
		old, e := q.Settings(ctx)
		if e != nil {
			return e
		}
		if differ := differences(old, s); len(differ) > 0 {
			return fmt.Errorf("%w %s has other settings: %s; use another name for other work", ErrQueue, q.name, strings.Join(differ, ", "))
		}
	} else if err != nil {
		return q.failed("settings", err)
	}
	_, err = q.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: q.jobs(), Subjects: []string{q.subject}, Description: "recordings in which vad-archive is to find speech",
		Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage, Replicas: s.Replicas, Duplicates: s.DuplicateWindow,
	})
	if err != nil {
		return q.failed("jobs", err)
	}
	_, err = q.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: q.dead(), Subjects: []string{q.deadSubject()}, Description: "recordings without a result",
		Storage: jetstream.FileStorage, Replicas: s.Replicas, Duplicates: s.DuplicateWindow,
	})
	if err != nil {
		return q.failed("dead letters", err)
	}
	_, err = q.consumer(ctx, s)
	return err
}

// consumer returns what all workers take jobs from. It delivers a job until it is
// acknowledged: a limit of deliveries would leave those beyond it in the stream, and
// nobody would get them. Workers count instead.
func (q *Queue) consumer(ctx context.Context, s Settings) (jetstream.Consumer, error) {
	c, err := q.js.CreateOrUpdateConsumer(ctx, q.jobs(), jetstream.ConsumerConfig{
		Durable: "workers", AckPolicy: jetstream.AckExplicitPolicy, AckWait: s.AckWait, MaxDeliver: -1,
		MaxAckPending: 1 << 17, MaxWaiting: 1 << 14, // jobs, and workers that wait, of thousands of machines
	})
	if err != nil {
		return nil, q.failed("consumer", err)
	}
	return c, nil
}

// missing returns the error of a queue that does not exist.
func (q *Queue) missing() error {
	return fmt.Errorf("%w %s does not exist; vad-archive submit makes it", ErrQueue, q.name)
}

// Settings returns the settings of the queue.
func (q *Queue) Settings(ctx context.Context) (s Settings, err error) {
	keys, err := q.js.KeyValue(ctx, q.jobs())
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		return s, q.missing()
	}
	if err != nil {
		return s, q.failed("keys", err)
	}
	entry, err := keys.Get(ctx, settingsKey)
	if err != nil {
		return s, q.failed("settings", err)
	}
	if err := json.Unmarshal(entry.Value(), &s); err != nil {
		return s, q.failed("settings", err)
	}
	return s, nil
}

// failed says which part of the queue failed.
func (q *Queue) failed(part string, err error) error {
	return fmt.Errorf("%w %s: %s: %w", ErrQueue, q.name, part, err)
}

// differences names the settings that differ, with both values.
func differences(a, b Settings) (list []string) {
	var walk func(name string, a, b reflect.Value)
	walk = func(name string, a, b reflect.Value) {
		if a.Kind() != reflect.Struct {
			if x, y := a.Interface(), b.Interface(); !reflect.DeepEqual(x, y) {
				list = append(list, fmt.Sprintf("%s is %v, not %v", name, value(a), value(b)))
			}
			return
		}
		for i := range a.NumField() {
			walk(a.Type().Field(i).Name, a.Field(i), b.Field(i))
		}
	}
	walk("", reflect.ValueOf(a), reflect.ValueOf(b))
	return list
}

// value returns what is to be printed of a setting.
func value(v reflect.Value) any {
	switch {
	case v.Kind() != reflect.Pointer:
		return v.Interface()
	case v.IsNil():
		return "none"
	}
	return v.Elem().Interface()
}
