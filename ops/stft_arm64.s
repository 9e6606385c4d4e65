//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// A complex point is 64 bytes: real parts of the first half's four frames and
// of the second's, then imaginary parts, a vector each.

// SPLIT computes one point from the even samples re and the odd samples im of
// the frames' first halves, and from those of the second halves, re2 and im2.
#define SPLIT(re, re2, im, im2) \
	VLD1.P 64(R6), [V24.S4, V25.S4, V26.S4, V27.S4] \
	FMUL(24, re, re); FMUL(25, re2, re2)            \
	FMUL(26, im, im); FMUL(27, im2, im2)            \
	FADD(re2, re, 28); FADD(im2, im, 30)            \
	FSUB(re2, re, 24); FSUB(im2, im, 25)            \
	FMOVQ  16(R7), F26; FMOVQ 48(R7), F27           \
	ADD    $64, R7                                  \
	FMUL(26, 24, 29); FMLS(27, 25, 29)              \
	FMUL(27, 24, 31); FMLA(26, 25, 31)              \
	VST1.P [V28.S4, V29.S4, V30.S4, V31.S4], 64(R0)

// func fftSplitAsm(d, x, window, split []float32, points int)
//
// Four samples of each frame become two points.
//
// Registers:
//
//	R0 d; R1-R5 samples of the four frames and of the last one's second half
//	R6 window, R7 split, R8 points left
//	V0-V4    samples, a row each
//	V16-V19  samples of the frames' first halves, a column each
//	V20-V23  samples of their second halves
TEXT ·fftSplitAsm(SB), NOSPLIT, $0-104
	MOVD d_base+0(FP), R0
	MOVD x_base+24(FP), R1
	MOVD window_base+48(FP), R6
	MOVD split_base+72(FP), R7
	MOVD points+96(FP), R8
	ADD  R8<<3, R1, R2         // a hop is 2*points samples
	ADD  R8<<3, R2, R3
	ADD  R8<<3, R3, R4
	ADD  R8<<3, R4, R5

loop:
	FMOVQ.P 16(R1), F0
	FMOVQ.P 16(R2), F1
	FMOVQ.P 16(R3), F2
	FMOVQ.P 16(R4), F3
	FMOVQ.P 16(R5), F4
	VZIP1   V1.S4, V0.S4, V5.S4
	VZIP2   V1.S4, V0.S4, V6.S4
	VZIP1   V3.S4, V2.S4, V7.S4
	VZIP2   V3.S4, V2.S4, V8.S4
	VZIP1   V7.D2, V5.D2, V16.D2
	VZIP2   V7.D2, V5.D2, V17.D2
	VZIP1   V8.D2, V6.D2, V18.D2
	VZIP2   V8.D2, V6.D2, V19.D2

	// A frame's second half is the next frame's first.
	VDUP V4.S[0], V20.S4
	VDUP V4.S[1], V21.S4
	VDUP V4.S[2], V22.S4
	VDUP V4.S[3], V23.S4
	VEXT $4, V20.B16, V16.B16, V20.B16
	VEXT $4, V21.B16, V17.B16, V21.B16
	VEXT $4, V22.B16, V18.B16, V22.B16
	VEXT $4, V23.B16, V19.B16, V23.B16
	SPLIT(16, 20, 17, 21)
	SPLIT(18, 22, 19, 23)
	SUBS $2, R8
	BNE  loop
	RET

// BUTTERFLY computes a radix-4 step of four points, without the twiddle
// factors, in half of the lanes, at offset o. Points and results are in V0 to
// V7, real and imaginary parts alternately; s0 = a+c, s1 = a-c, s2 = b+d and
// s3 = b-d in V16 to V23.
#define BUTTERFLY(o) \
	FMOVQ o(R0), F0; FMOVQ 32+o(R0), F1 \
	FMOVQ o(R1), F2; FMOVQ 32+o(R1), F3 \
	FMOVQ o(R2), F4; FMOVQ 32+o(R2), F5 \
	FMOVQ o(R3), F6; FMOVQ 32+o(R3), F7 \
	FADD(4, 0, 16); FADD(5, 1, 17)      \
	FSUB(4, 0, 18); FSUB(5, 1, 19)      \
	FADD(6, 2, 20); FADD(7, 3, 21)      \
	FSUB(6, 2, 22); FSUB(7, 3, 23)      \
	FADD(20, 16, 0); FADD(21, 17, 1)    \
	FADD(23, 18, 2); FSUB(22, 19, 3)    \
	FSUB(20, 16, 4); FSUB(21, 17, 5)    \
	FSUB(23, 18, 6); FADD(22, 19, 7)

// MUL multiplies re and im by elements i and i+1 of w into re2 and im2.
#define MUL(w, i, re, im, re2, im2) \
	FMULE(w, i, re, re2)   \
	FMULE(w, i+1, re, im2) \
	FMLSE(w, i+1, im, re2) \
	FMLAE(w, i, im, im2)

// STORE stores the results of BUTTERFLY, the last three as given; ROTATE stores
// them multiplied by their twiddle factors, KEEP as they are.
#define STORE(o, re1, im1, re2, im2, re3, im3) \
	FMOVQ F0, o(R0); FMOVQ F1, 32+o(R0)   \
	FMOVQ re1, o(R1); FMOVQ im1, 32+o(R1) \
	FMOVQ re2, o(R2); FMOVQ im2, 32+o(R2) \
	FMOVQ re3, o(R3); FMOVQ im3, 32+o(R3)

#define ROTATE(o) \
	MUL(30, 0, 2, 3, 24, 25) \
	MUL(30, 2, 4, 5, 26, 27) \
	MUL(31, 0, 6, 7, 28, 29) \
	STORE(o, F24, F25, F26, F27, F28, F29)

