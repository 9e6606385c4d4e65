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

// OUTPUT sets c and x to the coefficients and inputs of an output, and its sums to zero.
#define OUTPUT(off, c, x, sums) \
	FLOATS(R3, off, c)     \
	FLOATS(R4, off + 4, x) \
	V128Const $0, $0       \
	Set       sums

// TIMES pushes the products of four coefficients and inputs.
#define TIMES(c, x, off) \
	V128Load off(c) \
	V128Load off(x) \
	F32x4Mul

// TAPS adds eight products, and moves on to the next.
#define TAPS(c, x, sums) \
	Get sums        \
	TIMES(c, x, 0)  \
	TIMES(c, x, 16) \
	F32x4Add        \
	F32x4Add        \
	Set sums        \
	ADD(32, c)      \
	ADD(32, x)

// LANE pushes one of the sums.
#define LANE(sums, i) \
	Get              sums   \
	F32x4ExtractLane $0, $i

// TOTAL stores the total of the sums, and moves on to the next output.
#define TOTAL(sums) \
	TO(R0)        \
	LANE(sums, 0) \
	LANE(sums, 1) \
	F32Add        \
	LANE(sums, 2) \
	LANE(sums, 3) \
	F32Add        \
	F32Add        \
	F32Store $0   \
	ADD(4, R0)

// func firAsm(y, x, c []float32, list []firOutput, taps int)
//
// Two outputs at a time, and the last one by itself.
//
// Registers:
//
//	R0     y, R1 how many outputs are left; R2 list
//	R3, R4 c, and x less the first input
//	R5, R6 an output's coefficients and inputs, of the second R7, R8
//	R9     how many taps are left
//	V0, V1 sums
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
		Block
			IFEQ(R1, 1, $0)
			Loop
				OUTPUT(0, R5, R6, V0)
				OUTPUT(8, R7, R8, V1)
				MOVD taps+96(FP), R9
				Loop
					TAPS(R5, R6, V0)
					TAPS(R7, R8, V1)
					NEXT(8, R9)
				End
				TOTAL(V0)
				TOTAL(V1)
				ADD(16, R2)
				ADD(-2, R1)
				IFEQ(R1, 0, $2)
				IFEQ(R1, 1, $1)
				Br $0
			End
		End
		OUTPUT(0, R5, R6, V0)
		MOVD taps+96(FP), R9
		Loop
			TAPS(R5, R6, V0)
			NEXT(8, R9)
		End
		TOTAL(V0)
	End
	RET
