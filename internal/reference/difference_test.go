package reference

import (
	"math"
	"testing"
)

func TestDifference(t *testing.T) {
	got, err := Difference([]float32{0.5, 0.25, 1}, []float32{0.5, 0.75, 0.875})
	if got != 0.5 || err != nil {
		t.Errorf("got %v, %v, want 0.5", got, err)
	}
	if _, err := Difference([]float32{0.5}, nil); err == nil {
		t.Error("lists of different lengths: no error")
	}
	if _, err := Difference([]float32{float32(math.NaN())}, []float32{0.5}); err == nil {
		t.Error("NaN: no error")
	}
}
