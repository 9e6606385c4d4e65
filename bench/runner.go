package main

import "errors"

// runner computes windows of one or more streams in one way.
type runner interface {
	// streams returns the number of streams.
	streams() int

	// reset resets all streams.
	reset()

	// run computes steps, each with one window of each stream, from step first
	// of the recording on. It writes the probability of step i and stream j to
	// probs[i*streams+j].
	run(first, steps int, probs []float32) error
}

// parallel runs several runners of one kind at once, each on its own thread. The
// probabilities of the first runner come first, then those of the second, and so
// on.
type parallel struct {
	runners []runner
	threads []*thread
}

func (p *parallel) streams() int {
	n := 0
	for _, r := range p.runners {
		n += r.streams()
	}
	return n
}

func (p *parallel) reset() {
	for _, r := range p.runners {
		r.reset()
	}
}

func (p *parallel) run(first, steps int, probs []float32) error {
	errs := make([]error, len(p.runners))
	done := make([]<-chan struct{}, len(p.runners))
	for i, r := range p.runners {
		n := steps * r.streams()
		share := probs[:n]
		probs = probs[n:]
		done[i] = p.threads[i].start(func() { errs[i] = r.run(first, steps, share) })
	}
	for _, d := range done {
		<-d
	}
	return errors.Join(errs...)
}
