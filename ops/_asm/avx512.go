package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The AVX-512 kernels add the same products in the same order as the AVX2 ones,
// with 16 values in a vector. All but the smallest have eight sums or more, which
// fills two 512-bit multipliers with a latency of four cycles.

// wide begins an AVX-512 kernel.
func wide(name, signature string) { TEXT(name+"AVX512", NOSPLIT, signature) }

// zmms returns n vector registers.
func zmms(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = ZMM()
	}
	return v
}

// wideZeros returns n vector registers set to zero.
func wideZeros(n int) []reg.VecVirtual {
	v := zmms(n)
	for _, r := range v {
		VXORPS(r, r, r)
	}
	return v
}

// wideFloor is floorReg for AVX-512.
func wideFloor() reg.VecVirtual {
	f := ZMM()
	VBROADCASTSS(floorAddr(), f)
	return f
}

// widePanels prints kernels of two to six rows. One row takes its time from
// loading the weights, in AVX2 as well.
func widePanels() {
	widePanel(2, 4)
	for rows := 3; rows <= 6; rows++ {
		widePanel(rows, 2)
	}
}

// widePanel prints panel2x64AVX512 and its kin, which compute rows by 64 or 32
// outputs, one sum for each row and panel.
func widePanel(rows, panels int) {
	wide(fmt.Sprintf("panel%dx%d", rows, 16*panels), "func(y []float32, ys int, x []float32, xs int, w [][16]float32, init []float32, is, ws, k int, floor float32)")
	// Rows 0 to 2 are addressed from the first pointer, 3 to 5 from the second.
	pointers := func(name, by string) (func(row, disp int) Mem, []reg.GPVirtual) {
		p, s := []reg.GPVirtual{base(name)}, stride(by, 4)
		if rows > 3 {
			p = append(p, GP64())
			LEAQ(Mem{Base: s, Index: s, Scale: 2}, p[1])
			ADDQ(p[0], p[1])
		}
		return func(row, disp int) Mem { return rowMem(p[row/3], s, row%3, disp) }, p
	}
	acc := wideZeros(rows * panels)
	x, xp := pointers("x", "xs")
	k, ws := Load(Param("k"), GP64()).(reg.GPVirtual), stride("ws", lanesSize)
	w := []reg.GPVirtual{base("w")}
	for p := 1; p < panels; p++ {
		w = append(w, GP64())
		LEAQ(Mem{Base: w[p-1], Index: ws, Scale: 1}, w[p])
	}
	c, b := zmms(panels), zmms(2)
	loop(k, 2, func(i int) {
		for p := range panels {
			VMOVUPS(Mem{Base: w[p], Disp: lanesSize * i}, c[p])
		}
		for r := range rows {
			VBROADCASTSS(x(r, 4*i), b[r%2])
			for p := range panels {
				VFMADD231PS(c[p], b[r%2], acc[r*panels+p])
			}
		}
	}, func(n int) {
		for _, p := range xp {
			ADDQ(U32(4*n), p)
		}
		for _, p := range w {
			ADDQ(U32(lanesSize*n), p)
		}
	})
	y, _ := pointers("y", "ys")
	init, _ := pointers("init", "is")
	floor := wideFloor()
	for i, a := range acc {
		VADDPS(init(i/panels, 64*(i%panels)), a, a)
		VMAXPS(a, floor, a)
		VMOVUPS(a, y(i/panels, 64*(i%panels)))
	}
	VZEROUPPER()
	RET()
}

// wideConvolution prints conv3x4AVX512, which convolves a run of inputs, four frames
// of each, into 32 outputs of two panels: conv3x4Asm with a vector for a panel.
func wideConvolution() {
	wide("conv3x4", "func(y []float32, ys int, x []float32, w [][3][16]float32, init []float32, is, ws, k int, floor float32)")
	x, w := base("x"), []reg.GPVirtual{base("w"), GP64()}
	in := Load(Param("k"), GP64()).(reg.GPVirtual)
	Load(Param("ws"), w[1])
	IMUL3Q(U32(3*lanesSize), w[1], w[1])
	ADDQ(w[0], w[1])
	var sum [6][]reg.VecVirtual
	for s := range sum {
		sum[s] = wideZeros(2)
	}
	c, b := zmms(2), zmms(4)
	Label("input")
	SUBQ(Imm(1), in)
	JLT(LabelRef("done"))
	for f := range b {
		VBROADCASTSS(Mem{Base: x, Disp: 4 * f}, b[f])
	}
	for _, t := range convTaps {
		for v := range 2 {
			VMOVUPS(Mem{Base: w[v], Disp: t.tap * lanesSize}, c[v])
		}
		for _, p := range t.products {
			for v := range 2 {
				VFMADD231PS(c[v], b[p.frame], sum[p.sum][v])
			}
		}
	}
	ADDQ(Imm(16), x)
	for v := range 2 {
		ADDQ(U32(3*lanesSize), w[v])
	}
	JMP(LabelRef("input"))
	Label("done")
	for v := range 2 {
		VADDPS(sum[4][v], sum[1][v], sum[1][v])
		VADDPS(sum[5][v], sum[2][v], sum[2][v])
	}
	y, ys := base("y"), stride("ys", 4)
	init, is, floor := base("init"), stride("is", 4), wideFloor()
	for f := range 4 {
		for v := range 2 {
			VADDPS(Mem{Base: init, Disp: 64 * v}, sum[f][v], sum[f][v])
			VMAXPS(sum[f][v], floor, sum[f][v])
			VMOVUPS(sum[f][v], Mem{Base: y, Disp: 64 * v})
		}
		if f < 3 {
			ADDQ(ys, y)
			ADDQ(is, init)
		}
	}
	VZEROUPPER()
	RET()
}

