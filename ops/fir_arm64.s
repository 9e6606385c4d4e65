//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// OUTPUT sets c and x to the first coefficient and the first input of the
// output at offset o of the list.
#define OUTPUT(o, c, x) \
	MOVW o(R3), c      \
	MOVW 4+o(R3), x    \
	ADD  c<<2, R2, c   \
	ADD  x<<2, R1, x

// TAPS adds eight products of an output to the sums even and odd.
#define TAPS(c, x, even, odd) \
	VLD1.P 32(c), [V0.S4, V1.S4] \
	VLD1.P 32(x), [V2.S4, V3.S4] \
	FMLA(0, 2, even)             \
	FMLA(1, 3, odd)

// func firAsm(y, x, c []float32, list []firOutput, taps int)
//
// Four outputs at a time, each in eight partial sums, and the last ones one by
// one, with the additions in the same order.
//
// Registers:
//
//	R0 y, R1 x less the first output's input, R2 c, R3 list
//	R4 outputs left, R5 taps, R6 taps left
//	R7-R10   coefficients of four outputs
//	R11-R14  their inputs
//	V0-V3    eight coefficients and inputs
//	V16-V19  sums of the first four of eight, V20-V23 of the last four
TEXT ·firAsm(SB), NOSPLIT, $0-104
	MOVD y_base+0(FP), R0
	MOVD y_len+8(FP), R4
	MOVD x_base+24(FP), R1
	MOVD c_base+48(FP), R2
	MOVD list_base+72(FP), R3
	MOVD taps+96(FP), R5
	MOVW 4(R3), R6
	SUB  R6<<2, R1, R1

four:
	SUBS $4, R4
	BLT  rest
	OUTPUT(0, R7, R11)
	OUTPUT(8, R8, R12)
	OUTPUT(16, R9, R13)
	OUTPUT(24, R10, R14)
	ADD  $32, R3
	ZERO4(16)
	ZERO4(20)
	MOVD R5, R6

taps4:
	TAPS(R7, R11, 16, 20)
	TAPS(R8, R12, 17, 21)
	TAPS(R9, R13, 18, 22)
	TAPS(R10, R14, 19, 23)
	SUBS $8, R6
	BNE  taps4
	FADD4(20, 16)
	FADDP(17, 16, 16)
	FADDP(19, 18, 18)
	FADDP(18, 16, 16)
	FMOVQ.P F16, 16(R0)
	B    four

rest:
	ADD $4, R4

one:
	SUBS $1, R4
	BLT  done
	OUTPUT(0, R7, R11)
	ADD  $8, R3
	ZERO(16)
	ZERO(20)
	MOVD R5, R6

taps1:
	TAPS(R7, R11, 16, 20)
	SUBS $8, R6
	BNE  taps1
	FADD(20, 16, 16)
	FADDP(16, 16, 16)
	FADDP(16, 16, 16)
	FMOVS.P F16, 4(R0)
	B    one

done:
	RET
