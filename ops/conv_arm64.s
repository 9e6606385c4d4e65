//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// TAP loads the weights of a tap and advances its pointer to the next input.
#define TAP(w) VLD1.P (w)(R5), [V0.S4, V1.S4, V2.S4, V3.S4]

// FRAME adds the products of the tap and a frame to four sums.
#define FRAME(f, sum) FMLAE4(4, f, 0, sum)

// func conv3x4Asm(y []float32, ys int, x []float32, w []taps, bias []float32)
//
// The middle frames have two sums each: with one, the latency of three
// dependent additions per input would exceed the time of the input's products
// on a machine with four multipliers.
//
// Registers:
//
//	R0 y, R1 its stride; R2-R4 weights of taps 0 to 2, R5 size of an input's
//	R6 x, R7 inputs left
//	V0-V3    weights of a tap
//	V4       the four frames of an input
//	V8-V23   sums of frames 0 to 3, four vectors each
//	V24-V31  second sums of frames 1 and 2
TEXT ·conv3x4Asm(SB), NOSPLIT, $0-104
	MOVD y_base+0(FP), R0
	MOVD ys+24(FP), R1
	MOVD x_base+32(FP), R6
	MOVD w_base+56(FP), R2
	MOVD w_len+64(FP), R7
	MOVD bias_base+80(FP), R8
	LSL  $2, R1
	ADD  $64, R2, R3
	ADD  $128, R2, R4
	MOVD $192, R5
	VLD1 (R8), [V8.S4, V9.S4, V10.S4, V11.S4]
	VLD1 (R8), [V12.S4, V13.S4, V14.S4, V15.S4]
	VLD1 (R8), [V16.S4, V17.S4, V18.S4, V19.S4]
	VLD1 (R8), [V20.S4, V21.S4, V22.S4, V23.S4]
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
	VEOR V0.B16, V0.B16, V0.B16
	FMAX4(0, 8)
	FMAX4(0, 12)
	FMAX4(0, 16)
	FMAX4(0, 20)
	VST1.P [V8.S4, V9.S4, V10.S4, V11.S4], (R0)(R1)
	VST1.P [V12.S4, V13.S4, V14.S4, V15.S4], (R0)(R1)
	VST1.P [V16.S4, V17.S4, V18.S4, V19.S4], (R0)(R1)
	VST1 [V20.S4, V21.S4, V22.S4, V23.S4], (R0)
	RET
