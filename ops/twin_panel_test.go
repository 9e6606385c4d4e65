package ops

import (
	"fmt"
	"math"
	"math/rand/v2"
	"unsafe"
)

// asLanes, asTaps, asOutputs, asInt32 and asFloat64 view the memory of an operand as
// another type.
func asLanes(v []float32) []lanes {
	return unsafe.Slice((*lanes)(unsafe.Pointer(unsafe.SliceData(v))), len(v)/Lanes)
}

func asTaps(v []float32) []taps {
	return unsafe.Slice((*taps)(unsafe.Pointer(unsafe.SliceData(v))), len(v)/(3*Lanes))
}

func asOutputs(v []float32) []firOutput {
	return unsafe.Slice((*firOutput)(unsafe.Pointer(unsafe.SliceData(v))), len(v)/2)
}

func asFloat64(v []float32) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(v))), len(v)/2)
}

func asInt32(v []float32) []int32 {
	return unsafe.Slice((*int32)(unsafe.Pointer(unsafe.SliceData(v))), len(v))
}

// panelCall returns a call of the panel kernel for the given number of rows.
// Between rows and between panels lie up to four unused values or inputs; the
// initial sums are a matrix of their own, one row for all, or y.
func panelCall(r *rand.Rand, rows, k int) kernelCall {
	cols := panelWidth(rows, widest)
	if anyWidth {
		cols = panelWidth(rows, widest/2*(1+r.IntN(4)))
	}
	if (rows > 1 && useAVX512 || rows > 2 && anyWidth) && r.IntN(4) == 0 {
		cols /= 2 // as where the outputs are no multiple of the width
	}
	panels := cols / Lanes
	ys, xs, ws, is := cols+r.IntN(5), k+r.IntN(5), k+r.IntN(5), cols+r.IntN(5)
	floor := []float32{0, float32(math.Inf(-1))}[r.IntN(2)]
	form := []string{"own", "bias", "y"}[r.IntN(3)]
	c := kernelCall{
		name: fmt.Sprintf("panel%dx%d, %d inputs, strides y %d, x %d, w %d, floor %v, init %s", rows, cols, k, ys, xs, ws, floor, form),
		operands: []operand{
			{name: "y", values: random(r, (rows-1)*ys+cols)},
			{name: "x", values: random(r, (rows-1)*xs+k)},
			{name: "w", values: random(r, ((panels-1)*ws+k)*Lanes)},
		},
	}
	initial := func(a [][]float32) []float32 { return a[3] }
	switch form {
	case "own":
		c.operands = append(c.operands, operand{name: "init", values: random(r, (rows-1)*is+cols)})
	case "bias":
		is = 0
		c.operands = append(c.operands, operand{name: "init", values: random(r, cols)})
	case "y":
		is = ys
		initial = func(a [][]float32) []float32 { return a[0] }
	}
	c.kernel = func(a [][]float32) {
		panelRows(rows, cols, a[0], ys, a[1], xs, asLanes(a[2]), initial(a), is, ws, k, floor)
	}
	c.twin = func(a [][]float32) {
		panelGeneric(rows, cols, a[0], ys, a[1], xs, asLanes(a[2]), ws, initial(a), is, k, floor)
	}
	c.bounds = func(a [][]float32) [][]float64 {
		y, w, init := make([]float64, len(a[0])), asLanes(a[2]), initial(a)
		for row := range rows {
			for o := range cols {
				terms := []float32{init[row*is+o]}
				for i := range k {
					terms = append(terms, a[1][row*xs+i]*w[o/Lanes*ws+i][o%Lanes])
				}
				y[row*ys+o] = sumBound(terms)
			}
		}
		return [][]float64{y, nil, nil, nil}
	}
	return c
}

// chainCall is a call of the kernel of a number of rows that computes one chain of
// fused multiply-adds. The twin rounds a sum twice, which may show in the last bit
// of single results.
func chainCall(r *rand.Rand, rows, k int) kernelCall {
	cols := panelWidth(rows, widest)
	ys, xs := cols+r.IntN(5), k+r.IntN(5)
	return kernelCall{
		name: fmt.Sprintf("chain of %d rows, %d inputs, %d outputs, strides y %d, x %d", rows, k, cols, ys, xs),
		operands: []operand{
			{name: "y", values: random(r, (rows-1)*ys+cols)},
			{name: "x", values: random(r, (rows-1)*xs+k)},
			{name: "w", values: random(r, k*cols)},
		},
		kernel: func(a [][]float32) { chainRows(rows, cols, a[0], ys, a[1], xs, asLanes(a[2]), k) },
		twin:   func(a [][]float32) { chainGeneric(rows, cols, a[0], ys, a[1], xs, asLanes(a[2]), k) },
		bounds: func(a [][]float32) [][]float64 {
			y, w := make([]float64, len(a[0])), asLanes(a[2])
			for row := range rows {
				for o := range cols {
					sum, most := 0.0, 0.0
					for i := range k {
						sum += float64(a[1][row*xs+i]) * float64(w[o/Lanes*k+i][o%Lanes])
						most = max(most, math.Abs(sum))
					}
					y[row*ys+o] = 2*roundoff*most + tiny
				}
			}
			return [][]float64{y, nil, nil}
		},
	}
}

// sumBound returns how far two float32 sums of the same terms may be apart,
// whatever their order and whether or not products are rounded before they
// are added: in each sum, a term takes part in at most n additions and one
// product.
func sumBound(terms []float32) float64 {
	var sum float64
	for _, t := range terms {
		sum += math.Abs(float64(t))
	}
	operations := 2 * float64(len(terms)+1)
	return operations * (roundoff*sum + tiny)
}
