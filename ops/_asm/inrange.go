package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// inRange prints inRangeAsm, which adds to the exponents of 32 values per
// iteration what makes those of 2^32 and more carry into the sign bit, which it
// gathers.
func inRange() {
	mask := GLOBL("inRangeMask", RODATA|NOPTR)
	DATA(0, U32(0x7fffffff))
	one := GLOBL("inRangeExcess", RODATA|NOPTR)
	DATA(0, U32((256-(127+32))<<23))

	kernel("inRange", "func(x []float32) bool")
	x := base("x")
	n := Load(Param("x").Len(), GP64()).(reg.GPVirtual)
	magnitude, exponent, carry := YMM(), YMM(), YMM()
	VPBROADCASTD(mask.Offset(0), magnitude)
	VPBROADCASTD(one.Offset(0), exponent)
	VPXOR(carry, carry, carry)
	test := func(from Mem) {
		v := YMM()
		VPAND(from, magnitude, v)
		VPADDD(v, exponent, v)
		VPOR(v, carry, carry)
	}
	iterate("many", n, 32, func() {
		for i := range 4 {
			test(Mem{Base: x, Disp: 32 * i})
		}
		ADDQ(U32(128), x)
	})
	iterate("one", n, 1, func() {
		v := XMM()
		VMOVSS(Mem{Base: x}, v)
		VPAND(v, magnitude.AsX(), v)
		VPADDD(v, exponent.AsX(), v)
		VPOR(v.AsY(), carry, carry)
		ADDQ(Imm(4), x)
	})
	signs, ok := GP32(), GP8()
	VMOVMSKPS(carry, signs)
	TESTL(signs, signs)
	SETEQ(ok)
	Store(ok, ReturnIndex(0))
	VZEROUPPER()
	RET()
}
