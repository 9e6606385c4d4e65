//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// func depthwiseAsm(y, x []float32, xs int, w, bias []float32, taps int)
//
// Eight channels per iteration.
//
// Registers:
//
//	R0 y; R1 x, R2 its stride; R3 w, R4 its stride; R5 bias
//	R6 channels left, R7 taps
//	R8 x and R9 w of a tap, R10 taps left
//	V0, V1  sums; V2, V3 x; V4, V5 w; V6 zero
TEXT ·depthwiseAsm(SB), NOSPLIT, $0-112
	MOVD y_base+0(FP), R0
	MOVD y_len+8(FP), R6
	MOVD x_base+24(FP), R1
	MOVD xs+48(FP), R2
	MOVD w_base+56(FP), R3
	MOVD bias_base+80(FP), R5
	MOVD taps+104(FP), R7
	LSL  $2, R2
	LSL  $2, R6, R4
	ZERO(6)

channels:
	SUBS   $8, R6
	BLT    done
	VLD1.P 32(R5), [V0.S4, V1.S4]
	MOVD   R1, R8
	MOVD   R3, R9
	MOVD   R7, R10

tap:
	CBZ  R10, store
	VLD1 (R8), [V2.S4, V3.S4]
	VLD1 (R9), [V4.S4, V5.S4]
	FMLA(4, 2, 0)
	FMLA(5, 3, 1)
	ADD  R2, R8
	ADD  R4, R9
	SUB  $1, R10
	B    tap

store:
	FMAX(6, 0, 0)
	FMAX(6, 1, 1)
	VST1.P [V0.S4, V1.S4], 32(R0)
	ADD    $32, R1
	ADD    $32, R3
	B      channels

done:
	RET
