//go:build goexperiment.simd && go1.27 && !purego

#include "textflag.h"
#include "simd_wasm.h"

// The gates take four units at a time.
//
// Registers:
//
//	R0-R2  h, c and the sums of gate i; f, g and o lie 64, 128 and 192 bytes on
//	R3     how many units are left, R4 how many vectors of a panel
//	V0-V2  of EXPM1

// The constants of activation.go.
#define expLow  $-87.0
#define expHigh $88.0
#define log2e   $1.44269504088896341
#define magic   $12582912.0
#define ln2Hi   $0.693359375
#define ln2Lo   $-2.12194440e-4
#define expP0   $1.9875691500e-4
#define expP1   $1.3981999507e-3
#define expP2   $8.3334519073e-3
#define expP3   $4.1665795894e-2
#define expP4   $1.6666665459e-1
#define expP5   $5.0000001201e-1
#define one     $1.0
#define oneBits $0x3f800000

// ALL pushes a constant in all lanes.
#define ALL(c) \
	F32Const   c \
	F32x4Splat

// HORNER replaces the polynomial on the stack by itself times r plus c.
#define HORNER(r, c) \
	Get      r \
	F32x4Mul   \
	ALL(c)     \
	F32x4Add

// EXPM1 sets V1 and V2 to the q and s of expm1 for x in V0, which it replaces by r. The
// integer n is in the last bits of its sum with magic; a shift makes it the exponent of s.
#define EXPM1 \
	Get       V0      \
	ALL(expLow)       \
	F32x4Pmax         \
	ALL(expHigh)      \
	F32x4Pmin         \
	Tee       V0      \
	ALL(log2e)        \
	F32x4Mul          \
	ALL(magic)        \
	F32x4Add          \
	Tee       V2      \
	ALL(magic)        \
	F32x4Sub          \
	Set       V1      \
	Get       V0      \
	Get       V1      \
	ALL(ln2Hi)        \
	F32x4Mul          \
	F32x4Sub          \
	Get       V1      \
	ALL(ln2Lo)        \
	F32x4Mul          \
	F32x4Sub          \
	Set       V0      \
	ALL(expP0)        \
	HORNER(V0, expP1) \
	HORNER(V0, expP2) \
	HORNER(V0, expP3) \
	HORNER(V0, expP4) \
	HORNER(V0, expP5) \
	Get       V0      \
	Get       V0      \
	F32x4Mul          \
	F32x4Mul          \
	Get       V0      \
	F32x4Add          \
	Set       V1      \
	Get       V2      \
	I32Const  $23     \
	I32x4Shl          \
	I32Const  oneBits \
	I32x4Splat        \
	I32x4Add          \
	Set       V2

// ADDQS adds q*s to the value on the stack.
#define ADDQS \
	Get      V1 \
	Get      V2 \
	F32x4Mul    \
	F32x4Add

// SIGMOID sets y to the sigmoid of four values at off(R2).
#define SIGMOID(off, y) \
	V128Load off(R2) \
	F32x4Neg         \
	Set      V0      \
	EXPM1            \
	ALL(one)         \
	Get      V2      \
	ALL(one)         \
	F32x4Add         \
	ADDQS            \
	F32x4Div         \
	Set      y

// TANH sets y to the hyperbolic tangent of x.
#define TANH(x, y) \
	Get      x    \
	Get      x    \
	F32x4Add      \
	Set      V0   \
	EXPM1         \
	Get      V2   \
	ALL(one)      \
	F32x4Sub      \
	ADDQS         \
	Tee      y    \
	Get      y    \
	ALL($2.0)     \
	F32x4Add      \
	F32x4Div      \
	Set      y

// FORGET sets y to forget(x, c, t).
#define FORGET(x, c, t, y) \
	Get           x      \
	F32x4Abs             \
	F32x4Neg             \
	Set           V0     \
	EXPM1                \
	Get           V2     \
	ADDQS                \
	Tee           y      \
	ALL(one)             \
	Get           y      \
	F32x4Add             \
	F32x4Div             \
	Get           c      \
	F32x4Mul             \
	Set           y      \
	Get           t      \
	Get           y      \
	F32x4Add             \
	Get           c      \
	Get           t      \
	Get           y      \
	F32x4Sub             \
	F32x4Add             \
	Get           x      \
	V128Const     $0, $0 \
	F32x4Lt              \
	V128Bitselect        \
	Set           y

// func lstmGatesAsm(h, c, sums []float32)
TEXT ·lstmGatesAsm(SB), NOSPLIT, $0-72
	MOVD h_base+0(FP), R0
	MOVD c_base+24(FP), R1
	MOVD c_len+32(FP), R3
	MOVD sums_base+48(FP), R2
	Block
		IFEQ(R3, 0, $0)
		MOVD $4, R4
		Loop
			SIGMOID(0, V3)
			LOAD(R2, 128, V4)
			TANH(V4, V5)
			Get V3
			Get V5
			F32x4Mul
			Set V3
			LOAD(R2, 64, V4)
			LOAD(R1, 0, V5)
			FORGET(V4, V5, V3, V6)
			TO(R1)
			Get V6
			STORE(0)
			SIGMOID(192, V3)
			TANH(V6, V4)
			TO(R0)
			Get V3
			Get V4
			F32x4Mul
			STORE(0)
			ADD(16, R0)
			ADD(16, R1)
			ADD(16, R2)
			NEXT(1, R4)
			MOVD $4, R4
			ADD(192, R2)
			NEXT(16, R3)
		End
	End
	RET
