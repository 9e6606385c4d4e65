package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"
)

// The tests in the twin files run each kernel and its portable twin on equal
// operands. A kernel may round differently, within the bounds; it must change
// neither its inputs nor the memory around its operands, and it must not read
// beyond them.

const (
	// roundoff is the largest relative error of one float32 operation.
	roundoff = 0x1p-24
	// tiny is the smallest float32 above zero: an operation with a denormal
	// result is off by no more.
	tiny = 0x1p-149
	// roundoff64 and tiny64 are those of float64.
	roundoff64 = 0x1p-53
	tiny64     = 0x1p-1074
)

// operand is an argument of a kernel before the call.
type operand struct {
	name   string
	values []float32
	opaque bool // the values are the bits of another type, such as int32
	wide   bool // two values are the bits of a float64
}

// at returns element j of values that are those of the operand.
func (o *operand) at(values []float32, j int) float64 {
	if o.wide {
		return asFloat64(values)[j]
	}
	return float64(values[j])
}

// kernelCall is a call of a kernel. kernel and twin receive the operands in
// order.
type kernelCall struct {
	name         string
	operands     []operand
	kernel, twin func(a [][]float32)
	// bounds returns, for each operand that the call writes, how far each of
	// its values may be from the twin's: zero where the call does not write or
	// does not round. It returns nil for inputs. An infinite bound counts as
	// zero: where a term is infinite, the result is infinite, NaN or clamped,
	// whatever the rounding.
	bounds func(before [][]float32) [][]float64
}

// memory is where the operands of a call lie.
type memory interface {
	// place copies the values of an operand, given by its number, into the
	// memory and returns the copy.
	place(number int, o operand) []float32
	// check returns an error if the memory around the operand has changed.
	check(operand int) error
}

// run calls kernel and twin and returns an error that names the first
// difference.
func (c *kernelCall) run(m memory) error {
	before, got, want := make([][]float32, len(c.operands)), make([][]float32, len(c.operands)), make([][]float32, len(c.operands))
	for i, o := range c.operands {
		before[i], want[i] = o.values, slices.Clone(o.values)
		got[i] = m.place(i, o)
	}
	c.twin(want)
	c.kernel(got)
	bounds := c.bounds(before)
	for i, o := range c.operands {
		if err := m.check(i); err != nil {
			return fmt.Errorf("%s: %s: %w", c.name, o.name, err)
		}
		if bounds[i] == nil {
			for j, v := range got[i] {
				if math.Float32bits(v) != math.Float32bits(o.values[j]) {
					return fmt.Errorf("%s: input %s[%d] was %v, is %v", c.name, o.name, j, o.values[j], v)
				}
			}
		}
		for j, bound := range bounds[i] {
			if g, w := o.at(got[i], j), o.at(want[i], j); !agree(g, w, bound) {
				return fmt.Errorf("%s: %s[%d] = %v, want %v within %.2g", c.name, o.name, j, g, w, bound)
			}
		}
	}
	return nil
}

// agree reports whether got is want, any NaN for a NaN, or within the bound.
func agree(got, want, bound float64) bool {
	if got != got || want != want {
		return got != got && want != want
	}
	d := math.Abs(got - want)
	return got == want || d <= bound && !math.IsInf(bound, 1)
}

// region is memory with an operand between guard words.
type region struct {
	all       []float32
	from, end int
}

// guard is a NaN, so that a kernel that reads it shows that in its results.
const guard, guardWords = 0x7fc0beef, 32

// put copies values into the region at index from, with guard words before and
// after them where there is room.
func (g *region) put(from int, values []float32) []float32 {
	g.from, g.end = from, from+copy(g.all[from:], values)
	for _, side := range g.sides() {
		for i := range side {
			side[i] = math.Float32frombits(guard)
		}
	}
	return g.all[g.from:g.end:g.end]
}

// sides returns the guard words before and after the operand.
func (g *region) sides() [2][]float32 {
	return [2][]float32{g.all[max(g.from-guardWords, 0):g.from], g.all[g.end:min(g.end+guardWords, len(g.all))]}
}

func (g *region) check() error {
	for at, side := range g.sides() {
		for i, v := range side {
			if math.Float32bits(v) != guard {
				place := [2]int{i - len(side), g.end - g.from + i}[at]
				return fmt.Errorf("value %d of %d was written", place, g.end-g.from)
			}
		}
	}
	return nil
}

// guarded places operands the given number of values after a multiple of 64
// bytes, and five more for each operand before; float64 at a multiple of 8 bytes.
type guarded struct {
	offset  int
	regions [4]region
}

func (m *guarded) place(number int, o operand) []float32 {
	g := &m.regions[number]
	g.all = make([]float32, len(o.values)+2*guardWords+16)
	from, offset := guardWords, (m.offset+5*number)%16
	if o.wide {
		offset &^= 1
	}
	for uintptr(unsafe.Pointer(&g.all[from]))/4%16 != uintptr(offset) {
		from++
	}
	return g.put(from, o.values)
}

