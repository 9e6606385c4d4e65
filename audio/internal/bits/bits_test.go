package bits

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// naive reads one bit at a time.
type naive struct {
	data []byte
	pos  int
}

func (r *naive) read(n uint) (v uint64) {
	for range n {
		v <<= 1
		if r.pos < 8*len(r.data) {
			v |= uint64(r.data[r.pos/8] >> (7 - r.pos%8) & 1)
		}
		r.pos++
	}
	return v
}

func (r *naive) signed(n uint) int64 {
	v := r.read(n)
	return int64(v) << (64 - n) >> (64 - n)
}

func (r *naive) unary() (n uint64) {
	for r.read(1) == 0 {
		n++
	}
	return n
}

// random returns n random bytes, about one bit in ones of which is set, and
// padding that is not 0.
func random(seed uint64, n, ones int) []byte {
	rng := rand.New(rand.NewPCG(seed, 0))
	data := make([]byte, n+Padding)
	for i := range data {
		for bit := range 8 {
			if i >= n || rng.IntN(ones) == 0 {
				data[i] |= 1 << bit
			}
		}
	}
	return data
}

func TestReader(t *testing.T) {
	const size = 300
	for _, ones := range []int{2, 10, 100} {
		data := random(1, size, ones)
		data[size-1] = 1 // the last unary number ends there
		r, want := New(data, size), naive{data: data[:size]}
		if r.Len() != 8*size {
			t.Fatalf("length: got %d bits, want %d", r.Len(), 8*size)
		}
		rng := rand.New(rand.NewPCG(2, uint64(ones)))
		for r.Pos() < 8*size-57 {
			n := 1 + uint(rng.IntN(57))
			switch rng.IntN(4) {
			case 0:
				if got, want := r.Read(n), want.read(n); got != want {
					t.Fatalf("%d bits: got %#x, want %#x", n, got, want)
				}
			case 1:
				if got, want := r.Signed(n), want.signed(n); got != want {
					t.Fatalf("%d signed bits: got %d, want %d", n, got, want)
				}
			case 2:
				if got, want := r.Unary(), want.unary(); got != want {
					t.Fatalf("unary: got %d, want %d", got, want)
				}
			default:
				if got, want := r.Peek()>>(64-n), (&naive{data[:size], want.pos}).read(n); got != want {
					t.Fatalf("peek: got %#x, want %#x", got, want)
				}
				r.Skip(n)
				want.pos += int(n)
			}
			if r.Pos() != want.pos {
				t.Fatalf("position: got %d, want %d", r.Pos(), want.pos)
			}
		}
		r.Seek(3)
		if got, want := r.Read(20), (&naive{data[:size], 3}).read(20); got != want {
			t.Errorf("after Seek: got %#x, want %#x", got, want)
		}
	}
}

func TestOverrun(t *testing.T) {
	r := New(random(1, 2, 1), 2)
	r.Read(16)
	if r.Overrun() {
		t.Error("all bits read: got an overrun")
	}
	if got := r.Read(5); got != 0 || !r.Overrun() {
		t.Errorf("past the end: got %#x, overrun %t, want 0 and true", got, r.Overrun())
	}
	zeros := New(make([]byte, 100+Padding), 100)
	zeros.Unary()
	if !zeros.Overrun() {
		t.Error("unary number without an end: got no overrun")
	}
}

// TestRice compares with the formula of Rice's comment, up to the end of the
// data.
func TestRice(t *testing.T) {
	const size = 500
	for parameter := range uint(31) {
		for _, ones := range []int{2, 20, 200} {
			t.Run(fmt.Sprintf("parameter %d, one of %d", parameter, ones), func(t *testing.T) {
				data := random(uint64(parameter), size, ones)
				want, reader := []int64(nil), naive{data: data[:size], pos: 5}
				for {
					quotient := naive{data: reader.data, pos: reader.pos}
					for quotient.pos < 8*size && quotient.read(1) == 0 {
					}
					if quotient.pos+int(parameter) >= 8*size {
						break // the next number does not end within the data
					}
					u := reader.unary()<<parameter | reader.read(parameter)
					want = append(want, int64(u>>1)^-int64(u&1))
				}
				r := New(data, size)
				r.Seek(5)
				got := make([]int64, len(want))
				r.Rice(got, parameter)
				for i := range got {
					if got[i] != want[i] {
						t.Fatalf("number %d of %d: got %d, want %d", i, len(want), got[i], want[i])
					}
				}
				if r.Pos() != reader.pos || r.Overrun() {
					t.Errorf("position: got %d, overrun %t, want %d", r.Pos(), r.Overrun(), reader.pos)
				}
				r.Rice(make([]int64, 8*size), parameter)
				if !r.Overrun() {
					t.Error("more numbers than there are: got no overrun")
				}
			})
		}
	}
}