// wideGates prints lstmGatesAVX512: lstmGatesAsm with the 16 units of a vector.
func wideGates() {
	data := GLOBL("wideGatesConstants", RODATA|NOPTR)
	bits := make([]uint32, 0, len(constants)+2)
	for _, c := range constants {
		bits = append(bits, math.Float32bits(c))
	}
	bits = append(bits, 127, 1<<31) // the bias of exponents, a sign
	for i, b := range bits {
		DATA(4*i, U32(b))
	}
	regs := make([]reg.VecVirtual, len(bits))
	constant := func(i int) reg.VecVirtual { return regs[i] }

	wide("lstmGates", "func(h, c, sums []float32)")
	h, c, sums := base("h"), base("c"), base("sums")
	n := Load(Param("c").Len(), GP64()).(reg.GPVirtual)
	for i := range regs {
		regs[i] = ZMM()
		VBROADCASTSS(data.Offset(4*i), regs[i])
	}
	bias, sign := constant(len(constants)), constant(len(constants)+1)
	zero := wideZeros(1)[0]

	expm1 := func(x reg.VecVirtual) reg.VecVirtual {
		k, p, square := ZMM(), ZMM(), ZMM()
		VMAXPS(x, constant(cLow), x)
		VMINPS(x, constant(cHigh), x)
		VMULPS(constant(cLog2e), x, k)
		VRNDSCALEPS(Imm(8), k, k)
		VFNMADD231PS(constant(cLn2Hi), k, x)
		VFNMADD231PS(constant(cLn2Lo), k, x)
		VMOVAPS(constant(cP0), p)
		for i := 1; i <= 5; i++ {
			VFMADD213PS(constant(cP0+i), x, p)
		}
		VMULPS(x, x, square)
		VFMADD231PS(p, square, x)
		VCVTPS2DQ(k, k)
		VPADDD(bias, k, k)
		VPSLLD(Imm(23), k, k)
		return k
	}
	sigmoid := func(x reg.VecVirtual) {
		VSUBPS(x, zero, x)
		s, d := expm1(x), ZMM()
		VADDPS(constant(cOne), s, d)
		VFMADD231PS(s, x, d)
		VDIVPS(d, constant(cOne), x)
	}
	tanh := func(x reg.VecVirtual) {
		VADDPS(x, x, x)
		s, e := expm1(x), ZMM()
		VSUBPS(constant(cOne), s, e)
		VFMADD231PS(s, x, e)
		VADDPS(constant(cTwo), e, x)
		VDIVPS(x, e, x)
	}
	forget := func(x, c, t reg.VecVirtual) {
		negative, d := K(), ZMM()
		VCMPPS(Imm(1), zero, x, negative) // x < 0
		VORPS(sign, x, x)
		s := expm1(x)
		VFMADD213PS(s, s, x)
		VADDPS(constant(cOne), x, d)
		VDIVPS(d, x, x)
		closed := ZMM()
		VMOVAPS(t, closed)
		VFMADD231PS(x, c, closed)
		VFNMADD231PS(x, c, t)
		VADDPS(t, c, c)
		VMOVAPS(closed, negative, c)
	}

	Label("loop")
	SUBQ(Imm(16), n)
	JLT(LabelRef("done"))
	var gate [4]reg.VecVirtual
	for g := range gate {
		gate[g] = ZMM()
		VMOVUPS(Mem{Base: sums, Disp: lanesSize * g}, gate[g])
	}
	i, f, g, o := gate[0], gate[1], gate[2], gate[3]
	sigmoid(i)
	tanh(g)
	sigmoid(o)
	VMULPS(g, i, i)
	cell := ZMM()
	VMOVUPS(Mem{Base: c}, cell)
	forget(f, cell, i)
	VMOVUPS(cell, Mem{Base: c})
	tanh(cell)
	VMULPS(cell, o, o)
	VMOVUPS(o, Mem{Base: h})
	ADDQ(U32(4*lanesSize), sums)
	ADDQ(U32(lanesSize), c)
	ADDQ(U32(lanesSize), h)
	JMP(LabelRef("loop"))
	Label("done")
	VZEROUPPER()
	RET()
}
