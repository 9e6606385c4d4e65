//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// func int16sAsm(dst []float32, src []byte)
//
// Eight samples per iteration, the last ones one by one. The conversion divides by
// 32768.
//
// Registers:
//
//	R0 dst, R1 src, R2 samples left
TEXT ·int16sAsm(SB), NOSPLIT, $0-48
	MOVD dst_base+0(FP), R0
	MOVD dst_len+8(FP), R2
	MOVD src_base+24(FP), R1

eight:
	SUBS    $8, R2
	BLT     rest
	FMOVQ.P 16(R1), F0
	SSHLL(0, 1)
	SSHLL2(0, 2)
	SCVTF15(1, 1)
	SCVTF15(2, 2)
	VST1.P [V1.S4, V2.S4], 32(R0)
	B       eight

rest:
	ADD $8, R2

one:
	SUBS    $1, R2
	BLT     done
	MOVH.P  2(R1), R3
	VDUP    R3, V0.H8
	SSHLL(0, 1)
	SCVTF15(1, 1)
	FMOVS.P F1, 4(R0)
	B       one

done:
	RET

// SUM adds the centre to four values, v, leaves their sums in s, and gathers in
// V18 what was rounded, and in V19 what is far. t is lost. Each register is given by
// its number, too.
#define SUM(v, V, s, S, t, T) \
	FADD(20, v, s)                 \
	FSUB(20, s, t)                 \
	VEOR V.B16, T.B16, T.B16       \
	VORR T.B16, V18.B16, V18.B16   \
	VSUB V21.S4, S.S4, T.S4        \
	VORR T.B16, V19.B16, V19.B16

// func toInt16sAsm(dst []byte, src []float32) bool
//
// Eight samples per iteration, the last ones one by one.
//
// Registers:
//
//	R0 dst, R1 src, R2 samples left
//	V18 what was rounded, V19 what is far, in the upper halves of the lanes
//	V20 the centre in each lane, V21 the lowest, see samples_generic.go
TEXT ·toInt16sAsm(SB), NOSPLIT, $0-49
	MOVD dst_base+0(FP), R0
	MOVD src_base+24(FP), R1
	MOVD src_len+32(FP), R2
	MOVD $0x43c00000, R3
	VDUP R3, V20.S4
	MOVD $0x43bf8000, R3
	VDUP R3, V21.S4
	ZERO(18)
	ZERO(19)

eight:
	SUBS   $8, R2
	BLT    rest
	VLD1.P 32(R1), [V0.S4, V1.S4]
	SUM(0, V0, 2, V2, 4, V4)
	SUM(1, V1, 3, V3, 5, V5)
	VUZP1  V3.H8, V2.H8, V0.H8 // the lower halves of the lanes
	FMOVQ.P F0, 16(R0)
	B      eight

rest:
	ADD $8, R2

one:
	SUBS    $1, R2
	BLT     done
	FMOVS.P 4(R1), F0 // zeros in the other lanes, which are samples, too
	SUM(0, V0, 2, V2, 4, V4)
	VMOV    V2.S[0], R3
	MOVH.P  R3, 2(R0)
	B       one

done:
	VUSHR $16, V19.S4, V19.S4
	VORR  V19.B16, V18.B16, V18.B16
	VMOV  V18.D[0], R2
	VMOV  V18.D[1], R3
	ORR   R3, R2
	CMP   $0, R2
	CSET  EQ, R0
	MOVB  R0, ret+48(FP)
	RET

// func meansAsm(dst, src []float32)
//
// Four means per iteration, the last ones one by one.
//
// Registers:
//
//	R0 dst, R1 src, R2 means left
//	V3  1/2 in each lane
TEXT ·meansAsm(SB), NOSPLIT, $0-48
	MOVD dst_base+0(FP), R0
	MOVD dst_len+8(FP), R2
	MOVD src_base+24(FP), R1
	MOVD $0x3f000000, R3
	VDUP R3, V3.S4

four:
	SUBS   $4, R2
	BLT    rest
	VLD1.P 32(R1), [V0.S4, V1.S4]
	FMUL(3, 0, 0)
	FMUL(3, 1, 1)
	FADDP(1, 0, 0)
	FMOVQ.P F0, 16(R0)
	B      four

rest:
	ADD $4, R2

one:
	SUBS    $1, R2
	BLT     done
	FMOVD.P 8(R1), F0
	FMUL(3, 0, 0)
	FADDP(0, 0, 0)
	FMOVS.P F0, 4(R0)
	B       one

done:
	RET
