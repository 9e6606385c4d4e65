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
