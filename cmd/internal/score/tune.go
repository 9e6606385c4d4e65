package score

import "math"

// Best is the most accurate pair of thresholds.
type Best struct {
	Threshold    float64 `json:"threshold"`
	NegThreshold float64 `json:"neg_threshold"`
	Accuracy     float64 `json:"mean_accuracy"` // the mean of the recordings'
}

// steps is how many parts the range of a threshold is divided into.
const steps = 50

// Tune searches a grid of thresholds, exit below entry, for the greatest accuracy.
// Of several best pairs it returns the one nearest to the defaults, 0.5 and 0.35: on
// few recordings, many pairs are equally good.
func Tune(accuracy func(threshold, negThreshold float64) (float64, error)) (Best, error) {
	best := Best{Accuracy: math.Inf(-1)}
	for i := 1; i < steps; i++ {
		for k := 1; k < i; k++ {
			b := Best{Threshold: float64(i) / steps, NegThreshold: float64(k) / steps}
			var err error
			if b.Accuracy, err = accuracy(b.Threshold, b.NegThreshold); err != nil {
				return best, err
			}
			const equal = 1e-9 // more than the rounding of sums
			if b.Accuracy > best.Accuracy+equal || b.Accuracy > best.Accuracy-equal && b.distance() < best.distance() {
				best = b
			}
		}
	}
	return best, nil
}

// distance returns how far the thresholds are from the defaults.
func (b Best) distance() float64 {
	return math.Hypot(b.Threshold-0.5, b.NegThreshold-0.35)
}
