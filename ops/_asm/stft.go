package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A complex point is 128 bytes of float64: eight real parts, eight imaginary
// ones. A vector has the four frames of one half.
const (
	partSize  = 64
	pointSize = 2 * partSize
	halfSize  = 32
)

type complexReg struct{ re, im reg.VecVirtual }

func newComplex() complexReg { return complexReg{YMM(), YMM()} }

func (z complexReg) load(m Mem) {
	VMOVUPD(m, z.re)
	VMOVUPD(m.Offset(partSize), z.im)
}

func (z complexReg) store(m Mem) {
	VMOVUPD(z.re, m)
	VMOVUPD(z.im, m.Offset(partSize))
}

// mul returns z*w for the factor w at m, the same in all lanes. It overwrites z.
func (z complexReg) mul(m Mem) complexReg {
	w, t, im := newComplex(), YMM(), YMM()
	VBROADCASTSD(m, w.re)
	VBROADCASTSD(m.Offset(8), w.im)
	VMULPD(z.im, w.im, t)
	VMULPD(z.re, w.im, im)
	VFMSUB213PD(t, w.re, z.re)  // re = re*w.re - im*w.im
	VFMADD231PD(z.im, w.re, im) // im = re*w.im + im*w.re
	return complexReg{z.re, im}
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
	kernel("fftSplit", "func(d []float64, x []float32, window, split []float64, points int)")
	d, x, window, split := base("d"), base("x"), base("window"), base("split")
	n := Load(Param("points"), GP64()).(reg.GPVirtual)
	hop, hop3 := GP64(), GP64()
	MOVQ(n, hop)
	SHLQ(Imm(3), hop) // a hop is 2*points samples
	LEAQ(Mem{Base: hop, Index: hop, Scale: 2}, hop3)

	Label("loop")
	at := []Mem{
		{Base: x}, {Base: x, Index: hop, Scale: 1}, {Base: x, Index: hop, Scale: 2},
		{Base: x, Index: hop3, Scale: 1}, {Base: x, Index: hop, Scale: 4},
	}
	w := [2]reg.VecVirtual{YMM(), YMM()} // of the frames' first and second halves
	VMOVUPD(Mem{Base: window}, w[0])
	VMOVUPD(Mem{Base: window, Index: hop, Scale: 2}, w[1])
	var sum, difference [4]reg.VecVirtual // a frame each
	row := YMM()
	VCVTPS2PD(at[0], row)
	for f := range sum {
		next := YMM() // a frame's second half is the next frame's first
		VCVTPS2PD(at[f+1], next)
		sum[f], difference[f] = YMM(), YMM()
		VMULPD(w[0], row, difference[f])
		VMOVAPD(difference[f], sum[f])
		VFMADD231PD(w[1], next, sum[f])
		VFNMADD231PD(w[1], next, difference[f])
		row = next
	}
	transpose(sum)
	transpose(difference)
	for i := range 2 {
		to := Mem{Base: d, Disp: pointSize * i}
		complexReg{sum[2*i], sum[2*i+1]}.store(to)
		z := complexReg{difference[2*i], difference[2*i+1]}.mul(Mem{Base: split, Disp: 16 * i})
		z.store(to.Offset(halfSize))
	}
	ADDQ(Imm(16), x)
	ADDQ(Imm(32), window)
	ADDQ(Imm(32), split)
	ADDQ(U32(2*pointSize), d)
	SUBQ(Imm(2), n)
	JNE(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// transpose turns four rows of float64 into four columns.
func transpose(row [4]reg.VecVirtual) {
	var pairs [4]reg.VecVirtual
	for i := range 2 {
		pairs[i], pairs[2+i] = YMM(), YMM()
		VUNPCKLPD(row[2*i+1], row[2*i], pairs[i])
		VUNPCKHPD(row[2*i+1], row[2*i], pairs[2+i])
	}
	VPERM2F128(Imm(0x20), pairs[1], pairs[0], row[0])
	VPERM2F128(Imm(0x20), pairs[3], pairs[2], row[1])
	VPERM2F128(Imm(0x31), pairs[1], pairs[0], row[2])
	VPERM2F128(Imm(0x31), pairs[3], pairs[2], row[3])
}

// fftRadix4 prints fftRadix4Asm, which computes one butterfly of four points per
// iteration.
func fftRadix4() {
	kernel("fftRadix4", "func(d, twiddle []float64, quarter, blocks int)")
	d, blocks := base("d"), Load(Param("blocks"), GP64()).(reg.GPVirtual)
	quarter, quarter3 := stride("quarter", pointSize), GP64()
	LEAQ(Mem{Base: quarter, Index: quarter, Scale: 2}, quarter3)
	twiddles := Load(Param("twiddle").Len(), GP64())
	point := []Mem{{Base: d}, {Base: d, Index: quarter, Scale: 1}, {Base: d, Index: quarter, Scale: 2}, {Base: d, Index: quarter3, Scale: 1}}

	TESTQ(twiddles, twiddles)
	JEQ(LabelRef("last"))
	Label("block")
	twiddle, j := base("twiddle"), Load(Param("quarter"), GP64())
	Label("loop")
	for half := range 2 {
		butterfly(point, halfSize*half, twiddle)
	}
	ADDQ(Imm(48), twiddle)
	ADDQ(U32(pointSize), d)
	SUBQ(Imm(1), j)
	JNE(LabelRef("loop"))
	ADDQ(quarter3, d)
	SUBQ(Imm(1), blocks)
	JNE(LabelRef("block"))
	VZEROUPPER()
	RET()

	Label("last") // blocks of four points, without twiddle factors
	for half := range 2 {
		butterfly(point, halfSize*half, nil)
	}
	ADDQ(U32(4*pointSize), d)
	SUBQ(Imm(1), blocks)
	JNE(LabelRef("last"))
	VZEROUPPER()
	RET()
}

// butterfly computes one butterfly of one half of four points.
func butterfly(point []Mem, disp int, twiddle reg.Register) {
	a, c := newComplex(), newComplex()
	a.load(point[0].Offset(disp))
	c.load(point[2].Offset(disp))
	s0, s1 := newComplex(), newComplex()
	VADDPD(c.re, a.re, s0.re)
	VADDPD(c.im, a.im, s0.im)
	VSUBPD(c.re, a.re, s1.re)
	VSUBPD(c.im, a.im, s1.im)
	b, e := newComplex(), newComplex()
	b.load(point[1].Offset(disp))
	e.load(point[3].Offset(disp))
	s2, s3 := newComplex(), newComplex()
	VADDPD(e.re, b.re, s2.re)
	VADDPD(e.im, b.im, s2.im)
	VSUBPD(e.re, b.re, s3.re)
	VSUBPD(e.im, b.im, s3.im)
	y0 := newComplex()
	VADDPD(s2.re, s0.re, y0.re)
	VADDPD(s2.im, s0.im, y0.im)
	y0.store(point[0].Offset(disp))
	y := [4]complexReg{1: newComplex(), 2: newComplex(), 3: newComplex()}
	VSUBPD(s2.re, s0.re, y[2].re)
	VSUBPD(s2.im, s0.im, y[2].im)
	VADDPD(s3.im, s1.re, y[1].re)
	VSUBPD(s3.re, s1.im, y[1].im)
	VSUBPD(s3.im, s1.re, y[3].re)
	VADDPD(s3.re, s1.im, y[3].im)
	for q := 1; q <= 3; q++ {
		if twiddle != nil {
			y[q] = y[q].mul(Mem{Base: twiddle, Disp: 16 * (q - 1)})
		}
		y[q].store(point[q].Offset(disp))
	}
}

// fftRadix2 prints fftRadix2Asm, which computes one butterfly of two points per
// iteration.
func fftRadix2() {
	kernel("fftRadix2", "func(d []float64, pairs int)")
	d, pairs := base("d"), Load(Param("pairs"), GP64())
	Label("pair")
	for disp := 0; disp < pointSize; disp += halfSize {
		a, b, sum := YMM(), YMM(), YMM()
		VMOVUPD(Mem{Base: d, Disp: disp}, a)
		VMOVUPD(Mem{Base: d, Disp: pointSize + disp}, b)
		VADDPD(b, a, sum)
		VSUBPD(b, a, a)
		VMOVUPD(sum, Mem{Base: d, Disp: disp})
		VMOVUPD(a, Mem{Base: d, Disp: pointSize + disp})
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
	kernel("fftMagnitude", "func(mag []float32, d, post []float64, order []int32, points int)")
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
		SHLQ(Imm(7), i)
		return Mem{Base: d, Index: i, Scale: 1}
	}
	// square returns re*re + im*im, in float32. It overwrites z.
	square := func(z complexReg) reg.VecVirtual {
		x := XMM()
		VMULPD(z.im, z.im, z.im)
		VFMADD231PD(z.re, z.re, z.im)
		VCVTPD2PSY(z.im, x)
		return x
	}
	Label("loop")
	at := point(Mem{Base: order})
	var bin, mirrored [2]reg.VecVirtual // squares of the halves' magnitudes
	for half := range 2 {
		p := point(Mem{Base: back, Disp: -4 * half}).Offset(halfSize * half)
		z, e, o := newComplex(), newComplex(), newComplex()
		z.load(at.Offset(halfSize * half))
		VADDPD(p, z.re, e.re)
		VSUBPD(p.Offset(partSize), z.im, e.im)
		VADDPD(p.Offset(partSize), z.im, o.re)
		VMOVUPD(p, o.im)
		VSUBPD(z.re, o.im, o.im)
		o = o.mul(Mem{Base: post, Disp: 16 * half})
		sum := newComplex()
		VADDPD(o.re, e.re, sum.re)
		VADDPD(o.im, e.im, sum.im)
		VSUBPD(o.re, e.re, e.re)
		VSUBPD(o.im, e.im, e.im)
		bin[half], mirrored[half] = square(sum), square(e)
	}
	root := func(lo, hi reg.VecVirtual, to Mem) {
		VINSERTF128(Imm(1), hi, lo.AsY(), lo.AsY())
		VSQRTPS(lo.AsY(), lo.AsY())
		VMOVUPS(lo.AsY(), to)
	}
	root(bin[0], bin[1], Mem{Base: mag})
	root(mirrored[1], mirrored[0], Mem{Base: mirror})
	ADDQ(Imm(4), order)
	SUBQ(Imm(4), back)
	ADDQ(Imm(32), post)
	ADDQ(Imm(32), mag)
	SUBQ(Imm(32), mirror)
	SUBQ(Imm(1), pairs)
	JNE(LabelRef("loop"))

	// The middle bin is its own mirror.
	z := newComplex()
	z.load(point(Mem{Base: order}))
	m := square(z)
	VSQRTPS(m, m)
	VADDPS(m, m, m)
	VMOVUPS(m, Mem{Base: mag})
	VZEROUPPER()
	RET()
}
