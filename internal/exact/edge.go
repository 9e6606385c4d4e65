package exact

import (
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/gosilero/vad/weights"
)

// Edge is a window whose probability may be one that float32 cannot give better.
type Edge struct {
	Off   float64 // how far a probability is from the exact one
	Moved float64 // how far rounding errors move the exact one
}

// Excused reports whether float32 cannot give the probability better: it lies no
// farther from the exact one than twice the way that the exact network goes when
// each of its sums is off by up to one unit in the last place of float32.
// That happens in a few windows of ten thousand, on the edge between two states;
// ONNX Runtime itself is off by up to 3e-5 there.
func (e Edge) Excused() bool { return e.Off <= 2*e.Moved }

// Edges looks at some windows, given by their indexes, of the probabilities of a
// signal.
func Edges(w *weights.Weights, rate, window int, pcm, probs []float32, windows []int) (map[int]Edge, error) {
	if len(windows) == 0 {
		return nil, nil
	}
	pcm = pcm[:min(len(pcm), (slices.Max(windows)+1)*window)]
	var runs [5][]float64 // the first without rounding
	var errs [len(runs)]error
	var wg sync.WaitGroup
	for seed := range runs {
		wg.Go(func() {
			noise := math.Exp2(-23)
			if seed == 0 {
				noise = 0
			}
			n, err := NewWindow(w, rate, window, noise, uint64(seed))
			if err != nil {
				errs[seed] = err
				return
			}
			runs[seed] = n.Probabilities(pcm)
		})
	}
	wg.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	edges := map[int]Edge{}
	for _, i := range windows {
		e := Edge{Off: math.Abs(float64(probs[i]) - runs[0][i])}
		for _, r := range runs[1:] {
			e.Moved = max(e.Moved, math.Abs(r[i]-runs[0][i]))
		}
		edges[i] = e
	}
	return edges, nil
}
