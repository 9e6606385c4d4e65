//go:build goexperiment.simd && go1.27 && !purego

#include "textflag.h"
#include "simd_wasm.h"

// The ends of the transform; fft_wasm.s has its passes and says how a point lies in memory.

// PAIR sets v to the float32 at off(a) and the one at off(b).
#define PAIR(a, b, off, v) \
	F32Load            off(a) \
	F32x4Splat                \
	F32Load            off(b) \
	F32x4ReplaceLane   $0, $1 \
	F64x2PromoteLowF32x4      \
	Set                v

// PART windows one sample of each frame's two halves, the real part of a point or the
// imaginary one. It stores the sums of the halves and sets u and v to the differences.
#define PART(off, u, v) \
	PAIR(R1, R7, 4*off, V0)  \
	PAIR(R7, R8, 4*off, V1)  \
	PAIR(R8, R9, 4*off, V2)  \
	PAIR(R9, R10, 4*off, V3) \
	SPLAT64(R2, 8*off, V4)   \
	SPLAT64(R6, 8*off, V5)   \
	PUSHMUL(V0, V4)          \
	Set V0                   \
	PUSHMUL(V1, V5)          \
	Set V1                   \
	PUSHMUL(V2, V4)          \
	Set V2                   \
	PUSHMUL(V3, V5)          \
	Set V3                   \
	PUSHSUB(V0, V1)          \
	Set u                    \
	PUSHSUB(V2, V3)          \
	Set v                    \
	TO(R0)                   \
	PUSHADD(V0, V1)          \
	STORE(64*off)            \
	TO(R0)                   \
	PUSHADD(V2, V3)          \
	STORE(64*off + 16)

// Registers:
//
//	R0     points, R4 how many are left
//	R1     samples, R7 to R10 those 1 to 4 hops on, R5 the hop
//	R2, R6 the window's halves; R3 split
//
// func fftSplitAsm(d []float64, x []float32, window, split []float64, points int)
TEXT ·fftSplitAsm(SB), NOSPLIT, $0-104
	MOVD d_base+0(FP), R0
	MOVD x_base+24(FP), R1
	BYTES(points+96(FP), 3, R5)
	SUM(R1, R5, R7)
	SUM(R7, R5, R8)
	SUM(R8, R5, R9)
	SUM(R9, R5, R10)
	MOVD window_base+48(FP), R2
	BYTES(points+96(FP), 4, R6)
	SUM(R2, R6, R6)
	MOVD split_base+72(FP), R3
	MOVD points+96(FP), R4
	Loop
		PART(0, V8, V9)
		PART(1, V10, V11)
		SPLAT64(R3, 0, V12)
		SPLAT64(R3, 8, V13)
		TO(R0)
		PUSHRE(V8, V10, V12, V13)
		STORE(32)
		TO(R0)
		PUSHRE(V9, V11, V12, V13)
		STORE(48)
		TO(R0)
		PUSHIM(V8, V10, V12, V13)
		STORE(96)
		TO(R0)
		PUSHIM(V9, V11, V12, V13)
		STORE(112)
		ADD(128, R0)
		ADD(8, R1)
		ADD(8, R7)
		ADD(8, R8)
		ADD(8, R9)
		ADD(8, R10)
		ADD(16, R2)
		ADD(16, R6)
		ADD(16, R3)
		NEXT(1, R4)
	End
	RET

// POINT sets p to the address of the point whose number is at off(order).
#define POINT(order, off, p) \
	I64Load32U off(order) \
	I64Const   $7         \
	I64Shl                \
	Get        R2         \
	I64Add                \
	Set        p

// SQUARE sets v to the squared magnitudes of two lanes, which are float32.
#define SQUARE(re, im, v) \
	PUSHMUL(re, re)      \
	PUSHMUL(im, im)      \
	F64x2Add             \
	F32x4DemoteF64x2Zero \
	Set v

// MAGNITUDES pushes the roots of the squares in the low halves of a and b.
#define MAGNITUDES(a, b) \
	Get              a      \
	Get              b      \
	F64x2ExtractLane $0, $0 \
	F64x2ReplaceLane $0, $1 \
	F32x4Sqrt

// UNTANGLE computes the squared magnitudes of two frames, in a bin and in its mirror.
#define UNTANGLE(off, bin, mirror) \
	LOAD(R6, off, V0)        \
	LOAD(R7, off, V2)        \
	LOAD(R6, off + 64, V1)   \
	LOAD(R7, off + 64, V3)   \
	PUSHADD(V0, V2)          \
	PUSHSUB(V2, V0)          \
	Set V2                   \
	Set V0                   \
	PUSHSUB(V1, V3)          \
	PUSHADD(V1, V3)          \
	Set V3                   \
	Set V1                   \
	PUSHRE(V3, V2, V12, V13) \
	Set V4                   \
	PUSHIM(V3, V2, V12, V13) \
	Set V5                   \
	PUSHADD(V0, V4)          \
	Set V6                   \
	PUSHADD(V1, V5)          \
	Set V7                   \
	SQUARE(V6, V7, bin)      \
	PUSHSUB(V0, V4)          \
	Set V6                   \
	PUSHSUB(V1, V5)          \
	Set V7                   \
	SQUARE(V6, V7, mirror)

// BIN computes and stores the magnitudes of four frames, in a bin and in its mirror.
#define BIN(off, post, bin, mirror) \
	SPLAT64(R3, post, V12)       \
	SPLAT64(R3, post + 8, V13)   \
	UNTANGLE(off, V8, V9)        \
	UNTANGLE(off + 16, V10, V11) \
	TO(R4)                       \
	MAGNITUDES(V8, V10)          \
	STORE(bin)                   \
	TO(R5)                       \
	MAGNITUDES(V9, V11)          \
	STORE(mirror)

// Registers:
//
//	R0, R1 order, of a bin and of its mirror; R2 points; R3 post
//	R4, R5 magnitudes of two bins and of their mirrors
//	R6, R7 the point of a bin and its mirror's; R8 how many bins are left
//
// func fftMagnitudeAsm(mag []float32, d, post []float64, order []int32, points int)
TEXT ·fftMagnitudeAsm(SB), NOSPLIT, $0-104
	MOVD mag_base+0(FP), R4
	MOVD d_base+24(FP), R2
	MOVD post_base+48(FP), R3
	MOVD order_base+72(FP), R0
	BYTES(points+96(FP), 2, R1)
	SUM(R0, R1, R1)
	ADD(-4, R1)
	BYTES(points+96(FP), 5, R5)
	SUM(R4, R5, R5)
	ADD(-16, R5)
	MOVD points+96(FP), R8
	Loop
		POINT(R0, 0, R6)
		POINT(R1, 4, R7)
		BIN(0, 0, 0, 16)
		POINT(R1, 0, R7)
		BIN(32, 16, 16, 0)
		ADD(4, R0)
		ADD(-4, R1)
		ADD(32, R3)
		ADD(32, R4)
		ADD(-32, R5)
		NEXT(2, R8)
	End
	POINT(R0, 0, R6)
	LOAD(R6, 0, V0)
	LOAD(R6, 64, V1)
	SQUARE(V0, V1, V8)
	LOAD(R6, 16, V0)
	LOAD(R6, 80, V1)
	SQUARE(V0, V1, V10)
	MAGNITUDES(V8, V10)
	Set V0
	TO(R4)
	Get V0
	Get V0
	F32x4Add
	STORE(0)
	RET