func (m *guarded) check(operand int) error { return m.regions[operand].check() }

// spoil returns the call with a few values of an operand replaced.
func (c kernelCall) spoil(r *rand.Rand, specials []float32) kernelCall {
	c.operands = slices.Clone(c.operands)
	for range 1 + r.IntN(3) {
		o := &c.operands[r.IntN(len(c.operands))]
		if o.opaque || len(o.values) == 0 {
			continue
		}
		o.values = slices.Clone(o.values)
		if special := specials[r.IntN(len(specials))]; o.wide {
			wide := asFloat64(o.values)
			wide[r.IntN(len(wide))] = float64(special)
		} else {
			o.values[r.IntN(len(o.values))] = special
		}
	}
	return c
}

// everyKernel returns a call of each kernel at length n: the inputs of a product,
// points of a transform, multiples of Lanes units, outputs of filters. It has no
// transforms and filters for n = 0.
func everyKernel(r *rand.Rand, n int) []kernelCall {
	var calls []kernelCall
	for rows := 1; rows <= 6; rows++ {
		calls = append(calls, panelCall(r, rows, n))
		if rows >= 3 {
			calls = append(calls, chainCall(r, rows, n))
		}
	}
	calls = append(calls, logMagnitudesCall(r, 8*n), depthwiseCall(r, 8*n, 1+n%5), dotReLUCall(r, 8*n))
	calls = append(calls, convCall(r, n), gatesCall(r, n*Lanes), inRangeCall(r, n),
		int16sCall(r, n), toInt16sCall(r, n), meansCall(r, n))
	if n > 0 {
		calls = append(calls, splitCall(r, 2*n), radix4Call(r, n, 1+r.IntN(4)), radix4LastCall(r, n),
			radix2Call(r, n), magnitudeCall(r, 2*n), firCall(r, n, 8*(1+n%5)))
	}
	return calls
}

// networkKernels returns the calls that the network makes, at both rates.
func networkKernels(r *rand.Rand) []kernelCall {
	var calls []kernelCall
	for _, k := range []int{64, 128, 256, 384} {
		for rows := 1; rows <= 6; rows++ {
			calls = append(calls, panelCall(r, rows, k))
		}
	}
	for rows := 3; rows <= 6; rows++ {
		calls = append(calls, chainCall(r, rows, 256))
	}
	for taps := 1; taps <= 5; taps++ {
		calls = append(calls, depthwiseCall(r, 264, taps), depthwiseCall(r, 32, taps))
	}
	calls = append(calls, logMagnitudesCall(r, 128))
	for _, bins := range []int{65, 129} {
		calls = append(calls, convCall(r, bins))
	}
	for _, points := range []int{32, 64} {
		calls = append(calls, splitCall(r, points), magnitudeCall(r, points))
	}
	return append(calls, radix4Call(r, 8, 1), radix4Call(r, 2, 4), radix2Call(r, 16),
		radix4Call(r, 16, 1), radix4Call(r, 4, 4), radix4LastCall(r, 16), gatesCall(r, 128), dotReLUCall(r, 128), inRangeCall(r, 512))
}

func TestKernelLengths(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(21, 22))
		for n := range 68 {
			for _, c := range everyKernel(r, n) {
				if err := c.run(&guarded{offset: n}); err != nil {
					t.Error(err)
				}
			}
		}
		for _, c := range networkKernels(r) {
			if err := c.run(&guarded{}); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestKernelAlignments(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(23, 24))
		for _, c := range everyKernel(r, 11) {
			for offset := range 16 {
				if err := c.run(&guarded{offset: offset}); err != nil {
					t.Errorf("at offset %d: %v", 4*offset, err)
				}
			}
		}
	})
}

func TestKernelSpecialValues(t *testing.T) {
	inf := float32(math.Inf(1))
	specials := []float32{float32(math.NaN()), inf, -inf, tiny, -tiny, 1e-40, 0, float32(math.Copysign(0, -1))}
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(25, 26))
		for range 100 {
			for _, c := range everyKernel(r, 1+r.IntN(6)) {
				c = c.spoil(r, specials)
				if err := c.run(&guarded{}); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// TestKernelDenormals makes one operand at a time denormal as a whole.
func TestKernelDenormals(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(27, 28))
		for _, c := range everyKernel(r, 7) {
			for i, o := range c.operands {
				if o.opaque {
					continue
				}
				small := slices.Clone(o.values)
				if o.wide {
					for j := range len(small) / 2 {
						asFloat64(small)[j] *= 1e-310
					}
				} else {
					for j := range small {
						small[j] *= 1e-40
					}
				}
				c.operands[i].values = small
				if err := c.run(&guarded{}); err != nil {
					t.Errorf("denormal %s: %v", o.name, err)
				}
				c.operands[i].values = o.values
			}
		}
	})
}
