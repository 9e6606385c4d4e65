package ops

import (
	"fmt"
	"math"
)

// FIR is a bank of filters of one length with a list of outputs, each of which
// names its filter and its first input. That serves every change of a sample
// rate by a ratio, for which the list is periodic. NewFIR returns one; several
// goroutines may share it while none changes the list.
type FIR struct {
	taps int
	c    []float32 // [filters][taps]
	list []firOutput
}

// firOutput gives the first coefficient of an output, as an index of FIR.c,
// and its first input.
type firOutput struct{ coefficient, input int32 }

// NewFIR returns a bank with a copy of the given filters and no outputs. All
// filters have the same number of coefficients, a multiple of 8.
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
	if f.taps == 0 {
		panic("ops: Append to a FIR without filters, use NewFIR")
	}
	if filter < 0 || filter >= len(f.c)/f.taps {
		panic(fmt.Sprintf("ops: filter %d of %d", filter, len(f.c)/f.taps))
	}
	from := 0
	if n := len(f.list); n > 0 {
		from = int(f.list[n-1].input)
	}
	if input < from || input > math.MaxInt32 {
		panic(fmt.Sprintf("ops: input %d of an output, want %d to %d", input, from, math.MaxInt32))
	}
	f.list = append(f.list, firOutput{int32(filter * f.taps), int32(input)})
}

// Clone returns a bank with the filters of f, which the two share, and a list of
// its own: a copy.
func (f *FIR) Clone() *FIR {
	c := *f
	c.list = append([]firOutput(nil), f.list...)
	return &c
}

// Clear empties the list of outputs.
func (f *FIR) Clear() { f.list = f.list[:0] }

// Outputs returns the length of the list.
func (f *FIR) Outputs() int { return len(f.list) }

// Apply computes len(y) outputs of the list, beginning with number first:
//
//	for m := range y {
//		y[m] = 0
//		for k := range taps {
//			y[m] += filter[first+m][k] * x[input[first+m]-input[first]+k]
//		}
//	}
//
// x begins at the first input of the first output and holds all inputs up to
// the last output's; y must not overlap x. An output has the same bits whatever
// other outputs are computed in the call.
func (f *FIR) Apply(y, x []float32, first int) {
	if len(y) == 0 {
		return
	}
	if first < 0 || first > len(f.list)-len(y) {
		panic(fmt.Sprintf("ops: outputs %d to %d of %d", first, first+len(y), len(f.list)))
	}
	list := f.list[first : first+len(y)]
	if want := int(list[len(y)-1].input-list[0].input) + f.taps; len(x) < want {
		panic(fmt.Sprintf("ops: %d inputs, want %d", len(x), want))
	}
	fir(y, x, f.c, list, f.taps)
}
