//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// A complex point is 128 bytes of float64: real parts of the first half's four
// frames and of the second's, then imaginary parts, two vectors each.

// WINDOW computes the sum and the difference of a frame's two halves under the
// window, V5 and V6, from two samples of each half.
#define WINDOW(first, second, sum, difference) \
	FMULD(5, first, difference)  \
	MOV(difference, sum)         \
	FMLAD(6, second, sum)        \
	FMLSD(6, second, difference)

// ROTATE multiplies re and im by the factor w into re2 and im2.
#define ROTATE(w, re, im, re2, im2) \
	FMULED(w, 0, re, re2) \
	FMULED(w, 1, re, im2) \
	FMLSED(w, 1, im, re2) \
	FMLAED(w, 0, im, im2)

// func fftSplitAsm(d []float64, x []float32, window, split []float64, points int)
//
// Two samples of each frame become one point.
//
// Registers:
//
//	R0 d; R1-R5 samples of the four frames and of the last one's second half
//	R6, R9 window of the first and of the second halves, R7 split, R8 points left
//	V0-V4    two samples, a row each
//	V5, V6   window; V7 factor
//	V16-V19  sums, a frame each, then a point
//	V20-V23  differences
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
	ADD  R8<<4, R6, R9

loop:
	FMOVD.P 8(R1), F0
	FMOVD.P 8(R2), F1
	FMOVD.P 8(R3), F2
	FMOVD.P 8(R4), F3
	FMOVD.P 8(R5), F4
	FMOVQ.P 16(R6), F5
	FMOVQ.P 16(R9), F6
	FMOVQ.P 16(R7), F7
	FCVTL(0, 0)
	FCVTL(1, 1)
	FCVTL(2, 2)
	FCVTL(3, 3)
	FCVTL(4, 4)

	// A frame's second half is the next frame's first.
	WINDOW(0, 1, 16, 20)
	WINDOW(1, 2, 17, 21)
	WINDOW(2, 3, 18, 22)
	WINDOW(3, 4, 19, 23)
	VZIP1   V17.D2, V16.D2, V24.D2
	VZIP1   V19.D2, V18.D2, V25.D2
	VZIP2   V17.D2, V16.D2, V26.D2
	VZIP2   V19.D2, V18.D2, V27.D2
	VZIP1   V21.D2, V20.D2, V16.D2
	VZIP1   V23.D2, V22.D2, V17.D2
	VZIP2   V21.D2, V20.D2, V18.D2
	VZIP2   V23.D2, V22.D2, V19.D2
	ROTATE(7, 16, 18, 28, 30)
	ROTATE(7, 17, 19, 29, 31)
	FMOVQ   F24, (R0)
	FMOVQ   F25, 16(R0)
	FMOVQ   F28, 32(R0)
	FMOVQ   F29, 48(R0)
	FMOVQ   F26, 64(R0)
	FMOVQ   F27, 80(R0)
	FMOVQ   F30, 96(R0)
	FMOVQ   F31, 112(R0)
	ADD     $128, R0
	SUBS    $1, R8
	BNE     loop
	RET

// BUTTERFLY computes a radix-4 step of four points, without the twiddle
// factors, in two of the lanes, at offset o. Points and results are in V0 to
// V7, real and imaginary parts alternately; s0 = a+c, s1 = a-c, s2 = b+d and
// s3 = b-d in V16 to V23.
#define BUTTERFLY(o) \
	FMOVQ o(R0), F0; FMOVQ 64+o(R0), F1 \
	FMOVQ o(R1), F2; FMOVQ 64+o(R1), F3 \
	FMOVQ o(R2), F4; FMOVQ 64+o(R2), F5 \
	FMOVQ o(R3), F6; FMOVQ 64+o(R3), F7 \
	FADDD(4, 0, 16); FADDD(5, 1, 17)    \
	FSUBD(4, 0, 18); FSUBD(5, 1, 19)    \
	FADDD(6, 2, 20); FADDD(7, 3, 21)    \
	FSUBD(6, 2, 22); FSUBD(7, 3, 23)    \
	FADDD(20, 16, 0); FADDD(21, 17, 1)  \
	FADDD(23, 18, 2); FSUBD(22, 19, 3)  \
	FSUBD(20, 16, 4); FSUBD(21, 17, 5)  \
	FSUBD(23, 18, 6); FADDD(22, 19, 7)

// STORE stores the results of BUTTERFLY, the last three as given; TURN stores
// them multiplied by their twiddle factors, KEEP as they are.
#define STORE(o, re1, im1, re2, im2, re3, im3) \
	FMOVQ F0, o(R0); FMOVQ F1, 64+o(R0)   \
	FMOVQ re1, o(R1); FMOVQ im1, 64+o(R1) \
	FMOVQ re2, o(R2); FMOVQ im2, 64+o(R2) \
	FMOVQ re3, o(R3); FMOVQ im3, 64+o(R3)

#define TURN(o) \
	ROTATE(8, 2, 3, 24, 25)  \
	ROTATE(9, 4, 5, 26, 27)  \
	ROTATE(10, 6, 7, 28, 29) \
	STORE(o, F24, F25, F26, F27, F28, F29)

#define KEEP(o) STORE(o, F2, F3, F4, F5, F6, F7)

