package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// filter prints firAsm, which computes four outputs at a time, each in 16
// partial sums, and the last ones one by one, with the additions in the same
// order.
func filter() {
	kernel("fir", "func(y, x, c []float32, list [][2]int32, taps int)")
	y, list := base("y"), base("list")
	n := Load(Param("y").Len(), GP64()).(reg.GPVirtual)
	// The inputs in the list count from the first output's.
	x, first := base("x"), GP64()
	MOVLQSX(Mem{Base: list, Disp: 4}, first)
	SHLQ(Imm(2), first)
	SUBQ(first, x)

	for _, outputs := range []int{4, 1} {
		label := fmt.Sprint("outputs", outputs)
		Label(label)
		SUBQ(Imm(uint64(outputs)), n)
		JLT(LabelRef(label + "done"))
		sums := firSums(label, outputs, x, list)
		if outputs == 4 {
			VHADDPS(sums[1], sums[0], sums[0])
			VHADDPS(sums[3], sums[2], sums[2])
			VHADDPS(sums[2], sums[0], sums[0])
		} else {
			VHADDPS(sums[0], sums[0], sums[0])
			VHADDPS(sums[0], sums[0], sums[0])
		}
		low, high := sums[0].AsX(), XMM()
		VEXTRACTF128(Imm(1), sums[0], high)
		VADDPS(high, low, low)
		if outputs == 4 {
			VMOVUPS(low, Mem{Base: y})
		} else {
			VMOVSS(low, Mem{Base: y})
		}
		ADDQ(Imm(uint64(4*outputs)), y)
		ADDQ(Imm(uint64(8*outputs)), list)
		JMP(LabelRef(label))
		Label(label + "done")
		ADDQ(Imm(uint64(outputs)), n)
	}
	VZEROUPPER()
	RET()
}

// firSums emits the sums of the products of the next outputs, eight partial
// sums each.
func firSums(label string, outputs int, x, list reg.GPVirtual) []reg.VecVirtual {
	var c, v [4]reg.GPVirtual
	for o := range outputs {
		c[o], v[o] = GP64(), GP64()
		MOVLQSX(Mem{Base: list, Disp: 8 * o}, c[o])
		MOVLQSX(Mem{Base: list, Disp: 8*o + 4}, v[o])
		SHLQ(Imm(2), c[o])
		coefficients, err := Param("c").Base().Resolve()
		if err != nil {
			panic(err)
		}
		ADDQ(coefficients.Addr, c[o])
		LEAQ(Mem{Base: x, Index: v[o], Scale: 4}, v[o])
	}
	// Two vectors of sums each, so that more additions are under way.
	even, odd := ymms(outputs), ymms(outputs)
	for o := range outputs {
		VXORPS(even[o], even[o], even[o])
		VXORPS(odd[o], odd[o], odd[o])
	}
	add := func(at reg.GPVirtual, disp int, sums []reg.VecVirtual) {
		for o := range outputs {
			w := YMM()
			VMOVUPS(Mem{Base: c[o], Index: at, Scale: 4, Disp: disp}, w)
			VFMADD231PS(Mem{Base: v[o], Index: at, Scale: 4, Disp: disp}, w, sums[o])
		}
	}
	at, left := GP64(), Load(Param("taps"), GP64()).(reg.GPVirtual)
	XORQ(at, at)
	Label(label + "taps16")
	SUBQ(Imm(16), left)
	JLT(LabelRef(label + "taps8"))
	add(at, 0, even)
	add(at, 32, odd)
	ADDQ(Imm(16), at)
	JMP(LabelRef(label + "taps16"))
	Label(label + "taps8")
	ADDQ(Imm(16), left)
	JEQ(LabelRef(label + "sum"))
	add(at, 0, even)
	Label(label + "sum")
	for o := range outputs {
		VADDPS(odd[o], even[o], even[o])
	}
	return even
}
