package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A complex point is 64 bytes: eight real parts, eight imaginary ones.
const pointSize = 64

type complexReg struct{ re, im reg.VecVirtual }

func newComplex() complexReg { return complexReg{YMM(), YMM()} }

func (z complexReg) load(m Mem) {
	VMOVUPS(m, z.re)
	VMOVUPS(m.Offset(32), z.im)
}

func (z complexReg) store(m Mem) {
	VMOVUPS(z.re, m)
	VMOVUPS(z.im, m.Offset(32))
}

// mul replaces z by z*w.
func (z complexReg) mul(w complexReg) {
	t, im := YMM(), YMM()
	VMULPS(z.im, w.im, t)
	VMULPS(z.re, w.im, im)
	VFMSUB213PS(t, w.re, z.re)  // re = re*w.re - im*w.im
	VFMADD231PS(z.im, w.re, im) // im = re*w.im + im*w.re
	VMOVAPS(im, z.im)
}

func stft() {
	fftSplit()
	fftRadix4()
	fftRadix2()
	fftMagnitude()
}

// fftSplit prints fftSplitAsm, which turns four samples of four frames and
// their second halves into two points per iteration.
func fftSplit() {
	signs := GLOBL("fftSigns", RODATA|NOPTR)
	for l := range 8 {
		DATA(4*l, F32([]float32{1, -1}[l/4]))
	}
	kernel("fftSplit", "func(d, x, window, split []float32, points int)")
	d, x, window, split := base("d"), base("x"), base("window"), base("split")
	n := Load(Param("points"), GP64()).(reg.GPVirtual)
	hop, hop3 := GP64(), GP64()
	MOVQ(n, hop)
	SHLQ(Imm(3), hop) // a hop is 2*points samples
	LEAQ(Mem{Base: hop, Index: hop, Scale: 2}, hop3)
	sign := YMM()
	VMOVUPS(signs.Offset(0), sign)

	Label("loop")
	row := make([]reg.VecVirtual, 4)
	at := []Mem{
		{Base: x}, {Base: x, Index: hop, Scale: 1}, {Base: x, Index: hop, Scale: 2},
		{Base: x, Index: hop3, Scale: 1}, {Base: x, Index: hop, Scale: 4},
	}
	for f := range row {
		lo := XMM()
		row[f] = YMM()
		VMOVUPS(at[f], lo)
		VINSERTF128(Imm(1), at[f+1], lo.AsY(), row[f])
	}
	for half := range 2 {
		a, b := YMM(), YMM()
		if half == 0 {
			VUNPCKLPS(row[1], row[0], a)
			VUNPCKLPS(row[3], row[2], b)
		} else {
			VUNPCKHPS(row[1], row[0], a)
			VUNPCKHPS(row[3], row[2], b)
		}
		var z complexReg
		for part, imm := range []uint64{0x44, 0xee} {
			s, swapped := YMM(), YMM()
			VSHUFPS(Imm(imm), b, a, s)
			VMULPS(Mem{Base: window, Disp: 32 * (2*half + part)}, s, s)
			VPERM2F128(Imm(1), s, s, swapped)
			VFMADD231PS(s, sign, swapped)
			if part == 0 {
				z.re = swapped
			} else {
				z.im = swapped
			}
		}
		// The differences take a factor, the sums stay as they are: a
		// factor of one would make NaN of infinite values.
		sums, w := newComplex(), newComplex()
		VMOVAPS(z.re, sums.re)
		VMOVAPS(z.im, sums.im)
		w.load(Mem{Base: split, Disp: pointSize * half})
		z.mul(w)
		VBLENDPS(Imm(0x0f), sums.re, z.re, z.re)
		VBLENDPS(Imm(0x0f), sums.im, z.im, z.im)
		z.store(Mem{Base: d, Disp: pointSize * half})
	}
	ADDQ(Imm(16), x)
	ADDQ(Imm(128), window)
	ADDQ(U32(2*pointSize), split)
	ADDQ(U32(2*pointSize), d)
	SUBQ(Imm(2), n)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// fftRadix4 prints fftRadix4Asm, which computes one butterfly of four points per
// iteration.
func fftRadix4() {
	kernel("fftRadix4", "func(d, twiddle []float32, quarter, blocks int)")
	d, blocks := base("d"), Load(Param("blocks"), GP64()).(reg.GPVirtual)
	quarter, quarter3 := stride("quarter", 64), GP64()
	LEAQ(Mem{Base: quarter, Index: quarter, Scale: 2}, quarter3)
	twiddles := Load(Param("twiddle").Len(), GP64())
	point := []Mem{{Base: d}, {Base: d, Index: quarter, Scale: 1}, {Base: d, Index: quarter, Scale: 2}, {Base: d, Index: quarter3, Scale: 1}}

	butterfly := func(twiddle reg.Register) {
		a, c := newComplex(), newComplex()
		a.load(point[0])
		c.load(point[2])
		s0, s1 := newComplex(), newComplex()
		VADDPS(c.re, a.re, s0.re)
		VADDPS(c.im, a.im, s0.im)
		VSUBPS(c.re, a.re, s1.re)
		VSUBPS(c.im, a.im, s1.im)
		b, e := newComplex(), newComplex()
		b.load(point[1])
		e.load(point[3])
		s2, s3 := newComplex(), newComplex()
		VADDPS(e.re, b.re, s2.re)
		VADDPS(e.im, b.im, s2.im)
		VSUBPS(e.re, b.re, s3.re)
		VSUBPS(e.im, b.im, s3.im)
		y0 := newComplex()
		VADDPS(s2.re, s0.re, y0.re)
		VADDPS(s2.im, s0.im, y0.im)
		y0.store(point[0])
		y := [4]complexReg{1: newComplex(), 2: newComplex(), 3: newComplex()}
		VSUBPS(s2.re, s0.re, y[2].re)
		VSUBPS(s2.im, s0.im, y[2].im)
		VADDPS(s3.im, s1.re, y[1].re)
		VSUBPS(s3.re, s1.im, y[1].im)
		VSUBPS(s3.im, s1.re, y[3].re)
		VADDPS(s3.re, s1.im, y[3].im)
		for q := 1; q <= 3; q++ {
			if twiddle != nil {
				w := newComplex()
				VBROADCASTSS(Mem{Base: twiddle, Disp: 8 * (q - 1)}, w.re)
				VBROADCASTSS(Mem{Base: twiddle, Disp: 8*(q-1) + 4}, w.im)
				y[q].mul(w)
			}
			y[q].store(point[q])
		}
	}

	TESTQ(twiddles, twiddles)
	JEQ(LabelRef("last"))
	Label("block")
	twiddle, j := base("twiddle"), Load(Param("quarter"), GP64())
	Label("loop")
	butterfly(twiddle)
	ADDQ(Imm(24), twiddle)
	ADDQ(U32(pointSize), d)
	SUBQ(Imm(1), j)
	JNE(LabelRef("loop"))
	ADDQ(quarter3, d)
	SUBQ(Imm(1), blocks)
	JNE(LabelRef("block"))
	VZEROUPPER()
	RET()

	Label("last") // blocks of four points, without twiddle factors
	butterfly(nil)
	ADDQ(U32(4*pointSize), d)
	SUBQ(Imm(1), blocks)
	JNE(LabelRef("last"))
	VZEROUPPER()
	RET()
}

// fftRadix2 prints fftRadix2Asm, which computes one butterfly of two points per
// iteration.
func fftRadix2() {
	kernel("fftRadix2", "func(d []float32, pairs int)")
	d, pairs := base("d"), Load(Param("pairs"), GP64())
	Label("pair")
	for _, part := range []int{0, 32} {
		a, b, sum := YMM(), YMM(), YMM()
		VMOVUPS(Mem{Base: d, Disp: part}, a)
		VMOVUPS(Mem{Base: d, Disp: pointSize + part}, b)
		VADDPS(b, a, sum)
		VSUBPS(b, a, a)
		VMOVUPS(sum, Mem{Base: d, Disp: part})
		VMOVUPS(a, Mem{Base: d, Disp: pointSize + part})
	}
	ADDQ(U32(2*pointSize), d)
	SUBQ(Imm(1), pairs)
	JNE(LabelRef("pair"))
	VZEROUPPER()
	RET()
}

// fftMagnitude prints fftMagnitudeAsm, which finishes two bins and their mirrors
// per iteration.
func fftMagnitude() {
	kernel("fftMagnitude", "func(mag, d, post []float32, order []int32, points int)")
	mag, d, post, order := base("mag"), base("d"), base("post"), base("order")
	points := Load(Param("points"), GP64())
	mirror, back, pairs := GP64(), GP64(), GP64()
	MOVQ(points, mirror) // the mirrors' bins end at row 2*points
	SHLQ(Imm(5), mirror)
	LEAQ(Mem{Base: mag, Index: mirror, Scale: 1, Disp: -16}, mirror)
	LEAQ(Mem{Base: order, Index: points, Scale: 4}, back)
	MOVQ(points, pairs)
	SHRQ(Imm(1), pairs)

	// point returns where the transform has left a point.
	point := func(order Mem) Mem {
		i := GP64()
		MOVLQSX(order, i)
		SHLQ(Imm(6), i)
		return Mem{Base: d, Index: i, Scale: 1}
	}
	Label("loop")
	z, p := newComplex(), newComplex()
	z.load(point(Mem{Base: order}))
	p.load(point(Mem{Base: back}))
	odd := point(Mem{Base: back, Disp: -4})
	VBLENDPS(Imm(0xf0), odd, p.re, p.re)
	VBLENDPS(Imm(0xf0), odd.Offset(32), p.im, p.im)
	e, o := newComplex(), newComplex()
	VADDPS(p.re, z.re, e.re)
	VSUBPS(p.im, z.im, e.im)
	VADDPS(p.im, z.im, o.re)
	VSUBPS(z.re, p.re, o.im)
	w := newComplex()
	w.load(Mem{Base: post})
	o.mul(w)
	abs := func(combine func(m, x, y Op)) reg.VecVirtual {
		re, im := YMM(), YMM()
		combine(o.re, e.re, re)
		combine(o.im, e.im, im)
		VMULPS(im, im, im)
		VFMADD231PS(re, re, im)
		VSQRTPS(im, im)
		return im
	}
	m := abs(func(a, b, c Op) { VADDPS(a, b, c) })
	VMOVUPS(m, Mem{Base: mag})
	m = abs(func(a, b, c Op) { VSUBPS(a, b, c) })
	VPERM2F128(Imm(1), m, m, m)
	VMOVUPS(m, Mem{Base: mirror})
	ADDQ(Imm(4), order)
	SUBQ(Imm(4), back)
	ADDQ(U32(pointSize), post)
	ADDQ(Imm(32), mag)
	SUBQ(Imm(32), mirror)
	SUBQ(Imm(1), pairs)
	JNE(LabelRef("loop"))

	// The middle bin is its own mirror.
	middle := point(Mem{Base: order})
	re, im := XMM(), XMM()
	VMOVUPS(middle, re)
	VMOVUPS(middle.Offset(32), im)
	VMULPS(im, im, im)
	VFMADD231PS(re, re, im)
	VSQRTPS(im, im)
	VADDPS(im, im, im)
	VMOVUPS(im, Mem{Base: mag})
	VZEROUPPER()
	RET()
}
