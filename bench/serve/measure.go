package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"
)

// result is what was measured of a server.
type result struct {
	serverCommand
	streams []*stream
	hostile []*hostile
	took    time.Duration

	// Of the time from the first frame to the last event.
	serverTime, clientTime, otherTime time.Duration // of processors
	before, peak                      int64         // resident memory without streams, and at most

	late, behind []time.Duration // sorted
	events       int
	wrong        int // missing ones too
	failed       int // streams
}

// measure runs all streams on a server.
func measure(ctx context.Context, c serverCommand, o options, parts []part) (*result, error) {
	s, err := c.start(ctx)
	if err != nil {
		return nil, err
	}
	defer s.command.Process.Kill()
	r := &result{serverCommand: c}
	for i := range o.streams - o.hostile {
		r.streams = append(r.streams, &stream{part: &parts[i%len(parts)]})
	}
	for i := range o.hostile {
		r.hostile = append(r.hostile, &hostile{kind: &hostileKinds[i%len(hostileKinds)], host: s.host, part: &parts[i%len(parts)]})
	}
	if err := r.run(ctx, s, o.short && c.program == o.vad); err != nil {
		return nil, err
	}
	r.sum()
	return r, s.stop()
}

// run connects all streams, and then has them send at once, each a little later than
// the one before. If it is to wait, clients misbehave until the server has had its say.
func (r *result) run(ctx context.Context, s *server, wait bool) (err error) {
	if r.before, _, err = memory(s.pid()); err != nil {
		return err
	}
	if err := r.connect(ctx, s.host); err != nil {
		return err
	}
	meter, err := startMeter(s.pid())
	if err != nil {
		return err
	}
	begin := time.Now().Add(100 * time.Millisecond)
	var behaved, misbehaved sync.WaitGroup
	limited, stop := context.WithCancel(ctx)
	pacers := make([][]*stream, min(runtime.NumCPU(), len(r.streams)))
	for i, st := range r.streams {
		st.due = begin.Add(time.Duration(i) * frameTime / time.Duration(len(r.streams)))
		pacers[i%len(pacers)] = append(pacers[i%len(pacers)], st)
		behaved.Go(func() { st.run(ctx) })
	}
	for _, streams := range pacers {
		behaved.Go(func() { pace(streams) })
	}
	for _, h := range r.hostile {
		misbehaved.Go(func() { h.run(limited) })
	}
	behaved.Wait()
	err = meter.stop(r)
	for begin := time.Now(); wait && !r.hostileEnded() && time.Since(begin) < patience; {
		pause(ctx, frameTime)
	}
	stop()
	misbehaved.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// hostileEnded reports whether the server has ended a stream of each client that does
// not end it by itself.
func (r *result) hostileEnded() bool {
	return !slices.ContainsFunc(r.hostile, func(h *hostile) bool { return !h.kind.vanishes && h.ended.Load() == 0 })
}

// connect connects the streams that behave.
func (r *result) connect(ctx context.Context, host string) error {
	const atOnce = 16
	errs := make(chan error, len(r.streams))
	places := make(chan struct{}, atOnce)
	for _, s := range r.streams {
		places <- struct{}{}
		go func() {
			var err error
			s.ws, s.tcp, err = dial(ctx, host, streamQuery, 0)
			errs <- err
			<-places
		}()
	}
	var first error
	for range r.streams {
		if err := <-errs; first == nil {
			first = err
		}
	}
	return first
}

// sum evaluates the streams.
func (r *result) sum() {
	for _, s := range r.streams {
		r.events += len(s.arrivals)
		r.wrong += s.wrong()
		r.late, r.behind = s.late(r.late), s.behind(r.behind)
		if s.err != nil {
			r.failed++
		}
	}
	slices.Sort(r.late)
	slices.Sort(r.behind)
}

// check returns an error unless every stream had its events, on one connection.
func (r *result) check() error {
	for i, s := range r.streams {
		if s.err != nil {
			return fmt.Errorf("stream %d: %w", i, s.err)
		}
	}
	if r.wrong > 0 {
		return fmt.Errorf("%d events are missing or wrong", r.wrong)
	}
	for _, h := range r.hostile {
		if h.connections.Load() == 0 {
			return fmt.Errorf("a client that %s never connected", h.kind.name)
		}
	}
	return nil
}

// meter measures processor time.
type meter struct {
	pid                  int
	begin                time.Time
	server, client, busy time.Duration
}

func startMeter(pid int) (m meter, err error) {
	m = meter{pid: pid, begin: time.Now()}
	m.server, m.client, m.busy, err = m.read()
	return m, err
}

func (m *meter) read() (server, client, busy time.Duration, err error) {
	if server, err = processorTime(m.pid); err != nil {
		return
	}
	if client, err = processorTime(os.Getpid()); err != nil {
		return
	}
	busy, err = busyTime()
	return
}

// stop ends the measurement.
func (m *meter) stop(r *result) error {
	server, client, busy, err := m.read()
	if err != nil {
		return err
	}
	r.took = time.Since(m.begin)
	r.serverTime, r.clientTime = server-m.server, client-m.client
	r.otherTime = max(0, busy-m.busy-r.serverTime-r.clientTime)
	_, r.peak, err = memory(m.pid)
	return err
}
