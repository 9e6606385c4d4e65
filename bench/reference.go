package main

import "github.com/gosilero/vad/bench/internal/ort"

// reference is ONNX Runtime with one or more streams in one batch.
type reference struct {
	rec     *recording
	session *ort.Session
	windows [][]float32
}

func newReference(v4 bool, rec *recording, streams int) (*reference, error) {
	s, err := newSession(v4, rec, streams)
	return &reference{rec, s, make([][]float32, streams)}, err
}

// newSession loads one of the official files.
func newSession(v4 bool, rec *recording, streams int) (*ort.Session, error) {
	if v4 {
		model, err := ort.ModelV4()
		if err != nil {
			return nil, err
		}
		return ort.NewSessionV4(model, rec.sampleRate, rec.window, streams)
	}
	model, err := ort.Model()
	if err != nil {
		return nil, err
	}
	return ort.NewSession(model, rec.sampleRate, streams)
}

func (r *reference) streams() int { return len(r.windows) }

func (r *reference) reset() { r.session.Reset() }

func (r *reference) run(first, steps int, probs []float32) error {
	for i := range steps {
		for j := range r.windows {
			r.windows[j] = r.rec.at(first+i, j)
		}
		if err := r.session.Step(r.windows, probs[i*len(r.windows):][:len(r.windows)]); err != nil {
			return err
		}
	}
	return nil
}
