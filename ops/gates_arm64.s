//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// The constants of exp, as in the portable code, and those of the gates.
DATA gatesConstants<>+0(SB)/4, $-87.0
DATA gatesConstants<>+4(SB)/4, $88.0
DATA gatesConstants<>+8(SB)/4, $1.44269504088896341
DATA gatesConstants<>+12(SB)/4, $0.693359375
DATA gatesConstants<>+16(SB)/4, $-2.12194440e-4
DATA gatesConstants<>+20(SB)/4, $1.9875691500e-4
DATA gatesConstants<>+24(SB)/4, $1.3981999507e-3
DATA gatesConstants<>+28(SB)/4, $8.3334519073e-3
DATA gatesConstants<>+32(SB)/4, $4.1665795894e-2
DATA gatesConstants<>+36(SB)/4, $1.6666665459e-1
DATA gatesConstants<>+40(SB)/4, $5.0000001201e-1
DATA gatesConstants<>+44(SB)/4, $1.0
DATA gatesConstants<>+48(SB)/4, $2.0
DATA gatesConstants<>+52(SB)/4, $127
GLOBL gatesConstants<>(SB), RODATA|NOPTR, $56

#define LOW   16
#define HIGH  17
#define LOG2E 18
#define LN2HI 19
#define LN2LO 20
#define P0    21
#define P1    22
#define P2    23
#define P3    24
#define P4    25
#define P5    26
#define ONE   27
#define TWO   28
#define BIAS  29

// EXPM1 replaces x by q and leaves s in V4, as in the portable code. It uses V5
// and V6, alternately, for the polynomial.
#define EXPM1(x) \
	FMAX(LOW, x, x)   \
	FMIN(HIGH, x, x)  \
	FMUL(LOG2E, x, 4) \
	FRINTN(4, 4)      \
	FMLS(LN2HI, 4, x) \
	FMLS(LN2LO, 4, x) \
	MOV(P1, 5)        \
	FMLA(P0, x, 5)    \
	MOV(P2, 6)        \
	FMLA(5, x, 6)     \
	MOV(P3, 5)        \
	FMLA(6, x, 5)     \
	MOV(P4, 6)        \
	FMLA(5, x, 6)     \
	MOV(P5, 5)        \
	FMLA(6, x, 5)     \
	FMUL(x, x, 6)     \
	FMLA(6, 5, x)     \
	FCVTNS(4, 4)      \
	ADD4(BIAS, 4, 4)  \
	SHL23(4, 4)

// SIGMOID replaces x by 1 / ((s + 1) + q*s), q and s of -x.
#define SIGMOID(x) \
	FNEG(x, x)      \
	EXPM1(x)        \
	FADD(ONE, 4, 5) \
	FMLA(4, x, 5)   \
	FDIV(5, ONE, x)

// TANH replaces x by e / (e + 2), e = (s - 1) + q*s, q and s of 2x.
#define TANH(x) \
	FADD(x, x, x)   \
	EXPM1(x)        \
	FSUB(ONE, 4, 5) \
	FMLA(4, x, 5)   \
	FADD(TWO, 5, 6) \
	FDIV(6, 5, x)

// FORGET replaces c by sigmoid(x)*c + t, in the two ways of the portable code:
// V8 is where x < 0, V9 the result there.
#define FORGET(x, c, t) \
	FCMLT0(x, 8)    \
	FABS(x, x)      \
	FNEG(x, x)      \
	EXPM1(x)        \
	FMLA(4, x, 4)   \
	FADD(ONE, 4, 5) \
	FDIV(5, 4, 5)   \
	MOV(t, 9)       \
	FMLA(5, c, 9)   \
	FMLS(5, c, t)   \
	FADD(t, c, c)   \
	BSL(c, 9, 8)    \
	MOV(8, c)

// func lstmGatesAsm(h, c, sums []float32)
//
// Registers:
//
//	R0 h, R1 c, R2 sums; R3 units left, R4 units left of the next 16
//	V0-V3    i, f, g, o of four units
//	V4-V6    see EXPM1
//	V7       c
//	V8, V9   see FORGET
//	V16-V29  constants
TEXT ·lstmGatesAsm(SB), NOSPLIT, $0-72
	MOVD    h_base+0(FP), R0
	MOVD    c_base+24(FP), R1
	MOVD    c_len+32(FP), R3
	MOVD    sums_base+48(FP), R2
	MOVD    $gatesConstants<>(SB), R5
	VLD4R.P 16(R5), [V16.S4, V17.S4, V18.S4, V19.S4]
	VLD4R.P 16(R5), [V20.S4, V21.S4, V22.S4, V23.S4]
	VLD4R.P 16(R5), [V24.S4, V25.S4, V26.S4, V27.S4]
	VLD2R   (R5), [V28.S4, V29.S4]

block:
	SUBS $16, R3
	BLT  done
	MOVD $16, R4

units:
	FMOVQ   64(R2), F1
	FMOVQ   128(R2), F2
	FMOVQ   192(R2), F3
	FMOVQ.P 16(R2), F0
	FMOVQ   (R1), F7
	SIGMOID(0)
	TANH(2)
	SIGMOID(3)
	FMUL(2, 0, 0)
	FORGET(1, 7, 0)
	FMOVQ.P F7, 16(R1)
	TANH(7)
	FMUL(7, 3, 3)
	FMOVQ.P F3, 16(R0)
	SUBS    $4, R4
	BNE     units
	ADD     $192, R2
	B       block

done:
	RET
