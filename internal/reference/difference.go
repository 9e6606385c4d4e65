package reference

import (
	"fmt"
	"math"
)

// Difference returns the largest difference between two lists of probabilities.
// It is an error if they are not equally long, or if one holds a NaN.
func Difference(got, want []float32) (float64, error) {
	if len(got) != len(want) {
		return 0, fmt.Errorf("%d probabilities, want %d", len(got), len(want))
	}
	largest := 0.0
	for i, p := range got {
		d := math.Abs(float64(p) - float64(want[i]))
		if math.IsNaN(d) {
			return 0, fmt.Errorf("the probability of window %d is NaN", i)
		}
		largest = max(largest, d)
	}
	return largest, nil
}