#define KEEP(o) STORE(o, F2, F3, F4, F5, F6, F7)

// func fftRadix4Asm(d, twiddle []float32, quarter, blocks int)
//
// Registers:
//
//	R0-R3 points of the four quarters, R4 twiddle, R5 points left of a quarter
//	R6 blocks left, R7 quarter, R8 size of three quarters
//	V30, V31 twiddle factors: w1 and w2, w3
TEXT ·fftRadix4Asm(SB), NOSPLIT, $0-64
	MOVD d_base+0(FP), R0
	MOVD twiddle_len+32(FP), R4
	MOVD quarter+48(FP), R7
	MOVD blocks+56(FP), R6
	ADD  R7<<6, R0, R1
	ADD  R7<<6, R1, R2
	ADD  R7<<6, R2, R3
	SUB  R0, R3, R8
	CBZ  R4, last

block:
	MOVD twiddle_base+24(FP), R4
	MOVD R7, R5

loop:
	FMOVQ.P 16(R4), F30
	FMOVD.P 8(R4), F31
	BUTTERFLY(0)
	ROTATE(0)
	BUTTERFLY(16)
	ROTATE(16)
	ADD     $64, R0
	ADD     $64, R1
	ADD     $64, R2
	ADD     $64, R3
	SUBS    $1, R5
	BNE     loop
	ADD     R8, R0
	ADD     R8, R1
	ADD     R8, R2
	ADD     R8, R3
	SUBS    $1, R6
	BNE     block
	RET

last: // blocks of four points, without twiddle factors
	BUTTERFLY(0)
	KEEP(0)
	BUTTERFLY(16)
	KEEP(16)
	ADD  $256, R0
	ADD  $256, R1
	ADD  $256, R2
	ADD  $256, R3
	SUBS $1, R6
	BNE  last
	RET

// func fftRadix2Asm(d []float32, pairs int)
TEXT ·fftRadix2Asm(SB), NOSPLIT, $0-32
	MOVD d_base+0(FP), R0
	MOVD pairs+24(FP), R1

pair:
	ADD    $64, R0, R2
	VLD1   (R0), [V0.S4, V1.S4, V2.S4, V3.S4]
	VLD1   (R2), [V4.S4, V5.S4, V6.S4, V7.S4]
	FADD(4, 0, 16); FADD(5, 1, 17)
	FADD(6, 2, 18); FADD(7, 3, 19)
	FSUB(4, 0, 20); FSUB(5, 1, 21)
	FSUB(6, 2, 22); FSUB(7, 3, 23)
	VST1.P [V16.S4, V17.S4, V18.S4, V19.S4], 64(R0)
	VST1.P [V20.S4, V21.S4, V22.S4, V23.S4], 64(R0)
	SUBS   $1, R1
	BNE    pair
	RET

// SQUARE replaces im by re*re + im*im.
#define SQUARE(re, im) \
	FMUL(im, im, im) \
	FMLA(re, re, im)

// BIN finishes the bin of the point at R7 and its mirror, whose point is at p,
// in half of the lanes, at offset o.
#define BIN(p, o) \
	FMOVQ o(R7), F0; FMOVQ 32+o(R7), F1 \
	FMOVQ o(p), F2; FMOVQ 32+o(p), F3   \
	FMOVQ o(R2), F4; FMOVQ 32+o(R2), F5 \
	FADD(2, 0, 16); FSUB(3, 1, 17)      \
	FADD(3, 1, 18); FSUB(0, 2, 19)      \
	FMUL(4, 18, 20); FMLS(5, 19, 20)    \
	FMUL(5, 18, 21); FMLA(4, 19, 21)    \
	FADD(20, 16, 22); FADD(21, 17, 23)  \
	FSUB(20, 16, 24); FSUB(21, 17, 25)  \
	SQUARE(22, 23)                      \
	SQUARE(24, 25)                      \
	FSQRT(23, 23)                       \
	FSQRT(25, 25)                       \
	FMOVQ.P F23, 16(R0)                 \
	FMOVQ.P F25, -16(R5)

// func fftMagnitudeAsm(mag, d, post []float32, order []int32, points int)
//
// Two bins and their mirrors per iteration.
//
// Registers:
//
//	R0 mag, R5 mag of the mirrors, backwards; R1 d; R2 post
//	R3 order, R4 order of the mirrors, backwards; R6 iterations left
//	R7 point, R8, R9 its mirrors
//	V0 to V5  point, mirror, post; V16, V17 e; V18, V19 o; V20, V21 w*o
TEXT ·fftMagnitudeAsm(SB), NOSPLIT, $0-104
	MOVD mag_base+0(FP), R0
	MOVD d_base+24(FP), R1
	MOVD post_base+48(FP), R2
	MOVD order_base+72(FP), R3
	MOVD points+96(FP), R6
	ADD  R6<<2, R3, R4
	ADD  R6<<5, R0, R5         // bin 2*points
	LSR  $1, R6

loop:
	MOVW.P 4(R3), R7
	MOVW.P -4(R4), R8
	MOVW   (R4), R9
	ADD    R7<<6, R1, R7
	ADD    R8<<6, R1, R8
	ADD    R9<<6, R1, R9
	BIN(R8, 0)
	BIN(R9, 16)
	ADD    $64, R2
	SUBS   $1, R6
	BNE    loop

	// The middle bin is its own mirror.
	MOVW  (R3), R7
	ADD   R7<<6, R1, R7
	FMOVQ (R7), F0
	FMOVQ 32(R7), F1
	SQUARE(0, 1)
	FSQRT(1, 1)
	FADD(1, 1, 1)
	FMOVQ F1, (R0)
	RET
