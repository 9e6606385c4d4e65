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
	data := GLOBL("logConstants", RODATA|NOPTR)
	for i, c := range lnConstants {
		for l := range 8 {
			DATA(32*i+4*l, U32(c))
		}
	}
	constant := func(i int) Mem { return data.Offset(32 * i) }

	kernel("logMagnitudes", "func(mag, log, spectrum, sums []float32)")
	mag, log, re, sums := base("mag"), base("log"), base("spectrum"), base("sums")
	n := Load(Param("mag").Len(), GP64()).(reg.GPVirtual)
	im := GP64()
	LEAQ(Mem{Base: re, Index: n, Scale: 4}, im)
	sum := YMM()
	VMOVUPS(Mem{Base: sums}, sum)
	iterate("bins", n, 8, func() {
		a, m, x := YMM(), YMM(), YMM()
		VMOVUPS(Mem{Base: re}, a)
		VMOVUPS(Mem{Base: im}, m)
		VMULPS(m, m, m)
		VFMADD231PS(a, a, m)
		VSQRTPS(m, m)
		VMOVUPS(m, Mem{Base: mag})
		VMOVUPS(constant(lnOne), x)
		VFMADD231PS(constant(lnScale), m, x)

		exponent, z, p, square := YMM(), YMM(), YMM(), YMM()
		VPSUBD(constant(lnSqrtHalf), x, z)
		VPSRAD(Imm(23), z, exponent)
		VCVTDQ2PS(exponent, exponent)
		VPAND(constant(lnMantissa), z, z)
		VPADDD(constant(lnSqrtHalf), z, z)
		VSUBPS(constant(lnOne), z, z)
		VMOVUPS(constant(lnP0), p)
		for i := 1; i <= 8; i++ {
			VFMADD213PS(constant(lnP0+i), z, p)
		}
		VMULPS(z, z, square)
		VMULPS(z, p, p)
		VMULPS(square, p, p)
		VFMADD231PS(constant(lnLn2Lo), exponent, p)
		VFNMADD231PS(constant(lnHalf), square, p)
		VADDPS(p, z, z)
		VFMADD231PS(constant(lnLn2Hi), exponent, z)
		VSUBPS(x, x, x) // NaN, if x is infinite or NaN
		VADDPS(x, z, z)
		VMOVUPS(z, Mem{Base: log})
		VADDPS(z, sum, sum)
		for _, p := range []reg.GPVirtual{mag, log, re, im} {
			ADDQ(Imm(32), p)
		}
	})
	VMOVUPS(sum, Mem{Base: sums})
	VZEROUPPER()
	RET()
}
