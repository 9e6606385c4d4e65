package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// depthwise prints depthwiseAsm, which computes 32 channels per iteration, and
// the last ones in eights.
func depthwise() {
	kernel("depthwise", "func(y, x []float32, xs int, w, bias []float32, taps int)")
	y, x, w, bias := base("y"), base("x"), base("w"), base("bias")
	n := Load(Param("y").Len(), GP64()).(reg.GPVirtual)
	xs, taps := stride("xs", 4), Load(Param("taps"), GP64()).(reg.GPVirtual)
	ws := GP64()
	MOVQ(n, ws)
	SHLQ(Imm(2), ws)
	zero := zeros(1)[0]
	channels := func(label string, vectors int) {
		iterate(label, n, 8*vectors, func() {
			acc := ymms(vectors)
			for v, a := range acc {
				VMOVUPS(Mem{Base: bias, Disp: 32 * v}, a)
			}
			px, pw, left := GP64(), GP64(), GP64()
			MOVQ(x, px)
			MOVQ(w, pw)
			MOVQ(taps, left)
			iterate(label+"taps", left, 1, func() {
				for v, a := range acc {
					c := YMM()
					VMOVUPS(Mem{Base: pw, Disp: 32 * v}, c)
					VFMADD231PS(Mem{Base: px, Disp: 32 * v}, c, a)
				}
				ADDQ(xs, px)
				ADDQ(ws, pw)
			})
			for v, a := range acc {
				VMAXPS(a, zero, a)
				VMOVUPS(a, Mem{Base: y, Disp: 32 * v})
			}
			for _, p := range []reg.GPVirtual{y, x, w, bias} {
				ADDQ(U32(32*vectors), p)
			}
		})
	}
	channels("many", 4)
	channels("eight", 1)
	VZEROUPPER()
	RET()
}
