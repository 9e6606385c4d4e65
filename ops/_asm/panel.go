package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// lanesSize is the size in bytes of the weights of one input in a panel, 16
// values.
const lanesSize = 64

func panels() {
	onePanelRow()
	twoPanelRows()
	for rows := 3; rows <= 6; rows++ {
		panelRows(rows)
	}
}

// loop emits body unroll times per iteration while k allows, then once per
// iteration.
// advance moves the pointers past n inputs.
func loop(k reg.Register, unroll int, body func(i int), advance func(n int)) {
	name := fmt.Sprint("k", unroll)
	Label(name)
	SUBQ(Imm(uint64(unroll)), k)
	JLT(LabelRef("rest"))
	for i := range unroll {
		body(i)
	}
	advance(unroll)
	JMP(LabelRef(name))
	Label("rest")
	ADDQ(U32(unroll), k)
	Label("one")
	SUBQ(Imm(1), k)
	JLT(LabelRef("done"))
	body(0)
	advance(1)
	JMP(LabelRef("one"))
	Label("done")
}

// stride loads an argument counted in elements of size bytes, as bytes.
func stride(name string, size int) reg.GPVirtual {
	s := Load(Param(name), GP64()).(reg.GPVirtual)
	switch size {
	case 4:
		SHLQ(Imm(2), s)
	case lanesSize:
		SHLQ(Imm(6), s)
	case pointSize:
		SHLQ(Imm(7), s)
	default:
		panic("size")
	}
	return s
}

func base(name string) reg.GPVirtual { return Load(Param(name).Base(), GP64()).(reg.GPVirtual) }

// floorReg loads the floor that outputs are raised to.
func floorReg() reg.VecVirtual {
	f := YMM()
	VBROADCASTSS(floorAddr(), f)
	return f
}

func floorAddr() Mem {
	a, err := Param("floor").Resolve()
	if err != nil {
		panic(err)
	}
	return a.Addr
}

// zeros returns n vector registers set to zero.
func zeros(n int) []reg.VecVirtual {
	v := ymms(n)
	for _, r := range v {
		VXORPS(r, r, r)
	}
	return v
}

// ymms returns n vector registers.
func ymms(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = YMM()
	}
	return v
}

// onePanelRow prints panel1x64Asm, which computes one row of 64 outputs: four
// panels, eight sums.
func onePanelRow() {
	kernel("panel1x64", "func(y, x []float32, w [][16]float32, init []float32, ws, k int, floor float32)")
	x, k := base("x"), Load(Param("k"), GP64()).(reg.GPVirtual)
	ws := stride("ws", lanesSize)
	w := []reg.GPVirtual{base("w"), GP64(), GP64(), GP64()}
	for p := 1; p < 4; p++ {
		LEAQ(Mem{Base: w[p-1], Index: ws, Scale: 1}, w[p])
	}
	acc := zeros(8)
	v := ymms(2)
	loop(k, 4, func(i int) {
		b := v[i%2]
		VBROADCASTSS(Mem{Base: x, Disp: 4 * i}, b)
		for j, a := range acc {
			VFMADD231PS(Mem{Base: w[j/2], Disp: lanesSize*i + 32*(j%2)}, b, a)
		}
	}, func(n int) {
		ADDQ(U32(4*n), x)
		for _, p := range w {
			ADDQ(U32(lanesSize*n), p)
		}
	})
	y, init, floor := base("y"), base("init"), floorReg()
	for i, a := range acc {
		VADDPS(Mem{Base: init, Disp: 32 * i}, a, a)
		VMAXPS(a, floor, a)
		VMOVUPS(a, Mem{Base: y, Disp: 32 * i})
	}
	VZEROUPPER()
	RET()
}

