package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// constants of exp, in the order of the data section; activation.go has their
// names and source.
var constants = []float32{
	-87, 88, 1.44269504088896341, 0.693359375, -2.12194440e-4,
	1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
	1, 2,
}

const (
	cLow, cHigh, cLog2e, cLn2Hi, cLn2Lo = 0, 1, 2, 3, 4
	cP0, cOne, cTwo                     = 5, 11, 12
)

// gates prints lstmGatesAsm, which applies the gates of 16 units per iteration,
// eight in a vector.
func gates() {
	data := GLOBL("gatesConstants", RODATA|NOPTR)
	for i, c := range constants {
		for l := range 8 {
			DATA(32*i+4*l, U32(math.Float32bits(c)))
		}
	}
	bias := GLOBL("gatesExponentBias", RODATA|NOPTR)
	for l := range 8 {
		DATA(4*l, U32(127))
	}
	sign := GLOBL("gatesSign", RODATA|NOPTR)
	for l := range 8 {
		DATA(4*l, U32(1<<31))
	}
	constant := func(i int) Mem { return data.Offset(32 * i) }

	kernel("lstmGates", "func(h, c, sums []float32)")
	h, c, sums := base("h"), base("c"), base("sums")
	n := Load(Param("c").Len(), GP64()).(reg.GPVirtual)

	// expm1 replaces x by q and returns s, as in the portable code.
	expm1 := func(x reg.VecVirtual) reg.VecVirtual {
		k, p := YMM(), YMM()
		VMAXPS(x, mov(constant(cLow)), x)
		VMINPS(x, mov(constant(cHigh)), x)
		VMULPS(constant(cLog2e), x, k)
		VROUNDPS(Imm(8), k, k)
		VFNMADD231PS(constant(cLn2Hi), k, x)
		VFNMADD231PS(constant(cLn2Lo), k, x)
		VMOVUPS(constant(cP0), p)
		for i := 1; i <= 5; i++ {
			VFMADD213PS(constant(cP0+i), x, p)
		}
		square := YMM()
		VMULPS(x, x, square)
		VFMADD231PS(p, square, x)
		VCVTPS2DQ(k, k)
		VPADDD(bias.Offset(0), k, k)
		VPSLLD(Imm(23), k, k)
		return k
	}
	sigmoid := func(x reg.VecVirtual) { // 1 / ((s + 1) + q*s)
		zero := YMM()
		VXORPS(zero, zero, zero)
		VSUBPS(x, zero, x)
		s, d := expm1(x), YMM()
		VADDPS(constant(cOne), s, d)
		VFMADD231PS(s, x, d)
		VDIVPS(d, mov(constant(cOne)), x)
	}
	tanh := func(x reg.VecVirtual) { // e / (e + 2), e = (s - 1) + q*s
		VADDPS(x, x, x)
		s, e := expm1(x), YMM()
		VSUBPS(mov(constant(cOne)), s, e)
		VFMADD231PS(s, x, e)
		VADDPS(constant(cTwo), e, x)
		VDIVPS(x, e, x)
	}
	// forget replaces c by sigmoid(x)*c + t, in the two ways of the portable code.
	forget := func(x, c, t reg.VecVirtual) {
		negative, closed := YMM(), YMM()
		VXORPS(negative, negative, negative)
		VCMPPS(Imm(1), negative, x, negative) // x < 0
		VORPS(sign.Offset(0), x, x)           // -|x|
		s := expm1(x)
		VFMADD213PS(s, s, x) // e = q*s + s
		d := YMM()
		VADDPS(constant(cOne), x, d)
		VDIVPS(d, x, x) // k
		VMOVAPS(t, closed)
		VFMADD231PS(x, c, closed)
		VFNMADD231PS(x, c, t)
		VADDPS(t, c, c)
		VBLENDVPS(negative, closed, c, c)
	}

	Label("loop")
	SUBQ(Imm(16), n)
	JLT(LabelRef("done"))
	for v := range 2 {
		gate := func(g int) reg.VecVirtual {
			x := YMM()
			VMOVUPS(Mem{Base: sums, Disp: lanesSize*g + 32*v}, x)
			return x
		}
		i, f, g, o := gate(0), gate(1), gate(2), gate(3)
		sigmoid(i)
		tanh(g)
		sigmoid(o)
		VMULPS(g, i, i)
		cell := YMM()
		VMOVUPS(Mem{Base: c, Disp: 32 * v}, cell)
		forget(f, cell, i)
		VMOVUPS(cell, Mem{Base: c, Disp: 32 * v})
		tanh(cell)
		VMULPS(cell, o, o)
		VMOVUPS(o, Mem{Base: h, Disp: 32 * v})
	}
	ADDQ(U32(4*lanesSize), sums)
	ADDQ(U32(lanesSize), c)
	ADDQ(U32(lanesSize), h)
	JMP(LabelRef("loop"))
	Label("done")
	VZEROUPPER()
	RET()
}

// mov loads a constant into a register of its own.
func mov(m Mem) reg.VecVirtual {
	v := YMM()
	VMOVUPS(m, v)
	return v
}
