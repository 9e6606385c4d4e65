package main

import "github.com/gosilero/vad"

// setup creates the contests and what they share.
type setup struct {
	model   *vad.Model
	onnx    string // path of the official file
	main    *thread
	second  *thread
	runners map[runnerKey]runner // ONNX Runtime's, shared by contests
}

type runnerKey struct {
	sampleRate, streams, threads int
}

// contest returns the contest of a method on a recording.
func (s *setup) contest(m method, rec *recording) (*contest, error) {
	c := &contest{method: m, rec: rec}
	ours, err := s.ours(m, rec)
	if err != nil {
		return nil, err
	}
	base, err := s.reference(rec, 1, 1)
	if err != nil {
		return nil, err
	}
	peer, err := s.reference(rec, max(1, m.streams), m.threads)
	if err != nil {
		return nil, err
	}
	windows := m.chunkWindows()
	c.base = newEntrant(base, windows, s.main)
	c.peer = c.base
	switch {
	case peer == base:
	case m.threads == 1:
		c.peer = newEntrant(peer, windows, s.main)
	default:
		c.peer = newEntrant(peer, windows, nil)
	}
	if m.file {
		windows = fileWindows
	}
	c.ours = newEntrant(ours, windows, nil)
	return c, nil
}

func (s *setup) ours(m method, rec *recording) (runner, error) {
	if m.file {
		return &file{rec, s.model}, nil
	}
	return s.onThreads(m.threads, func() (runner, error) {
		if m.streams > 0 {
			return newBatch(s.model, rec, m.streams)
		}
		return newOneStream(s.model, rec)
	})
}

// reference returns ONNX Runtime with a batch of streams on each thread. Each
// number of streams and threads has its own sessions, so that none is affected by
// the use of another.
func (s *setup) reference(rec *recording, streams, threads int) (runner, error) {
	key := runnerKey{rec.sampleRate, streams, threads}
	if r, ok := s.runners[key]; ok {
		return r, nil
	}
	r, err := s.onThreads(threads, func() (runner, error) { return newReference(s.onnx, rec, streams) })
	if err != nil {
		return nil, err
	}
	s.runners[key] = r
	return r, nil
}

// onThreads returns one runner, or several that each run on their own thread.
func (s *setup) onThreads(n int, start func() (runner, error)) (runner, error) {
	if n == 1 {
		return start()
	}
	p := &parallel{threads: []*thread{s.main, s.second}[:n]}
	for range n {
		r, err := start()
		if err != nil {
			return nil, err
		}
		p.runners = append(p.runners, r)
	}
	return p, nil
}
