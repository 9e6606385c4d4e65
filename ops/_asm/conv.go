package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// convTaps are the products of an input in the order of the kernels: for each tap,
// the frames it takes and the sums it goes to. Sums 0 to 3 are those of the
// frames, 4 and 5 the second ones of frames 1 and 2.
var convTaps = []struct {
	tap      int
	products []struct{ frame, sum int }
}{
	{1, []struct{ frame, sum int }{{0, 0}, {1, 1}, {2, 2}, {3, 3}}},
	{0, []struct{ frame, sum int }{{0, 4}, {1, 5}, {2, 3}}},
	{2, []struct{ frame, sum int }{{1, 0}, {2, 4}, {3, 5}}},
}

// convolution prints conv3x4Asm, which convolves a run of inputs, four frames of
// each, into 16 outputs. The middle frames have two sums each: with one, the
// latency of three dependent additions per input would exceed the time of the
// input's twenty products.
func convolution() {
	kernel("conv3x4", "func(y []float32, ys int, x []float32, w [][3][16]float32, init []float32, is int, floor float32)")
	x, w := base("x"), base("w")
	in := Load(Param("w").Len(), GP64()).(reg.GPVirtual)

	var sum [6][]reg.VecVirtual
	for s := range sum {
		sum[s] = ymms(2)
		for v := range 2 {
			VXORPS(sum[s][v], sum[s][v], sum[s][v])
		}
	}
	c, b := ymms(2), ymms(2)
	Label("input")
	SUBQ(Imm(1), in)
	JLT(LabelRef("done"))
	n := 0
	for _, t := range convTaps {
		for v := range 2 {
			VMOVUPS(Mem{Base: w, Disp: t.tap*lanesSize + 32*v}, c[v])
		}
		for _, p := range t.products {
			VBROADCASTSS(Mem{Base: x, Disp: 4 * p.frame}, b[n%2])
			for v := range 2 {
				VFMADD231PS(c[v], b[n%2], sum[p.sum][v])
			}
			n++
		}
	}
	ADDQ(Imm(16), x)
	ADDQ(U32(3*lanesSize), w)
	JMP(LabelRef("input"))
	Label("done")
	for v := range 2 {
		VADDPS(sum[4][v], sum[1][v], sum[1][v])
		VADDPS(sum[5][v], sum[2][v], sum[2][v])
	}
	y, ys := base("y"), stride("ys", 4)
	init, is, floor := base("init"), stride("is", 4), floorReg()
	for f := range 4 {
		for v := range 2 {
			VADDPS(Mem{Base: init, Disp: 32 * v}, sum[f][v], sum[f][v])
			VMAXPS(sum[f][v], floor, sum[f][v])
			VMOVUPS(sum[f][v], Mem{Base: y, Disp: 32 * v})
		}
		if f < 3 {
			ADDQ(ys, y)
			ADDQ(is, init)
		}
	}
	VZEROUPPER()
	RET()
}
