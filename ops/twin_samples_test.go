package ops

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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

// toInt16sCall returns a call of the toInt16s kernel, most with samples that are
// exact in 16 bits. It writes 1 for true; without it, dst does not matter.
func toInt16sCall(r *rand.Rand, n int) kernelCall {
	src := make([]float32, n)
	for i := range src {
		src[i] = float32(int16(r.Uint32())) / 32768
	}
	if n > 0 && r.IntN(4) == 0 {
		src[r.IntN(n)] = r.Float32()
	}
	call := func(kernel func([]byte, []float32) bool) func(a [][]float32) {
		return func(a [][]float32) {
			dst := asBytes(a[1], 2*n)
			if a[0][0] = 1; !kernel(dst, a[2]) {
				a[0][0] = 0
				clear(dst)
			}
		}
	}
	return kernelCall{
		name:     fmt.Sprintf("toInt16s, %d samples", n),
		operands: []operand{{name: "result", values: []float32{2}, opaque: true}, {name: "dst", values: random(r, (n+1)/2), opaque: true}, {name: "src", values: src}},
		kernel:   call(toInt16s),
		twin:     call(toInt16sGeneric),
		bounds:   func(a [][]float32) [][]float64 { return [][]float64{{0}, make([]float64, (n+1)/2), nil} },
	}
}

// TestEncodeInt16 encodes every value of 16 bits, and looks for each value that is
// none at each place.
func TestEncodeInt16(t *testing.T) {
	forEachImplementation(t, func(t *testing.T) {
		want, src := make([]byte, 2<<16), make([]float32, 1<<16)
		for i := range src {
			want[2*i], want[2*i+1] = byte(i), byte(i>>8)
		}
		Int16(src, want)
		got := make([]byte, len(want))
		if !EncodeInt16(got, src) || !bytes.Equal(got, want) {
			t.Error("samples of 16 bits are not exact")
		}
		const step = 1.0 / 32768
		inf := float32(math.Inf(1))
		for n := range 40 {
			for i := range n {
				for _, v := range []float32{
					1, -1 - step, step / 2, -step / 2, math.Nextafter32(0.25, 1), math.Nextafter32(-0.25, 0), float32(math.Copysign(0, -1)),
					tiny, 256, -768, 65536, 1 << 31, -1 << 31, math.MaxFloat32, inf, -inf, float32(math.NaN()),
				} {
					x := slices.Clone(src[:n])
					if x[i] = v; EncodeInt16(got[:2*n], x) {
						t.Fatalf("%v at %d of %d passes for a sample of 16 bits", v, i, n)
					}
				}
			}
		}
	})
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
