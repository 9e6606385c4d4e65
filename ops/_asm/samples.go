package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func samples() {
	decodeInt16()
	encodeInt16()
	meansOfPairs()
}

// iterate emits a loop whose body processes the given number of values per
// iteration while n allows, and leaves the rest in n.
func iterate(label string, n reg.GPVirtual, values int, body func()) {
	Label(label)
	SUBQ(Imm(uint64(values)), n)
	JLT(LabelRef(label + "done"))
	body()
	JMP(LabelRef(label))
	Label(label + "done")
	ADDQ(Imm(uint64(values)), n)
}

// float32Constant broadcasts a constant, given by its bits.
func float32Constant(name string, bits uint32) reg.VecVirtual {
	data, v := GLOBL(name, RODATA|NOPTR), YMM()
	DATA(0, U32(bits))
	VBROADCASTSS(data.Offset(0), v)
	return v
}

// decodeInt16 prints int16sAsm, which decodes 32 samples per iteration, and the
// last ones one by one.
func decodeInt16() {
	kernel("int16s", "func(dst []float32, src []byte)")
	dst, src := base("dst"), base("src")
	n := Load(Param("dst").Len(), GP64()).(reg.GPVirtual)
	scale := float32Constant("int16Scale", 0x38000000) // 1/32768
	iterate("many", n, 32, func() {
		for i := range 4 {
			v := YMM()
			VPMOVSXWD(Mem{Base: src, Disp: 16 * i}, v)
			VCVTDQ2PS(v, v)
			VMULPS(scale, v, v)
			VMOVUPS(v, Mem{Base: dst, Disp: 32 * i})
		}
		ADDQ(Imm(64), src)
		ADDQ(U32(128), dst)
	})
	iterate("one", n, 1, func() {
		s, v := GP32(), XMM()
		MOVWLSX(Mem{Base: src}, s)
		VMOVD(s, v)
		VCVTDQ2PS(v, v)
		VMULSS(scale.AsX(), v, v)
		VMOVSS(v, Mem{Base: dst})
		ADDQ(Imm(2), src)
		ADDQ(Imm(4), dst)
	})
	VZEROUPPER()
	RET()
}

// encodeInt16 prints toInt16sAsm, which encodes 16 samples per iteration, and the
// last ones one by one.
func encodeInt16() {
	kernel("toInt16s", "func(dst []byte, src []float32) bool")
	dst, src := base("dst"), base("src")
	n := Load(Param("src").Len(), GP64()).(reg.GPVirtual)
	centre := float32Constant("int16Centre", 0x43c00000) // see samples_generic.go
	lowest := float32Constant("int16Lowest", 0x43bf8000)
	low := float32Constant("int16Low", 0x0000ffff)
	rounded, far := YMM(), YMM()
	VPXOR(rounded, rounded, rounded)
	VPXOR(far, far, far)
	// sum leaves the sum of a value and the centre, and gathers what is wrong.
	sum := func(v reg.VecVirtual) reg.VecVirtual {
		s, t := YMM(), YMM()
		VADDPS(centre, v, s)
		VSUBPS(centre, s, t)
		VPXOR(v, t, t)
		VPOR(t, rounded, rounded)
		VPSUBD(lowest, s, t)
		VPOR(t, far, far)
		return s
	}
	iterate("many", n, 16, func() {
		v, w := YMM(), YMM()
		VMOVUPS(Mem{Base: src}, v)
		VMOVUPS(Mem{Base: src, Disp: 32}, w)
		v, w = sum(v), sum(w)
		VPAND(low, v, v)
		VPAND(low, w, w)
		VPACKUSDW(w, v, v) // by halves
		VPERMQ(Imm(0b11011000), v, v)
		VMOVDQU(v, Mem{Base: dst})
		ADDQ(Imm(64), src)
		ADDQ(Imm(32), dst)
	})
	iterate("one", n, 1, func() {
		// In the other lanes there are zeros, which are samples, too.
		v, s := YMM(), GP32()
		VMOVSS(Mem{Base: src}, v.AsX())
		VMOVD(sum(v).AsX(), s)
		MOVW(s.As16(), Mem{Base: dst})
		ADDQ(Imm(4), src)
		ADDQ(Imm(2), dst)
	})
	ok := GP8()
	VPSRLD(Imm(16), far, far)
	VPOR(far, rounded, rounded)
	VPTEST(rounded, rounded)
	SETEQ(ok)
	Store(ok, ReturnIndex(0))
	VZEROUPPER()
	RET()
}

// meansOfPairs prints meansAsm, which computes 16 means per iteration, and the
// last ones one by one.
func meansOfPairs() {
	kernel("means", "func(dst, src []float32)")
	dst, src := base("dst"), base("src")
	n := Load(Param("dst").Len(), GP64()).(reg.GPVirtual)
	half := float32Constant("meansHalf", 0x3f000000) // 1/2
	iterate("many", n, 16, func() {
		for i := range 2 {
			v, w := YMM(), YMM()
			VMULPS(Mem{Base: src, Disp: 64 * i}, half, v)
			VMULPS(Mem{Base: src, Disp: 64*i + 32}, half, w)
			VHADDPS(w, v, v) // quarters 0, 2, 1, 3
			VPERMPD(Imm(0b11011000), v, v)
			VMOVUPS(v, Mem{Base: dst, Disp: 32 * i})
		}
		ADDQ(U32(128), src)
		ADDQ(Imm(64), dst)
	})
	iterate("one", n, 1, func() {
		v, w := XMM(), XMM()
		VMOVSS(Mem{Base: src}, v)
		VMOVSS(Mem{Base: src, Disp: 4}, w)
		VMULSS(half.AsX(), v, v)
		VMULSS(half.AsX(), w, w)
		VADDSS(w, v, v)
		VMOVSS(v, Mem{Base: dst})
		ADDQ(Imm(8), src)
		ADDQ(Imm(4), dst)
	})
	VZEROUPPER()
	RET()
}
