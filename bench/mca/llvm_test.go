package main

import (
	"slices"
	"testing"
)

// TestLongestLoop reads a disassembly with an inner loop, the loop around it and
// a shorter one.
func TestLongestLoop(t *testing.T) {
	for _, c := range []struct {
		name, listing string
		want          []string
		work          int
	}{
		{"amd64", `
0000000000000010 <f>:
  10:      	subq	$0x2, %rbx
  14:      	jl	0x30 <f+0x20>
  18:      	vmovups	(%rdi), %zmm1
  1c:      	vfmadd231ps	%zmm1, %zmm2, %zmm0 # zmm0 = (zmm2 * zmm1) + zmm0
  20:      	jmp	0x10 <f>
  24:      	decq	%rax
  28:      	jne	0x24 <f+0x14>
  2c:      	jne	0x10 <f>
  30:      	retq
`, []string{"subq\t$0x2, %rbx", "jl\t0x30", "vmovups\t(%rdi), %zmm1", "vfmadd231ps\t%zmm1, %zmm2, %zmm0", "jmp\t0x10"}, 16},
		{"arm64", `
  10:      	subs	x8, x8, #0x1
  14:      	b.lt	0x24 <f+0x14>
  18:      	fmla	v8.4s, v0.4s, v4.s[0]
  1c:      	b	0x10 <f>
  20:      	cbnz	x7, 0x10 <f>
  24:      	ret
`, []string{"subs\tx8, x8, #0x1", "b.lt\t0x24", "fmla\tv8.4s, v0.4s, v4.s[0]", "b\t0x10"}, 4},
	} {
		got := longestLoop(parse(c.listing))
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if n := multiplyAdds(got); n != c.work {
			t.Errorf("%s: %d multiply-adds, want %d", c.name, n, c.work)
		}
	}
}
