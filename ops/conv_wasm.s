//go:build goexperiment.simd && go1.27 && !purego

#include "textflag.h"
#include "simd_wasm.h"

// The convolution computes eight outputs of the four frames at a time. Of each input
// it takes the four frames, each in all lanes, and the weights of the middle tap, of
// the first and of the last.
//
// Registers:
//
//	R0       inputs, R1 weights, R2 how many inputs are left
//	R3, R4   y and init, R5 and R6 their strides; R7, R8 the same of one frame
//	R9       the weights of the eight outputs, R10 from a panel's last to the next panel's
//	R11      how many panels are left, R12 how many halves of a panel
//	V0-V3    sums of outputs 0 to 3 in the four frames, V4-V7 of outputs 4 to 7
//	V8-V11   an input in the four frames; V12, V13 weights

// TAP loads the weights of a tap for outputs 0 to 3 and 4 to 7.
#define TAP(off) \
	LOAD(R1, off, V12)      \
	LOAD(R1, off + 16, V13)

// TAPS sets r to the size of the taps of a number of inputs, in bytes.
#define TAPS(inputs, r) \
	MOVD     inputs, r \
	Get      r         \
	I64Const $192      \
	I64Mul             \
	Set      r

// FRAME adds the products of an input in a frame, x, and the tap's weights to the sums of a frame.
#define FRAME(x, s, t) \
	MAC(s, x, V12) \
	MAC(t, x, V13)

// FINISH8 stores eight outputs of a frame, and moves on to the next frame.
#define FINISH8(s, t) \
	FINISH(R7, R8, 0, s)  \
	FINISH(R7, R8, 16, t) \
	SUM(R7, R5, R7)       \
	SUM(R8, R6, R8)

// func conv3x4Asm(panels int, y []float32, ys int, x []float32, w []taps, init []float32, is, ws, k int, floor float32)
TEXT ·conv3x4Asm(SB), NOSPLIT, $0-140
	MOVD panels+0(FP), R11
	MOVD y_base+8(FP), R3
	BYTES(ys+32(FP), 2, R5)
	MOVD w_base+64(FP), R9
	MOVD init_base+88(FP), R4
	BYTES(is+112(FP), 2, R6)
	TAPS(ws+120(FP), R10)
	ADD(-64, R10)
	FLOOR(floor+136(FP))
	MOVD $2, R12
	Loop
		MOVD x_base+40(FP), R0
		MOVD R9, R1
		MOVD k+128(FP), R2
		ZERO8
		Block
			IFEQ(R2, 0, $0)
			Loop
				SPLAT(R0, 0, V8)
				SPLAT(R0, 4, V9)
				SPLAT(R0, 8, V10)
				SPLAT(R0, 12, V11)
				TAP(64)
				FRAME(V8, V0, V4)
				FRAME(V9, V1, V5)
				FRAME(V10, V2, V6)
				FRAME(V11, V3, V7)
				CUT(R0, R1)
				TAP(0)
				FRAME(V8, V1, V5)
				FRAME(V9, V2, V6)
				FRAME(V10, V3, V7)
				CUT(R1, R3)
				TAP(128)
				FRAME(V9, V0, V4)
				FRAME(V10, V1, V5)
				FRAME(V11, V2, V6)
				ADD(16, R0)
				ADD(192, R1)
				NEXT(1, R2)
			End
		End
		MOVD R3, R7
		MOVD R4, R8
		FINISH8(V0, V4)
		FINISH8(V1, V5)
		FINISH8(V2, V6)
		FINISH8(V3, V7)
		ADD(32, R3)
		ADD(32, R4)
		ADD(32, R9)
		NEXT(1, R12)
		MOVD $2, R12
		SUM(R9, R10, R9)
		NEXT(1, R11)
	End
	RET