// func fftRadix4Asm(d, twiddle []float64, quarter, blocks int)
//
// Registers:
//
//	R0-R3 points of the four quarters, R4 twiddle, R5 points left of a quarter
//	R6 blocks left, R7 quarter, R8 size of three quarters
//	V8-V10 twiddle factors
TEXT ·fftRadix4Asm(SB), NOSPLIT, $0-64
	MOVD d_base+0(FP), R0
	MOVD twiddle_len+32(FP), R4
	MOVD quarter+48(FP), R7
	MOVD blocks+56(FP), R6
	ADD  R7<<7, R0, R1
	ADD  R7<<7, R1, R2
	ADD  R7<<7, R2, R3
	SUB  R0, R3, R8
	CBZ  R4, last

block:
	MOVD twiddle_base+24(FP), R4
	MOVD R7, R5

loop:
	FMOVQ.P 16(R4), F8
	FMOVQ.P 16(R4), F9
	FMOVQ.P 16(R4), F10
	BUTTERFLY(0)
	TURN(0)
	BUTTERFLY(16)
	TURN(16)
	BUTTERFLY(32)
	TURN(32)
	BUTTERFLY(48)
	TURN(48)
	ADD     $128, R0
	ADD     $128, R1
	ADD     $128, R2
	ADD     $128, R3
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
	BUTTERFLY(32)
	KEEP(32)
	BUTTERFLY(48)
	KEEP(48)
	ADD  $512, R0
	ADD  $512, R1
	ADD  $512, R2
	ADD  $512, R3
	SUBS $1, R6
	BNE  last
	RET

// PAIR computes one butterfly of two points in two of the lanes, at offset o.
#define PAIR(o) \
	FMOVQ o(R0), F0; FMOVQ 128+o(R0), F1 \
	FADDD(1, 0, 2); FSUBD(1, 0, 3)       \
	FMOVQ F2, o(R0); FMOVQ F3, 128+o(R0)

// func fftRadix2Asm(d []float64, pairs int)
TEXT ·fftRadix2Asm(SB), NOSPLIT, $0-32
	MOVD d_base+0(FP), R0
	MOVD pairs+24(FP), R1

pair:
	PAIR(0)
	PAIR(16)
	PAIR(32)
	PAIR(48)
	PAIR(64)
	PAIR(80)
	PAIR(96)
	PAIR(112)
	ADD  $256, R0
	SUBS $1, R1
	BNE  pair
	RET

// SQUARE replaces im by re*re + im*im.
#define SQUARE(re, im) \
	FMULD(im, im, im) \
	FMLAD(re, re, im)

// BIN computes the squares of the bin of the point at R7, V23, and of its mirror,
// V25, whose point is at p, in two of the lanes, at offset o. w is the factor.
#define BIN(p, w, o) \
	FMOVQ o(R7), F0; FMOVQ 64+o(R7), F1       \
	FMOVQ o(p), F2; FMOVQ 64+o(p), F3         \
	FADDD(2, 0, 16); FSUBD(3, 1, 17)          \
	FADDD(3, 1, 18); FSUBD(0, 2, 19)          \
	ROTATE(w, 18, 19, 20, 21)                 \
	FADDD(20, 16, 22); FADDD(21, 17, 23)      \
	FSUBD(20, 16, 24); FSUBD(21, 17, 25)      \
	SQUARE(22, 23)                            \
	SQUARE(24, 25)

// BINS finishes the bin of half of the lanes, and its mirror.
#define BINS(p, w, o) \
	BIN(p, w, o)          \
	FCVTN(23, 26)         \
	FCVTN(25, 27)         \
	BIN(p, w, 16+o)       \
	FCVTN2(23, 26)        \
	FCVTN2(25, 27)        \
	FSQRT(26, 26)         \
	FSQRT(27, 27)         \
	FMOVQ.P F26, 16(R0)   \
	FMOVQ.P F27, -16(R5)

// func fftMagnitudeAsm(mag []float32, d, post []float64, order []int32, points int)
//
// Two bins and their mirrors per iteration.
//
// Registers:
//
//	R0 mag, R5 mag of the mirrors, backwards; R1 d; R2 post
//	R3 order, R4 order of the mirrors, backwards; R6 iterations left
//	R7 point, R8, R9 its mirrors
//	V0 to V3  point, mirror; V4, V5 factors; V16, V17 e; V18, V19 o; V20, V21 w*o
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
	MOVW.P  4(R3), R7
	MOVW.P  -4(R4), R8
	MOVW    (R4), R9
	ADD     R7<<7, R1, R7
	ADD     R8<<7, R1, R8
	ADD     R9<<7, R1, R9
	FMOVQ.P 16(R2), F4
	FMOVQ.P 16(R2), F5
	BINS(R8, 4, 0)
	BINS(R9, 5, 32)
	SUBS    $1, R6
	BNE     loop

	// The middle bin is its own mirror.
	MOVW  (R3), R7
	ADD   R7<<7, R1, R7
	FMOVQ (R7), F0
	FMOVQ 16(R7), F1
	FMOVQ 64(R7), F2
	FMOVQ 80(R7), F3
	SQUARE(0, 2)
	SQUARE(1, 3)
	FCVTN(2, 4)
	FCVTN2(3, 4)
	FSQRT(4, 4)
	FADD(4, 4, 4)
	FMOVQ F4, (R0)
	RET
