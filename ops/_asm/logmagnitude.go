package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// lnConstants are the coefficients of ln's polynomial and the other constants of
// logMagnitudes, in the order of the data section; logmagnitude_generic.go has
// their names and source.
var lnConstants = []uint32{
	bits(7.0376836292e-2), bits(-1.1514610310e-1), bits(1.1676998740e-1),
	bits(-1.2420140846e-1), bits(1.4249322787e-1), bits(-1.6668057665e-1),
	bits(2.0000714765e-1), bits(-2.4999993993e-1), bits(3.3333331174e-1),
	bits(1), bits(1 << 20), 0x3f3504f3, 1<<23 - 1, bits(0.5), bits(-2.12194440e-4), bits(0.693359375),
}

const (
	lnP0, lnOne, lnScale, lnSqrtHalf, lnMantissa, lnHalf, lnLn2Lo, lnLn2Hi = 0, 9, 10, 11, 12, 13, 14, 15
)

func bits(v float32) uint32 { return math.Float32bits(v) }

// logMagnitudes prints logMagnitudesAsm, which computes eight bins per iteration.
func logMagnitudes() {
	kernel("logMagnitudes", "func(mag, log, spectrum, sums []float32)")
	l := newLogKernel("logConstants", 32, YMM)
	iterate("bins", l.n, 8, func() { l.bins(1) })
	l.end()
}

// wideLogMagnitudes prints logMagnitudesAVX512, which computes 64 bins per iteration: it
// takes multiples of 64.
func wideLogMagnitudes() {
	wide("logMagnitudes", "func(mag, log, spectrum, sums []float32)")
	l := newLogKernel("wideLogConstants", 64, ZMM)
	iterate("bins", l.n, 64, func() { l.bins(4) })
	l.end()
}

// logKernel is what the kernels of both widths have: size is that of a vector in bytes.
type logKernel struct {
	data                Mem // each constant in all lanes
	size                int
	vector              func() reg.VecVirtual
	mag, log, re, im, n reg.GPVirtual
	sums                reg.GPVirtual
	sum                 reg.VecVirtual // eight lanes
}

func newLogKernel(name string, size int, vector func() reg.VecVirtual) *logKernel {
	l := &logKernel{size: size, vector: vector}
	l.data = GLOBL(name, RODATA|NOPTR)
	for i, c := range lnConstants {
		for at := 0; at < size; at += 4 {
			DATA(size*i+at, U32(c))
		}
	}
	l.mag, l.log, l.re, l.sums = base("mag"), base("log"), base("spectrum"), base("sums")
	l.n = Load(Param("mag").Len(), GP64()).(reg.GPVirtual)
	l.im = GP64()
	LEAQ(Mem{Base: l.re, Index: l.n, Scale: 4}, l.im)
	l.sum = YMM()
	VMOVUPS(Mem{Base: l.sums}, l.sum)
	return l
}

func (l *logKernel) constant(i int) Mem { return l.data.Offset(l.size * i) }

// logChain is the registers of one vector of bins.
type logChain struct{ mag, x, exponent, z, p, square reg.VecVirtual }

// bins computes a number of vectors of bins. One is a long chain of instructions, each
// of which takes the result of the one before; the others run in between.
func (l *logKernel) bins(vectors int) {
	chains := make([]logChain, vectors)
	each := func(step func(c *logChain, disp int)) {
		for i := range chains {
			step(&chains[i], l.size*i)
		}
	}
	each(func(c *logChain, disp int) {
		re := l.vector()
		c.mag, c.x, c.exponent, c.z, c.p, c.square = l.vector(), l.vector(), l.vector(), l.vector(), l.vector(), l.vector()
		VMOVUPS(Mem{Base: l.re, Disp: disp}, re)
		VMOVUPS(Mem{Base: l.im, Disp: disp}, c.mag)
		VMULPS(c.mag, c.mag, c.mag)
		VFMADD231PS(re, re, c.mag)
		VSQRTPS(c.mag, c.mag)
	})
	each(func(c *logChain, disp int) {
		VMOVUPS(c.mag, Mem{Base: l.mag, Disp: disp})
		VMOVUPS(l.constant(lnOne), c.x)
		VFMADD231PS(l.constant(lnScale), c.mag, c.x)
		VPSUBD(l.constant(lnSqrtHalf), c.x, c.z)
		VPSRAD(Imm(23), c.z, c.exponent)
		VCVTDQ2PS(c.exponent, c.exponent)
		VANDPS(l.constant(lnMantissa), c.z, c.z)
		VPADDD(l.constant(lnSqrtHalf), c.z, c.z)
		VSUBPS(l.constant(lnOne), c.z, c.z)
		VMOVUPS(l.constant(lnP0), c.p)
	})
	for i := 1; i <= 8; i++ {
		each(func(c *logChain, _ int) { VFMADD213PS(l.constant(lnP0+i), c.z, c.p) })
	}
	each(func(c *logChain, disp int) {
		VMULPS(c.z, c.z, c.square)
		VMULPS(c.z, c.p, c.p)
		VMULPS(c.square, c.p, c.p)
		VFMADD231PS(l.constant(lnLn2Lo), c.exponent, c.p)
		VFNMADD231PS(l.constant(lnHalf), c.square, c.p)
		VADDPS(c.p, c.z, c.z)
		VFMADD231PS(l.constant(lnLn2Hi), c.exponent, c.z)
		VSUBPS(c.x, c.x, c.x) // NaN, if x is infinite or NaN
		VADDPS(c.x, c.z, c.z)
		VMOVUPS(c.z, Mem{Base: l.log, Disp: disp})
		VADDPS(c.z.AsY(), l.sum, l.sum)
		if l.size > 32 {
			upper := YMM()
			VEXTRACTF32X8(Imm(1), c.z, upper)
			VADDPS(upper, l.sum, l.sum)
		}
	})
	for _, p := range []reg.GPVirtual{l.mag, l.log, l.re, l.im} {
		ADDQ(U32(l.size*vectors), p)
	}
}

func (l *logKernel) end() {
	VMOVUPS(l.sum, Mem{Base: l.sums})
	VZEROUPPER()
	RET()
}
