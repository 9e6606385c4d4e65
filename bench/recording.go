package main

import "fmt"

// recording is the benchmark's audio at one rate, cut into windows. Each stream
// repeats it without end, from a different window on.
type recording struct {
	sampleRate, window int
	pcm                []float32 // whole windows
}

// streamOffset is the number of windows that a stream is ahead of the stream
// before it. It has no factor in common with the usual sizes of chunks.
const streamOffset = 37

// newRecording returns a recording of pcm, which is at 16 kHz, at another rate, in
// windows of a number of times 32 ms, repeated to at least the given number of windows.
func newRecording(pcm []float32, sampleRate, times, windows int) (*recording, error) {
	if sampleRate == 8000 {
		pcm = halve(pcm)
	}
	r := &recording{sampleRate: sampleRate, window: times * sampleRate * 32 / 1000}
	pcm = pcm[:len(pcm)/r.window*r.window]
	if len(pcm) == 0 {
		return nil, fmt.Errorf("the recording is shorter than one window of %d samples", r.window)
	}
	for len(r.pcm) < windows*r.window {
		r.pcm = append(r.pcm, pcm...)
	}
	return r, nil
}

// halve returns pcm at half its rate: the mean of every two samples. A better
// filter is not needed, as both sides get the same samples.
func halve(pcm []float32) []float32 {
	half := make([]float32, len(pcm)/2)
	for i := range half {
		half[i] = (pcm[2*i] + pcm[2*i+1]) / 2
	}
	return half
}

// windows returns the number of windows.
func (r *recording) windows() int { return len(r.pcm) / r.window }

// at returns the window of a stream in a step.
func (r *recording) at(step, stream int) []float32 {
	i := (step + stream*streamOffset) % r.windows()
	return r.pcm[i*r.window:][:r.window]
}

// stretch returns the given number of consecutive windows: from step on or, if the
// recording is too short, from an earlier window on.
func (r *recording) stretch(step, windows int) []float32 {
	first := step % (r.windows() - windows + 1)
	return r.pcm[first*r.window:][:windows*r.window]
}
