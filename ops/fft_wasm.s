//go:build goexperiment.simd && go1.27 && !purego

#include "textflag.h"
#include "simd_wasm.h"

// The passes of the transform. The lanes of a point are four vectors of real parts, at
// offsets 0 to 48, and four of imaginary ones, at offsets 64 to 112.

// SUMS loads two lanes of the four points and sets V0, V1 to a+c, V2, V3 to b+d, V4, V5
// to a-c, and V6, V7 to b-d.
#define SUMS(off) \
	LOAD(R0, off, V0)      \
	LOAD(R2, off, V4)      \
	LOAD(R0, off + 64, V1) \
	LOAD(R2, off + 64, V5) \
	LOAD(R1, off, V2)      \
	LOAD(R3, off, V6)      \
	LOAD(R1, off + 64, V3) \
	LOAD(R3, off + 64, V7) \
	PUSHADD(V0, V4)        \
	PUSHSUB(V0, V4)        \
	Set V4                 \
	Set V0                 \
	PUSHADD(V1, V5)        \
	PUSHSUB(V1, V5)        \
	Set V5                 \
	Set V1                 \
	PUSHADD(V2, V6)        \
	PUSHSUB(V2, V6)        \
	Set V6                 \
	Set V2                 \
	PUSHADD(V3, V7)        \
	PUSHSUB(V3, V7)        \
	Set V7                 \
	Set V3

// RESULT stores what push pushes of a and b.
#define RESULT(p, off, push, a, b) \
	TO(p)      \
	push(a, b) \
	STORE(off)

// ROTATED stores two lanes of a point times a factor.
#define ROTATED(p, off, ar, ai, br, bi) \
	TO(p)                  \
	PUSHRE(ar, ai, br, bi) \
	STORE(off)             \
	TO(p)                  \
	PUSHIM(ar, ai, br, bi) \
	STORE(off + 64)

// LAST computes two lanes of four points in a pass without factors.
#define LAST(off) \
	SUMS(off)                             \
	RESULT(R0, off, PUSHADD, V0, V2)      \
	RESULT(R0, off + 64, PUSHADD, V1, V3) \
	RESULT(R1, off, PUSHADD, V4, V7)      \
	RESULT(R1, off + 64, PUSHSUB, V5, V6) \
	RESULT(R2, off, PUSHSUB, V0, V2)      \
	RESULT(R2, off + 64, PUSHSUB, V1, V3) \
	RESULT(R3, off, PUSHSUB, V4, V7)      \
	RESULT(R3, off + 64, PUSHADD, V5, V6)

// TWIDDLED computes two lanes of four points in a pass with factors, V8 to V13.
#define TWIDDLED(off) \
	SUMS(off)                             \
	RESULT(R0, off, PUSHADD, V0, V2)      \
	RESULT(R0, off + 64, PUSHADD, V1, V3) \
	PUSHSUB(V0, V2)                       \
	Set V0                                \
	PUSHSUB(V1, V3)                       \
	Set V1                                \
	ROTATED(R2, off, V0, V1, V10, V11)    \
	PUSHADD(V4, V7)                       \
	Set V0                                \
	PUSHSUB(V5, V6)                       \
	Set V1                                \
	ROTATED(R1, off, V0, V1, V8, V9)      \
	PUSHSUB(V4, V7)                       \
	Set V0                                \
	PUSHADD(V5, V6)                       \
	Set V1                                \
	ROTATED(R3, off, V0, V1, V12, V13)

// Registers:
//
//	R0-R3  a point of each quarter, R5 from one to the next
//	R4     twiddle factors; R6 how many points are left in a quarter, R7 how many blocks
//
// func fftRadix4Asm(d, twiddle []float64, quarter, blocks int)
TEXT ·fftRadix4Asm(SB), NOSPLIT, $0-64
	MOVD d_base+0(FP), R0
	BYTES(quarter+48(FP), 7, R5)
	MOVD blocks+56(FP), R7
	Loop
		SUM(R0, R5, R1)
		SUM(R1, R5, R2)
		SUM(R2, R5, R3)
		MOVD twiddle_base+24(FP), R4
		MOVD quarter+48(FP), R6
		MOVD twiddle_len+32(FP), R8
		Get R8
		I64Eqz
		If
			LAST(0)
			LAST(16)
			LAST(32)
			LAST(48)
			ADD(128, R3)
		Else
			Loop
				SPLAT64(R4, 0, V8)
				SPLAT64(R4, 8, V9)
				SPLAT64(R4, 16, V10)
				SPLAT64(R4, 24, V11)
				SPLAT64(R4, 32, V12)
				SPLAT64(R4, 40, V13)
				TWIDDLED(0)
				TWIDDLED(16)
				TWIDDLED(32)
				TWIDDLED(48)
				ADD(128, R0)
				ADD(128, R1)
				ADD(128, R2)
				ADD(128, R3)
				ADD(48, R4)
				NEXT(1, R6)
			End
		End
		MOVD R3, R0
		NEXT(1, R7)
	End
	RET

// LAST2 computes one vector of two neighbouring points.
#define LAST2(off) \
	LOAD(R0, off, V0)                      \
	LOAD(R0, off + 128, V1)                \
	RESULT(R0, off, PUSHADD, V0, V1)       \
	RESULT(R0, off + 128, PUSHSUB, V0, V1)

// func fftRadix2Asm(d []float64, pairs int)
TEXT ·fftRadix2Asm(SB), NOSPLIT, $0-32
	MOVD d_base+0(FP), R0
	MOVD pairs+24(FP), R1
	Loop
		LAST2(0)
		LAST2(16)
		LAST2(32)
		LAST2(48)
		LAST2(64)
		LAST2(80)
		LAST2(96)
		LAST2(112)
		ADD(256, R0)
		NEXT(1, R1)
	End
	RET
