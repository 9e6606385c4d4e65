package main

import "errors"

// runner computes windows of one or more streams in one way.
type runner interface {
	// streams returns the number of streams.
	streams() int

	// reset takes all streams back to their start.
	reset()

	// run computes a number of steps, one window of each stream in each, and
	// leaves the probability of step i and stream j in probs[i*streams+j].
	// first is the place in the recording.
	run(first, steps int, probs []float32) error
}

// parallel runs several runners of one kind at once, each on a thread of its
// own. The probabilities are those of the first runner, then those of the
// second, and so on.
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
