//go:build unix

package ops

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// pages places operands flush against an unreadable page: after their end, or
// before their start. The other side has guard words.
type pages struct {
	atEnd   bool
	regions [4]region
}

// pagedValues is the room for an operand, more than the largest one takes.
const pagedValues = 1 << 16

func newPages(t *testing.T) *pages {
	p := &pages{}
	unreadable, size := unix.Getpagesize(), 4*pagedValues
	for i := range p.regions {
		m, err := unix.Mmap(-1, 0, size+2*unreadable, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := unix.Munmap(m); err != nil {
				t.Error(err)
			}
		})
		for _, page := range [][]byte{m[:unreadable], m[unreadable+size:]} {
			if err := unix.Mprotect(page, unix.PROT_NONE); err != nil {
				t.Fatal(err)
			}
		}
		p.regions[i].all = unsafe.Slice((*float32)(unsafe.Pointer(&m[unreadable])), pagedValues)
	}
	return p
}

func (p *pages) place(number int, o operand) []float32 {
	if p.atEnd {
		return p.regions[number].put(pagedValues-len(o.values), o.values)
	}
	return p.regions[number].put(0, o.values)
}

func (p *pages) check(operand int) error { return p.regions[operand].check() }

// catchFault runs the call and returns a memory fault as an error.
func catchFault(c *kernelCall, m memory) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch p := recover().(type) {
		case nil:
		case interface{ Addr() uintptr }:
			err = fmt.Errorf("%s: %w: at %#x", c.name, errFault, p.Addr())
		default:
			panic(p)
		}
	}()
	return c.run(m)
}

var errFault = errors.New("access to memory outside of the operands")

func TestKernelsAtPageEdges(t *testing.T) {
	m := newPages(t)
	forEachImplementation(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(31, 32))
		calls := networkKernels(r)
		for n := range 68 {
			calls = append(calls, everyKernel(r, n)...)
		}
		for _, c := range calls {
			for _, m.atEnd = range []bool{false, true} {
				if err := catchFault(&c, m); err != nil {
					t.Errorf("unreadable page after the operands %t: %v", m.atEnd, err)
				}
			}
		}
	})
}

// TestPageEdges checks that the pages catch a read beyond an operand.
func TestPageEdges(t *testing.T) {
	m := newPages(t)
	for _, step := range []int{-1, 1} {
		c := faulty("reads a neighbour", func(a []float32) {
			if step > 0 {
				a = a[len(a)-1:]
			}
			sink = *(*float32)(unsafe.Add(unsafe.Pointer(&a[0]), 4*step))
		})
		m.atEnd = step > 0
		if err := catchFault(&c, m); !errors.Is(err, errFault) {
			t.Errorf("reading %+d: %v, want %v", step, err, errFault)
		}
		m.atEnd = !m.atEnd
		if err := catchFault(&c, m); err != nil {
			t.Errorf("reading %+d into the guard words: %v", step, err)
		}
	}
}

var sink float32
