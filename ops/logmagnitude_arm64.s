//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// The coefficients of ln's polynomial, as in the portable code, and the other
// constants of logMagnitudes.
DATA logConstants<>+0(SB)/4, $7.0376836292e-2
DATA logConstants<>+4(SB)/4, $-1.1514610310e-1
DATA logConstants<>+8(SB)/4, $1.1676998740e-1
DATA logConstants<>+12(SB)/4, $-1.2420140846e-1
DATA logConstants<>+16(SB)/4, $1.4249322787e-1
DATA logConstants<>+20(SB)/4, $-1.6668057665e-1
DATA logConstants<>+24(SB)/4, $2.0000714765e-1
DATA logConstants<>+28(SB)/4, $-2.4999993993e-1
DATA logConstants<>+32(SB)/4, $3.3333331174e-1
DATA logConstants<>+36(SB)/4, $1.0
DATA logConstants<>+40(SB)/4, $1048576.0
DATA logConstants<>+44(SB)/4, $0x3f3504f3
DATA logConstants<>+48(SB)/4, $0x007fffff
DATA logConstants<>+52(SB)/4, $0.5
DATA logConstants<>+56(SB)/4, $-2.12194440e-4
DATA logConstants<>+60(SB)/4, $0.693359375
GLOBL logConstants<>(SB), RODATA|NOPTR, $64

#define P0       16
#define P1       17
#define P2       18
#define P3       19
#define P4       20
#define P5       21
#define P6       22
#define P7       23
#define P8       24
#define ONE      25
#define SCALE    26
#define SQRTHALF 27
#define HALF     29
#define LN2LO    30
#define LN2HI    31

// BINS computes four bins, magnitudes to V1 and logarithms to V3, and adds these
// to sum. The argument of the logarithm is in V2, the exponent in V4, the
// polynomial in V5 and V6 alternately, the square in V7. Adding the argument less
// itself makes the logarithm NaN if the argument is infinite or NaN.
#define BINS(sum) \
	FMOVQ.P 16(R2), F0                 \
	FMOVQ.P 16(R3), F1                 \
	FMUL(1, 1, 1)                      \
	FMLA(0, 0, 1)                      \
	FSQRT(1, 1)                        \
	FMOVQ.P F1, 16(R0)                 \
	MOV(ONE, 2)                        \
	FMLA(SCALE, 1, 2)                  \
	VSUB    V27.S4, V2.S4, V3.S4       \
	SSHR23(3, 4)                       \
	SCVTF(4, 4)                        \
	VAND    V28.B16, V3.B16, V3.B16    \
	ADD4(SQRTHALF, 3, 3)               \
	FSUB(ONE, 3, 3)                    \
	MOV(P1, 5)                         \
	FMLA(P0, 3, 5)                     \
	MOV(P2, 6)                         \
	FMLA(5, 3, 6)                      \
	MOV(P3, 5)                         \
	FMLA(6, 3, 5)                      \
	MOV(P4, 6)                         \
	FMLA(5, 3, 6)                      \
	MOV(P5, 5)                         \
	FMLA(6, 3, 5)                      \
	MOV(P6, 6)                         \
	FMLA(5, 3, 6)                      \
	MOV(P7, 5)                         \
	FMLA(6, 3, 5)                      \
	MOV(P8, 6)                         \
	FMLA(5, 3, 6)                      \
	FMUL(3, 3, 7)                      \
	FMUL(3, 6, 6)                      \
	FMUL(7, 6, 6)                      \
	FMLA(LN2LO, 4, 6)                  \
	FMLS(HALF, 7, 6)                   \
	FADD(6, 3, 3)                      \
	FMLA(LN2HI, 4, 3)                  \
	FSUB(2, 2, 2)                      \
	FADD(2, 3, 3)                      \
	FMOVQ.P F3, 16(R1)                 \
	FADD(3, sum, sum)

// func logMagnitudesAsm(mag, log, spectrum, sums []float32)
//
// Registers:
//
//	R0 mag, R1 log, R2 real parts, R3 imaginary parts, R4 sums, R5 bins left
//	V0-V7    see BINS
//	V8, V9   sums
//	V16-V31  constants; V28 is the mask of the mantissa
TEXT ·logMagnitudesAsm(SB), NOSPLIT, $0-96
	MOVD    mag_base+0(FP), R0
	MOVD    mag_len+8(FP), R5
	MOVD    log_base+24(FP), R1
	MOVD    spectrum_base+48(FP), R2
	MOVD    sums_base+72(FP), R4
	ADD     R5<<2, R2, R3
	MOVD    $logConstants<>(SB), R6
	VLD4R.P 16(R6), [V16.S4, V17.S4, V18.S4, V19.S4]
	VLD4R.P 16(R6), [V20.S4, V21.S4, V22.S4, V23.S4]
	VLD4R.P 16(R6), [V24.S4, V25.S4, V26.S4, V27.S4]
	VLD4R   (R6), [V28.S4, V29.S4, V30.S4, V31.S4]
	VLD1    (R4), [V8.S4, V9.S4]

loop:
	SUBS $8, R5
	BLT  done
	BINS(8)
	BINS(9)
	B    loop

done:
	VST1 [V8.S4, V9.S4], (R4)
	RET
