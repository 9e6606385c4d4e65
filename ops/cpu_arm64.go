//go:build !purego

package ops

import "golang.org/x/sys/cpu"

// asmName names the instruction set of the _arm64.s files.
const asmName = "neon"

// useAsm is whether this processor has that instruction set;
// GODEBUG=cpu.asimd=off clears it.
var useAsm = cpu.ARM64.HasASIMD
