package ops

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"
)

// asBytes views the memory of an operand as n bytes.
func asBytes(v []float32, n int) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(v))), 4*len(v))[:n:n]
}

// int16sCall returns a call of the int16s kernel, which does not round.
func int16sCall(r *rand.Rand, n int) kernelCall {
	return kernelCall{
		name:     fmt.Sprintf("int16s, %d samples", n),
		operands: []operand{{name: "dst", values: random(r, n)}, {name: "src", values: random(r, (n+1)/2), opaque: true}},
		kernel:   func(a [][]float32) { int16s(a[0], asBytes(a[1], 2*n)) },
		twin:     func(a [][]float32) { int16sGeneric(a[0], asBytes(a[1], 2*n)) },
		bounds:   func(a [][]float32) [][]float64 { return [][]float64{make([]float64, n), nil} },
	}
}

// meansCall returns a call of the means kernel, which rounds as its twin does.
func meansCall(r *rand.Rand, n int) kernelCall {
	return kernelCall{
		name:     fmt.Sprintf("means, %d pairs", n),
		operands: []operand{{name: "dst", values: random(r, n)}, {name: "src", values: random(r, 2*n)}},
		kernel:   func(a [][]float32) { means(a[0], a[1]) },
		twin:     func(a [][]float32) { meansGeneric(a[0], a[1]) },
		bounds:   func(a [][]float32) [][]float64 { return [][]float64{make([]float64, n), nil} },
	}
}

// TestInt16 decodes every value of 16 bits.
func TestInt16(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		const n = 1 << 16
		src, dst := make([]byte, 2*n), make([]float32, n)
		for i := range n {
			src[2*i], src[2*i+1] = byte(i), byte(i>>8)
		}
		Int16(dst, src)
		for i, v := range dst {
			want := float64(i) / 32768
			if i >= n/2 {
				want -= 2
			}
			if float64(v) != want {
				t.Fatalf("%#04x is %v, want %v", i, v, want)
			}
		}
	})
}

func TestMeans(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		const n, largest = 37, 0x1.fffffep127
		src, dst := make([]float32, 2*n), make([]float32, n)
		for i := range n {
			src[2*i], src[2*i+1] = float32(i), float32(3*i)
		}
		src[0], src[1] = largest, largest
		Means(dst, src)
		for i, v := range dst {
			want := float32(2 * i)
			if i == 0 {
				want = largest
			}
			if v != want {
				t.Errorf("mean %d is %v, want %v", i, v, want)
			}
		}
	})
}
