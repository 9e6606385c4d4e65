//go:build goexperiment.simd && go1.27 && !purego

#include "textflag.h"
#include "simd_wasm.h"

// TERMS adds the products of four values, where they are positive, and weights to sum.
#define TERMS(off, sum) \
	Get       sum      \
	V128Load  off(R0)  \
	V128Const $0, $0   \
	F32x4Pmax          \
	V128Load  off(R1)  \
	F32x4Mul           \
	F32x4Add           \
	Set       sum

// func dotReLUAsm(sum float32, x, w []float32) float32
//
// Registers: R0 x, R1 w, R2 how many values are left, V0 and V1 sums.
TEXT ·dotReLUAsm(SB), NOSPLIT, $0-60
	MOVD x_base+8(FP), R0
	MOVD x_len+16(FP), R2
	MOVD w_base+32(FP), R1
	Block
		IFEQ(R2, 0, $0)
		Loop
			TERMS(0, V0)
			TERMS(16, V1)
			ADD(32, R0)
			ADD(32, R1)
			NEXT(8, R2)
		End
	End
	Get V0
	Get V1
	F32x4Add
	Set V0
	Get SP
	F32Load sum+0(FP)
	Get V0
	F32x4ExtractLane $0, $0
	Get V0
	F32x4ExtractLane $0, $2
	F32Add
	F32Add
	Get V0
	F32x4ExtractLane $0, $1
	Get V0
	F32x4ExtractLane $0, $3
	F32Add
	F32Add
	F32Store ret+56(FP)
	RET