// twoPanelRows prints panel2x32Asm, which computes two rows of 32 outputs: two
// panels, eight sums.
func twoPanelRows() {
	kernel("panel2x32", "func(y []float32, ys int, x []float32, xs int, w [][16]float32, init []float32, is, ws, k int, floor float32)")
	x, xs := base("x"), stride("xs", 4)
	k := Load(Param("k"), GP64()).(reg.GPVirtual)
	w0, w1 := base("w"), stride("ws", lanesSize)
	ADDQ(w0, w1)
	acc := zeros(8)
	b, v := ymms(2), ymms(2)
	loop(k, 2, func(i int) {
		VBROADCASTSS(Mem{Base: x, Disp: 4 * i}, b[0])
		VBROADCASTSS(Mem{Base: x, Index: xs, Scale: 1, Disp: 4 * i}, b[1])
		for j := range 4 {
			p := []reg.GPVirtual{w0, w1}[j/2]
			VMOVUPS(Mem{Base: p, Disp: lanesSize*i + 32*(j%2)}, v[j%2])
			VFMADD231PS(v[j%2], b[0], acc[j])
			VFMADD231PS(v[j%2], b[1], acc[4+j])
		}
	}, func(n int) {
		ADDQ(U32(4*n), x)
		ADDQ(U32(lanesSize*n), w0)
		ADDQ(U32(lanesSize*n), w1)
	})
	y, ys, floor := base("y"), stride("ys", 4), floorReg()
	init, is := base("init"), stride("is", 4)
	for i, a := range acc {
		VADDPS(rowMem(init, is, i/4, 32*(i%4)), a, a)
		VMAXPS(a, floor, a)
		VMOVUPS(a, rowMem(y, ys, i/4, 32*(i%4)))
	}
	VZEROUPPER()
	RET()
}

// rowMem addresses row 0 to 2 of a strided matrix.
func rowMem(base, stride reg.Register, row, disp int) Mem {
	if row == 0 {
		return Mem{Base: base, Disp: disp}
	}
	return Mem{Base: base, Index: stride, Scale: uint8(row), Disp: disp}
}

// panelRows prints panel3x16Asm and its kin, which compute three to six rows of
// 16 outputs: one panel, two sums for each row.
func panelRows(rows int) {
	kernel(fmt.Sprintf("panel%dx16", rows), "func(y []float32, ys int, x []float32, xs int, w [][16]float32, init []float32, is, k int, floor float32)")
	// Rows 0 to 2 are addressed from the first pointer, 3 to 5 from the second.
	pointers := func(name, by string) (func(row, disp int) Mem, []reg.GPVirtual) {
		p, s := []reg.GPVirtual{base(name), GP64()}, stride(by, 4)
		LEAQ(Mem{Base: s, Index: s, Scale: 2}, p[1])
		ADDQ(p[0], p[1])
		return func(row, disp int) Mem { return rowMem(p[row/3], s, row%3, disp) }, p
	}
	acc := zeros(2 * rows)
	x, xp := pointers("x", "xs")
	w, k := base("w"), Load(Param("k"), GP64()).(reg.GPVirtual)
	v, b := ymms(2), ymms(2)
	loop(k, 2, func(i int) {
		VMOVUPS(Mem{Base: w, Disp: lanesSize * i}, v[0])
		VMOVUPS(Mem{Base: w, Disp: lanesSize*i + 32}, v[1])
		for r := range rows {
			VBROADCASTSS(x(r, 4*i), b[r%2])
			VFMADD231PS(v[0], b[r%2], acc[2*r])
			VFMADD231PS(v[1], b[r%2], acc[2*r+1])
		}
	}, func(n int) {
		for _, p := range xp {
			ADDQ(U32(4*n), p)
		}
		ADDQ(U32(lanesSize*n), w)
	})
	y, _ := pointers("y", "ys")
	init, _ := pointers("init", "is")
	floor := floorReg()
	for i, a := range acc {
		VADDPS(init(i/2, 32*(i%2)), a, a)
		VMAXPS(a, floor, a)
		VMOVUPS(a, y(i/2, 32*(i%2)))
	}
	VZEROUPPER()
	RET()
}
