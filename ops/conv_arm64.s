//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// TAP loads the weights of a tap and advances its pointer to the next input.
#define TAP(w) VLD1.P (w)(R5), [V0.S4, V1.S4, V2.S4, V3.S4]

// FRAME adds the products of the tap and a frame to four sums.
#define FRAME(f, sum) FMLAE4(4, f, 0, sum)

// FINISH adds four vectors of init to the sums of a frame, from s on, raises them
// to floor, stores them, and advances both pointers by their strides.
#define FINISH(s, a, b, c, d) \
	VLD1 (R8), [V4.S4, V5.S4, V6.S4, V7.S4] \
	ADD  R9, R8                             \
	FADD4(4, s)                             \
	FMAX4(0, s)                             \
	VST1 [a.S4, b.S4, c.S4, d.S4], (R0)     \
	ADD  R1, R0

// func conv3x4Asm(y []float32, ys int, x []float32, w []taps, init []float32, is int, floor float32)
//
// The middle frames have two sums each: with one, the latency of three
// dependent additions per input would exceed the time of the input's products
// on a machine with four multipliers.
//
// Registers:
//
//	R0 y, R1 its stride; R2-R4 weights of taps 0 to 2, R5 size of an input's
//	R6 x, R7 inputs left
//	R8 init, R9 its stride
//	V0-V3    weights of a tap; V0 is floor in the end
//	V4       the four frames of an input; V4-V7 a row of init in the end
//	V8-V23   sums of frames 0 to 3, four vectors each
//	V24-V31  second sums of frames 1 and 2
TEXT ·conv3x4Asm(SB), NOSPLIT, $0-116
	MOVD y_base+0(FP), R0
	MOVD ys+24(FP), R1
	MOVD x_base+32(FP), R6
	MOVD w_base+56(FP), R2
	MOVD w_len+64(FP), R7
	MOVD init_base+80(FP), R8
	MOVD is+104(FP), R9
	LSL  $2, R1
	LSL  $2, R9
	ADD  $64, R2, R3
	ADD  $128, R2, R4
	MOVD $192, R5
	ZERO4(8)
	ZERO4(12)
	ZERO4(16)
	ZERO4(20)
	ZERO4(24)
	ZERO4(28)

input:
	SUBS    $1, R7
	BLT     done
	FMOVQ.P 16(R6), F4
	TAP(R3)
	FRAME(0, 8)
	FRAME(1, 12)
	FRAME(2, 16)
	FRAME(3, 20)
	TAP(R2)
	FRAME(0, 24)
	FRAME(1, 28)
	FRAME(2, 20)
	TAP(R4)
	FRAME(1, 8)
	FRAME(2, 24)
	FRAME(3, 28)
	B       input

done:
	FADD4(24, 12)
	FADD4(28, 16)
	MOVWU floor+112(FP), R10
	VDUP  R10, V0.S4
	FINISH(8, V8, V9, V10, V11)
	FINISH(12, V12, V13, V14, V15)
	FINISH(16, V16, V17, V18, V19)
	FINISH(20, V20, V21, V22, V23)
	RET
