package main

import (
	"errors"
	"fmt"
	"math"
)

// errMismatch reports that the two sides disagree, so that their times mean nothing.
var errMismatch = errors.New("different probabilities")

// tolerance is the largest allowed difference from ONNX Runtime's probabilities.
const tolerance = 1e-5

// verify compares the probabilities of both sides, over about the number of windows
// in the recording, and keeps the largest difference.
func (c *contest) verify() error {
	c.useThreads()
	other := c.peer
	if other.streams() != c.ours.streams() { // a file has one stream
		other = c.base
	}
	steps := max(minSteps, c.rec.windows()/c.ours.streams())
	ours, err := c.ours.probabilities(steps)
	if err != nil {
		return err
	}
	want, err := other.probabilities(steps)
	if err != nil {
		return err
	}
	c.difference, err = compare(ours, want, c.title)
	return err
}

// minSteps is the least number of windows of each stream that are compared.
const minSteps = 64

// probabilities computes the given number of steps from the start of the recording.
func (e *entrant) probabilities(steps int) (probs []float32, err error) {
	probs = make([]float32, steps*e.streams())
	e.do(func() {
		e.reset()
		err = e.run(0, steps, probs)
	})
	return probs, err
}

// compare returns the largest difference. It returns an error if that exceeds the
// tolerance, or if there is no speech, without which the comparison proves nothing.
func compare(ours, want []float32, title string) (float64, error) {
	var largest float64
	var loudest float32
	for i, p := range want {
		d := math.Abs(float64(ours[i]) - float64(p))
		if !(d <= tolerance) {
			return d, fmt.Errorf("%s: %w: probability %d is %v, ONNX Runtime's is %v, %.1e away, want at most %.0e", title, errMismatch, i, ours[i], p, d, tolerance)
		}
		largest, loudest = max(largest, d), max(loudest, p)
	}
	if loudest < 0.5 {
		return largest, fmt.Errorf("%s: no speech in the recording: no probability above %v", title, loudest)
	}
	return largest, nil
}
