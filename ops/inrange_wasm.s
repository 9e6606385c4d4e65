//go:build goexperiment.simd && go1.27 && !purego

#include "go_asm.h"
#include "textflag.h"
#include "simd_wasm.h"

// CARRY adds the carries of four values to v.
#define CARRY(off, v) \
	V128Load off(R0) \
	F32x4Abs         \
	Get      V4      \
	I32x4Add         \
	Get      v       \
	V128Or           \
	Set      v

// func inRangeAsm(x []float32) bool
//
// len(x) is a multiple of 16.
//
// Registers: R0 x, R1 how many values are left, V0-V3 carries, V4 excess.
TEXT ·inRangeAsm(SB), NOSPLIT, $0-25
	MOVD x_base+0(FP), R0
	MOVD x_len+8(FP), R1
	I32Const $const_excess
	I32x4Splat
	Set V4
	Block
		IFEQ(R1, 0, $0)
		Loop
			CARRY(0, V0)
			CARRY(16, V1)
			CARRY(32, V2)
			CARRY(48, V3)
			ADD(64, R0)
			NEXT(16, R1)
		End
	End
	Get SP
	Get V0
	Get V1
	V128Or
	Get V2
	V128Or
	Get V3
	V128Or
	I32x4Bitmask
	I32Eqz
	I32Store8 ret+24(FP)
	RET
