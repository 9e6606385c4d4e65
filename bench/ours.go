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

func (o *oneStream) streams() int { return 1 }

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
	all     []*vad.Stream
	windows [][]float32
}

func newBatch(m *vad.Model, rec *recording, streams int) (*batch, error) {
	b := &batch{rec: rec, model: m, windows: make([][]float32, streams)}
	for range streams {
		s, err := m.NewStream(rec.sampleRate)
		if err != nil {
			return nil, err
		}
		b.all = append(b.all, s)
	}
	return b, nil
}

func (b *batch) streams() int { return len(b.all) }

func (b *batch) reset() {
	for _, s := range b.all {
		s.Reset()
	}
}

func (b *batch) run(first, steps int, probs []float32) error {
	for i := range steps {
		for j := range b.windows {
			b.windows[j] = b.rec.at(first+i, j)
		}
		if err := b.model.ProcessBatch(b.all, b.windows, probs[i*len(b.all):][:len(b.all)]); err != nil {
			return err
		}
	}
	return nil
}

// file is Model.Probabilities. Every run is a separate recording.
type file struct {
	rec   *recording
	model *vad.Model
}

func (f *file) streams() int { return 1 }

func (f *file) reset() {}

func (f *file) run(first, steps int, probs []float32) error {
	got, err := f.model.Probabilities(context.Background(), f.rec.stretch(first, steps), f.rec.sampleRate)
	copy(probs, got)
	return err
}
