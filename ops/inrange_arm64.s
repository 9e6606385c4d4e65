//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// CARRY adds to the exponents of four values what makes those of 2^32 and more
// carry into the sign bit, and gathers the result.
#define CARRY(v, carry) \
	VAND V20.B16, v.B16, v.B16 \
	VADD V21.S4, v.S4, v.S4    \
	VORR v.B16, carry.B16, carry.B16

// func inRangeAsm(x []float32) bool
//
// Sixteen values per iteration, the last ones one by one.
//
// Registers:
//
//	R0 x, R1 values left
//	V0-V3    values
//	V16-V19  carries, in the sign bits
//	V20      all bits but the sign in each lane
//	V21      excess in each lane, see inrange_generic.go
TEXT ·inRangeAsm(SB), NOSPLIT, $0-25
	MOVD x_base+0(FP), R0
	MOVD x_len+8(FP), R1
	MOVD $0x7fffffff, R2
	VDUP R2, V20.S4
	MOVD $((256-(127+32))<<23), R2
	VDUP R2, V21.S4
	ZERO4(16)

sixteen:
	SUBS   $16, R1
	BLT    rest
	VLD1.P 64(R0), [V0.S4, V1.S4, V2.S4, V3.S4]
	CARRY(V0, V16)
	CARRY(V1, V17)
	CARRY(V2, V18)
	CARRY(V3, V19)
	B      sixteen

rest:
	ADD $16, R1

one:
	SUBS    $1, R1
	BLT     done
	FMOVS.P 4(R0), F0
	CARRY(V0, V16)
	B       one

done:
	VORR V17.B16, V16.B16, V16.B16
	VORR V19.B16, V18.B16, V18.B16
	VORR V18.B16, V16.B16, V16.B16
	VMOV V16.D[0], R2
	VMOV V16.D[1], R3
	ORR  R3, R2
	TST  $0x8000000080000000, R2
	CSET EQ, R0
	MOVB R0, ret+24(FP)
	RET
