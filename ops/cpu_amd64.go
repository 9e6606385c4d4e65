//go:build !purego

package ops

import "golang.org/x/sys/cpu"

// asmName names the instruction set of the Asm functions in the _amd64.s files,
// which _asm prints.
const asmName = "avx2"

// useAsm is whether this processor has that instruction set;
// GODEBUG=cpu.avx2=off or cpu.fma=off clears it.
var useAsm = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// useAVX512 is whether this processor has the parts of AVX-512 that the kernels
// use, and does not pay for them. GODEBUG=cpu.avx512f=off clears it, and so do
// the other parts' names.
//
// The kernels need F, VL, DQ and BW. VBMI2 came with the processors that do not
// lower their clock much for 512-bit multiplications, Intel's Ice Lake and AMD's
// Zen 4; the ones before, Skylake and Cascade Lake, slow down whatever else
// the core runs. No feature says whether there are one or two 512-bit
// multipliers: with one, as in Zen 4, the kernels are as fast as those of AVX2 or
// faster, since they have half the instructions.
var useAVX512 = useAsm && cpu.X86.HasAVX512F && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW &&
	cpu.X86.HasAVX512VBMI2
