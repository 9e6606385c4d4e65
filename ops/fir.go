package ops

import (
	"fmt"
	"math"
)

// FIR is a bank of filters of one length, and a list of outputs: which filter
// makes each, and at which input it begins. That serves every change of a
// sample rate by a ratio, for which the list is periodic. A FIR that is not
// appended to may be shared.
type FIR struct {
	taps  int
	c     []float32 // [filters][taps]
	steps []step
}

// step is one output: offsets of its first coefficient and of its first input.
type step = [2]int32

// NewFIR returns a bank with a copy of these filters, which all have the same
// number of coefficients, a multiple of 8, and no outputs.
func NewFIR(filters [][]float32) *FIR {
	f := &FIR{}
	if len(filters) > 0 {
		f.taps = len(filters[0])
	}
	if f.taps <= 0 || f.taps%8 != 0 {
		panic(fmt.Sprintf("ops: a filter of %d coefficients, want a multiple of 8", f.taps))
	}
	for _, c := range filters {
		if len(c) != f.taps {
			panic(fmt.Sprintf("ops: filters of %d and of %d coefficients", f.taps, len(c)))
		}
		f.c = append(f.c, c...)
	}
	return f
}

// Append adds an output to the list. Inputs do not decrease.
func (f *FIR) Append(filter, input int) {
	if filter < 0 || filter >= len(f.c)/f.taps {
		panic(fmt.Sprintf("ops: filter %d of %d", filter, len(f.c)/f.taps))
	}
	from := 0
	if n := len(f.steps); n > 0 {
		from = int(f.steps[n-1][1])
	}
	if input < from || input > math.MaxInt32 {
		panic(fmt.Sprintf("ops: input %d of an output, want %d to %d", input, from, math.MaxInt32))
	}
	f.steps = append(f.steps, step{int32(filter * f.taps), int32(input)})
}

// Clear empties the list of outputs.
func (f *FIR) Clear() { f.steps = f.steps[:0] }

// Outputs returns the length of the list.
func (f *FIR) Outputs() int { return len(f.steps) }

// Apply computes len(y) outputs of the list, from the one numbered first on:
//
//	for m := range y {
//		y[m] = 0
//		for k := range taps {
//			y[m] += filter[first+m][k] * x[input[first+m]-input[first]+k]
//		}
//	}
//
// x begins at the first input of the first output and holds all that the last
// one takes; y must not overlap x. An output does not depend on those that are
// computed beside it, not by a bit.
func (f *FIR) Apply(y, x []float32, first int) {
	if len(y) == 0 {
		return
	}
	if first < 0 || first > len(f.steps)-len(y) {
		panic(fmt.Sprintf("ops: outputs %d to %d of %d", first, first+len(y), len(f.steps)))
	}
	steps := f.steps[first : first+len(y)]
	if want := int(steps[len(y)-1][1]-steps[0][1]) + f.taps; len(x) < want {
		panic(fmt.Sprintf("ops: %d inputs, want %d", len(x), want))
	}
	fir(y, x, f.c, steps, f.taps)
}
