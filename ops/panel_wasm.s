//go:build goexperiment.simd && go1.27 && !purego

#include "textflag.h"
#include "simd_wasm.h"

// A panel kernel multiplies vectors of four weights by one input in all lanes. The
// initial values join the sums at the end.
//
// Registers:
//
//	R0, R1 inputs; R2, R3 weights of one panel or two; R4 k
//	R5, R6 y and init, of the second row R7, R8
//	R9     the next panel's weights; R10 from one to the next; R11 how many are left
//	V0-V7  sums, four of a panel and a row; V8, V9 inputs, V10 weights

// PRODUCTS adds the products of the input in V8 and 16 weights at off(w) to four sums.
#define PRODUCTS(w, off, s0, s1, s2, s3) \
	LOAD(w, off, V10)      \
	MAC(s0, V8, V10)       \
	LOAD(w, off + 16, V10) \
	MAC(s1, V8, V10)       \
	LOAD(w, off + 32, V10) \
	MAC(s2, V8, V10)       \
	LOAD(w, off + 48, V10) \
	MAC(s3, V8, V10)

// FINISH16 stores 16 outputs, and moves on to the next.
#define FINISH16(y, init, s0, s1, s2, s3) \
	FINISH(y, init, 0, s0)  \
	FINISH(y, init, 16, s1) \
	FINISH(y, init, 32, s2) \
	FINISH(y, init, 48, s3) \
	ADD(64, y)              \
	ADD(64, init)

// One row of 32 outputs: two panels.

#define INPUT(x, w, a, b) \
	SPLAT(R0, x, V8)                \
	PRODUCTS(R2, w, V0, V1, V2, V3) \
	CUT(a, b)                       \
	PRODUCTS(R3, w, V4, V5, V6, V7)

// func panel1x32Asm(pairs int, y, x []float32, w []lanes, init []float32, ws, k int, floor float32)
TEXT ·panel1x32Asm(SB), NOSPLIT, $0-124
	MOVD pairs+0(FP), R11
	MOVD y_base+8(FP), R5
	MOVD w_base+56(FP), R9
	MOVD init_base+80(FP), R6
	BYTES(ws+104(FP), 6, R10)
	FLOOR(floor+120(FP))
	Loop
		MOVD x_base+32(FP), R0
		MOVD R9, R2
		SUM(R2, R10, R3)
		SUM(R3, R10, R9)
		MOVD k+112(FP), R4
		ZERO8
		Block
			IFEQ(R4, 0, $0)
			Loop
				INPUT(0, 0, R2, R3)
				IFEQ(R4, 1, $1)
				INPUT(4, 64, R0, R2)
				IFEQ(R4, 2, $1)
				INPUT(8, 128, R0, R3)
				IFEQ(R4, 3, $1)
				INPUT(12, 192, R5, R2)
				ADD(16, R0)
				ADD(256, R2)
				ADD(256, R3)
				NEXT(4, R4)
			End
		End
		FINISH16(R5, R6, V0, V1, V2, V3)
		FINISH16(R5, R6, V4, V5, V6, V7)
		NEXT(1, R11)
	End
	RET

// One row of 16 outputs.

// func panel1x16Asm(y, x []float32, w []lanes, init []float32, k int, floor float32)
TEXT ·panel1x16Asm(SB), NOSPLIT, $0-108
	MOVD y_base+0(FP), R5
	MOVD x_base+24(FP), R0
	MOVD w_base+48(FP), R2
	MOVD init_base+72(FP), R6
	MOVD k+96(FP), R4
	FLOOR(floor+104(FP))
	ZERO8
	Block
		IFEQ(R4, 0, $0)
		Loop
			SPLAT(R0, 0, V8)
			PRODUCTS(R2, 0, V0, V1, V2, V3)
			ADD(4, R0)
			ADD(64, R2)
			NEXT(1, R4)
		End
	End
	FINISH16(R5, R6, V0, V1, V2, V3)
	RET

// Two rows of 16 outputs.

#define PRODUCTS2(off, s, t) \
	LOAD(R2, off, V10) \
	MAC(s, V8, V10)    \
	MAC(t, V9, V10)

#define INPUT2(x, w) \
	SPLAT(R0, x, V8)          \
	SPLAT(R1, x, V9)          \
	PRODUCTS2(w, V0, V4)      \
	PRODUCTS2(w + 16, V1, V5) \
	PRODUCTS2(w + 32, V2, V6) \
	PRODUCTS2(w + 48, V3, V7)

// func panel2x16Asm(panels int, y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)
TEXT ·panel2x16Asm(SB), NOSPLIT, $0-148
	MOVD panels+0(FP), R11
	MOVD y_base+8(FP), R5
	BYTES(ys+32(FP), 2, R7)
	SUM(R5, R7, R7)
	MOVD w_base+72(FP), R9
	MOVD init_base+96(FP), R6
	BYTES(is+120(FP), 2, R8)
	SUM(R6, R8, R8)
	BYTES(ws+128(FP), 6, R10)
	FLOOR(floor+144(FP))
	Loop
		MOVD x_base+40(FP), R0
		BYTES(xs+64(FP), 2, R1)
		SUM(R0, R1, R1)
		MOVD R9, R2
		SUM(R2, R10, R9)
		MOVD k+136(FP), R4
		ZERO8
		Block
			IFEQ(R4, 0, $0)
			Loop
				INPUT2(0, 0)
				IFEQ(R4, 1, $1)
				INPUT2(4, 64)
				IFEQ(R4, 2, $1)
				INPUT2(8, 128)
				IFEQ(R4, 3, $1)
				INPUT2(12, 192)
				ADD(16, R0)
				ADD(16, R1)
				ADD(256, R2)
				NEXT(4, R4)
			End
		End
		FINISH16(R5, R6, V0, V1, V2, V3)
		FINISH16(R7, R8, V4, V5, V6, V7)
		NEXT(1, R11)
	End
	RET
