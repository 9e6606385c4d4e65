package main

import "github.com/gosilero/vad/bench/internal/ort"

// reference is ONNX Runtime with one or more streams in one batch.
type reference struct {
	rec     *recording
	session *ort.Session
	windows [][]float32
}

func newReference(model string, rec *recording, streams int) (*reference, error) {
	s, err := ort.NewSession(model, rec.sampleRate, streams)
	return &reference{rec, s, make([][]float32, streams)}, err
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
