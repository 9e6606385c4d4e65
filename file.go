package vad

import (
	"context"

	"github.com/gosilero/vad/model"
)

// Probabilities computes the probability of speech in every window of a whole
// recording at sampleRate, 8000 or 16000 Hz. The last window is completed with
// zeros, as the reference does; no samples give no probabilities. It stops at
// the end of a block of windows when ctx ends, with the context's error.
func (m *Model) Probabilities(ctx context.Context, pcm []float32, sampleRate int) ([]float32, error) {
	e, err := m.engine(sampleRate)
	if err != nil {
		return nil, err
	}
	if err := checkFinite(pcm); err != nil {
		return nil, err
	}
	probs := make([]float32, (len(pcm)+e.Window-1)/e.Window)
	scratch := e.blocks.Get().(*model.Scratch)
	defer e.blocks.Put(scratch)
	var st model.State
	for first := 0; first < len(probs); first += blockWindows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		block := probs[first:min(first+blockWindows, len(probs))]
		e.Encode(scratch, st.Context[:], e.blockSamples(pcm, first, len(block)), len(block))
		e.Recur(scratch, &st, block)
	}
	return probs, nil
}

// blockSamples returns the samples of n windows from window first on, the last
// one completed with zeros where the recording ends within it.
func (e *engine) blockSamples(pcm []float32, first, n int) []float32 {
	lo, hi := first*e.Window, (first+n)*e.Window
	if hi <= len(pcm) {
		return pcm[lo:hi]
	}
	return append(make([]float32, 0, hi-lo), pcm[lo:]...)[:hi-lo]
}
