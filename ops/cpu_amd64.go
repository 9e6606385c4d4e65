//go:build !purego

package ops

import "golang.org/x/sys/cpu"

// asmName names the instruction set of the _amd64.s files, which _asm prints.
const asmName = "avx2"

// useAsm is whether this processor has that instruction set;
// GODEBUG=cpu.avx2=off or cpu.fma=off clears it.
var useAsm = cpu.X86.HasAVX2 && cpu.X86.HasFMA
