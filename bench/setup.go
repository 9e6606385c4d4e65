package main

import (
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/weights"
)

// setup creates the contests and what they share.
type setup struct {
	pcm        []float32 // the recording at 16 kHz
	main       *thread
	second     *thread
	models     map[modelKey]*vad.Model
	recordings map[recordingKey]*recording
	runners    map[runnerKey]runner // ONNX Runtime's
}

func newSetup(pcm []float32, main *thread) *setup {
	return &setup{
		pcm: pcm, main: main, second: newThread(),
		models: map[modelKey]*vad.Model{}, recordings: map[recordingKey]*recording{}, runners: map[runnerKey]runner{},
	}
}

type modelKey struct {
	v4    bool
	times int // the length of a window, in units of 32 ms
}

type recordingKey struct {
	sampleRate, times int
}

type runnerKey struct {
	v4               bool
	rec              *recording
	streams, threads int
}

// model returns our model for windows of a number of times 32 ms.
func (s *setup) model(v4 bool, times int) (m *vad.Model, err error) {
	key := modelKey{v4, times}
	if m, ok := s.models[key]; ok {
		return m, nil
	}
	w := weights.V6()
	if v4 {
		w = weights.V4()
	}
	s.models[key], err = vad.LoadWindow(w, time.Duration(times)*32*time.Millisecond)
	return s.models[key], err
}

// recording returns the recording in windows of a number of times 32 ms.
func (s *setup) recording(sampleRate, times int) (r *recording, err error) {
	key := recordingKey{sampleRate, times}
	if r, ok := s.recordings[key]; ok {
		return r, nil
	}
	s.recordings[key], err = newRecording(s.pcm, sampleRate, times, fileWindows/times)
	return s.recordings[key], err
}

// contest returns the contest of a method at a rate, with windows of a number of times
// 32 ms.
func (s *setup) contest(m method, sampleRate, times int) (*contest, error) {
	rec, err := s.recording(sampleRate, times)
	if err != nil {
		return nil, err
	}
	model, err := s.model(m.v4, times)
	if err != nil {
		return nil, err
	}
	c := &contest{method: m, rec: rec}
	ours, err := s.ours(m, model, rec)
	if err != nil {
		return nil, err
	}
	base, err := s.reference(m.v4, rec, 1, 1)
	if err != nil {
		return nil, err
	}
	peer, err := s.reference(m.v4, rec, max(1, m.streams), m.threads)
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
		windows = fileWindows / times
	}
	c.ours = newEntrant(ours, windows, nil)
	return c, nil
}

func (s *setup) ours(m method, model *vad.Model, rec *recording) (runner, error) {
	if m.file {
		return &file{rec, model}, nil
	}
	return s.onThreads(m.threads, func() (runner, error) {
		if m.streams > 0 {
			return newBatch(model, rec, m.streams)
		}
		return newOneStream(model, rec)
	})
}

// reference returns ONNX Runtime with a batch of streams on each thread. Each
// number of streams and threads has its own sessions, so that none is affected by
// the use of another.
func (s *setup) reference(v4 bool, rec *recording, streams, threads int) (runner, error) {
	key := runnerKey{v4, rec, streams, threads}
	if r, ok := s.runners[key]; ok {
		return r, nil
	}
	r, err := s.onThreads(threads, func() (runner, error) { return newReference(v4, rec, streams) })
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
