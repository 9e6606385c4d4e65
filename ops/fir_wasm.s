//go:build goexperiment.simd && go1.27 && !purego

#include "textflag.h"
#include "simd_wasm.h"

// FLOATS sets p to base plus the number of float32 at off(R2), in bytes.
#define FLOATS(base, off, p) \
	Get        base    \
	I64Load32U off(R2) \
	I64Const   $2      \
	I64Shl             \
	I64Add             \
	Set        p

// TIMES pushes the products of four coefficients and inputs.
#define TIMES(off) \
	V128Load off(R5) \
	V128Load off(R6) \
	F32x4Mul

// LANE pushes a lane of the sums.
#define LANE(i) \
	Get              V0     \
	F32x4ExtractLane $0, $i

// func firAsm(y, x, c []float32, list []firOutput, taps int)
//
// Registers:
//
//	R0     y, R1 how many outputs are left; R2 list
//	R3, R4 c, and x less the first input
//	R5, R6 an output's coefficients and inputs, R7 how many are left
//	V0     sums
TEXT ·firAsm(SB), NOSPLIT, $0-104
	MOVD y_base+0(FP), R0
	MOVD y_len+8(FP), R1
	MOVD c_base+48(FP), R3
	MOVD list_base+72(FP), R2
	Block
		IFEQ(R1, 0, $0)
		MOVD x_base+24(FP), R4
		Get R4
		I64Load32U 4(R2)
		I64Const $2
		I64Shl
		I64Sub
		Set R4
		Loop
			FLOATS(R3, 0, R5)
			FLOATS(R4, 4, R6)
			MOVD taps+96(FP), R7
			V128Const $0, $0
			Set V0
			Loop
				Get V0
				TIMES(0)
				TIMES(16)
				F32x4Add
				F32x4Add
				Set V0
				ADD(32, R5)
				ADD(32, R6)
				NEXT(8, R7)
			End
			Get R0
			I32WrapI64
			LANE(0)
			LANE(1)
			F32Add
			LANE(2)
			LANE(3)
			F32Add
			F32Add
			F32Store $0
			ADD(4, R0)
			ADD(8, R2)
			NEXT(1, R1)
		End
	End
	RET
