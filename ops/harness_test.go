package ops

import (
	"math"
	"strings"
	"testing"
	"unsafe"
)

// faulty returns a call of a kernel that runs fault on its operand out. The twin
// writes nothing, out[0] may differ by 0.5, and in is an input.
func faulty(name string, fault func(out []float32)) kernelCall {
	return kernelCall{
		name:     name,
		operands: []operand{{name: "out", values: []float32{1, 2, 3}}, {name: "in", values: []float32{4, 5}}},
		kernel:   func(a [][]float32) { fault(a[0]) },
		twin:     func(a [][]float32) {},
		bounds:   func(a [][]float32) [][]float64 { return [][]float64{{0.5, 0, math.Inf(1)}, nil} },
	}
}

// TestHarness checks that the comparison with a twin catches each kind of fault
// and nothing else.
func TestHarness(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	neighbour := func(a []float32, i int) *float32 {
		return (*float32)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(a)), 4*i))
	}
	for _, test := range []struct {
		name  string
		fault func(out []float32)
		want  string // in the error; none if empty
	}{
		{"nothing", func(out []float32) {}, ""},
		{"rounding", func(out []float32) { out[0] = 1.5 }, ""},
		{"rounding too much", func(out []float32) { out[0] = 1.75 }, "out[0] = 1.75"},
		{"rounding where it may not", func(out []float32) { out[1] = 2.25 }, "out[1] = 2.25"},
		{"rounding an infinite sum", func(out []float32) { out[2] = 3.5 }, "out[2] = 3.5"},
		{"NaN", func(out []float32) { out[0] = nan }, "out[0] = NaN"},
		{"infinity", func(out []float32) { out[0] = inf }, "out[0] = +Inf"},
		{"writing before", func(out []float32) { *neighbour(out, -1) = 0 }, "value -1 of 3 was written"},
		{"writing after", func(out []float32) { *neighbour(out, 3) = 0 }, "value 3 of 3 was written"},
		{"writing far after", func(out []float32) { *neighbour(out, 3+guardWords-1) = 0 }, "value 34 of 3 was written"},
	} {
		c := faulty(test.name, test.fault)
		switch err := c.run(&guarded{offset: 3}); {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.name, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}

	c := faulty("writing an input", nil)
	c.kernel = func(a [][]float32) { a[1][1] = -5 }
	if err := c.run(&guarded{}); err == nil || !strings.Contains(err.Error(), "input in[1] was 5, is -5") {
		t.Errorf("writing an input: %v", err)
	}

	for offset := range 16 {
		g := guarded{offset: offset}
		if at := uintptr(unsafe.Pointer(&g.place(0, operand{values: []float32{1}})[0])) % 64; at != uintptr(4*offset) {
			t.Errorf("an operand at offset %d lies %d bytes after a multiple of 64", 4*offset, at)
		}
	}
}
