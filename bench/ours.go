package main

import (
	"context"

	"github.com/gosilero/vad"
)

// oneStream is Stream.Process.
type oneStream struct {
	rec    *recording
	stream *vad.Stream
}

func newOneStream(m *vad.Model, rec *recording) (*oneStream, error) {
	s, err := m.NewStream(rec.sampleRate)
	return &oneStream{rec, s}, err
}

func (o *oneStream) lanes() int { return 1 }

func (o *oneStream) reset() { o.stream.Reset() }

func (o *oneStream) run(first, steps int, probs []float32) error {
	for i := range steps {
		p, err := o.stream.Process(o.rec.at(first+i, 0))
		if err != nil {
			return err
		}
		probs[i] = p
	}
	return nil
}

// batch is Model.ProcessBatch.
type batch struct {
	rec     *recording
	model   *vad.Model
	streams []*vad.Stream
	windows [][]float32
}

func newBatch(m *vad.Model, rec *recording, lanes int) (*batch, error) {
	b := &batch{rec: rec, model: m, windows: make([][]float32, lanes)}
	for range lanes {
		s, err := m.NewStream(rec.sampleRate)
		if err != nil {
			return nil, err
		}
		b.streams = append(b.streams, s)
	}
	return b, nil
}

func (b *batch) lanes() int { return len(b.streams) }

func (b *batch) reset() {
	for _, s := range b.streams {
		s.Reset()
	}
}

func (b *batch) run(first, steps int, probs []float32) error {
	for i := range steps {
		for j := range b.windows {
			b.windows[j] = b.rec.at(first+i, j)
		}
		if err := b.model.ProcessBatch(b.streams, b.windows, probs[i*len(b.streams):][:len(b.streams)]); err != nil {
			return err
		}
	}
	return nil
}

// file is Model.Probabilities. Every run is a recording of its own, from a
// fresh state.
type file struct {
	rec   *recording
	model *vad.Model
}

func (f *file) lanes() int { return 1 }

func (f *file) reset() {}

func (f *file) run(first, steps int, probs []float32) error {
	got, err := f.model.Probabilities(context.Background(), f.rec.stretch(first, steps), f.rec.sampleRate)
	copy(probs, got)
	return err
}
