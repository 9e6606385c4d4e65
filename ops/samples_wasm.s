//go:build goexperiment.simd && go1.27 && !purego

#include "go_asm.h"
#include "textflag.h"
#include "simd_wasm.h"

// The lengths are multiples of 8 samples.

// EXTENDED stores four samples, of which extend makes int32.
#define EXTENDED(off, extend) \
	TO(R0)             \
	Get       V0       \
	extend             \
	F32x4ConvertI32x4S \
	Get       V1       \
	F32x4Mul           \
	STORE(off)

// func int16sAsm(dst []float32, src []byte)
//
// Registers: R0 dst, R1 src, R2 how many samples are left; V1 1/32768 in each lane.
TEXT ·int16sAsm(SB), NOSPLIT, $0-48
	MOVD dst_base+0(FP), R0
	MOVD dst_len+8(FP), R2
	MOVD src_base+24(FP), R1
	F32Const $0.000030517578125
	F32x4Splat
	Set V1
	Block
		IFEQ(R2, 0, $0)
		Loop
			LOAD(R1, 0, V0)
			EXTENDED(0, I32x4ExtendLowI16x8S)
			EXTENDED(16, I32x4ExtendHighI16x8S)
			ADD(32, R0)
			ADD(16, R1)
			NEXT(8, R2)
		End
	End
	RET

// ALL pushes a constant in all lanes.
#define ALL(c) \
	I32Const   c \
	I32x4Splat

// ENCODED pushes four samples as int32 and adds to what is rounded, V0, and far, V1.
#define ENCODED(off) \
	LOAD(R1, off, V2)       \
	Get      V2             \
	Get      V4             \
	F32x4Add                \
	Tee      V3             \
	Get      V4             \
	F32x4Sub                \
	Get      V2             \
	V128Xor                 \
	Get      V0             \
	V128Or                  \
	Set      V0             \
	Get      V3             \
	ALL($const_int16Lowest) \
	I32x4Sub                \
	Tee      V3             \
	Get      V1             \
	V128Or                  \
	Set      V1             \
	Get      V3             \
	ALL($0x8000)            \
	I32x4Sub

// func toInt16sAsm(dst []byte, src []float32) bool
//
// Registers:
//
//	R0     dst, R1 src, R2 how many samples are left
//	V0     what was rounded, V1 what is far, in the upper halves of the lanes
//	V2, V3 samples and their sums with V4, the centre in each lane; see samples_generic.go
TEXT ·toInt16sAsm(SB), NOSPLIT, $0-49
	MOVD dst_base+0(FP), R0
	MOVD src_base+24(FP), R1
	MOVD src_len+32(FP), R2
	ALL($const_int16Centre)
	F32x4ConvertI32x4S
	Set V4
	Block
		IFEQ(R2, 0, $0)
		Loop
			TO(R0)
			ENCODED(0)
			ENCODED(16)
			I16x8NarrowI32x4S
			STORE(0)
			ADD(16, R0)
			ADD(32, R1)
			NEXT(8, R2)
		End
	End
	Get SP
	Get V0
	Get V1
	I32Const $16
	I32x4ShrU
	V128Or
	V128AnyTrue
	I32Eqz
	I32Store8 ret+48(FP)
	RET
