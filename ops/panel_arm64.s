//go:build !purego

#include "textflag.h"
#include "neon_arm64.h"

// A panel kernel multiplies vectors of four weights by one element of a vector
// of inputs. It takes four inputs of each row at once, and the last
// one to three singly. The sums of a row lie in the order of its outputs; the
// initial values join them at the end.
//
// Registers:
//
//	R0 y, R1 its stride; R2 init, R3 its stride; R4 k
//	R5-R8    weights, one pointer for each panel
//	R9-R14   inputs of rows 0 to 5, R15 their stride
//	V8-V31   sums
//
// and at the end:
//
//	V0-V3    initial values of 16 outputs
//	V4       floor

// INPUTS runs a kernel's macros: load(op, size) loads the next inputs of each
// row, product(i) multiplies element i of them.
#define INPUTS(load, product) \
four:                     \
	SUBS $4, R4       \
	BLT  rest         \
	load(FMOVQ.P, 16) \
	product(0)        \
	product(1)        \
	product(2)        \
	product(3)        \
	B    four         \
rest:                     \
	ADDS $4, R4       \
	BEQ  done         \
one:                      \
	load(FMOVS.P, 4)  \
	product(0)        \
	SUBS $1, R4       \
	BNE  one          \
done:

// STRIDED loads the arguments that the kernels of several rows share. Strides
// are in bytes from here on.
#define STRIDED \
	MOVD y_base+0(FP), R0     \
	MOVD ys+24(FP), R1        \
	MOVD x_base+32(FP), R9    \
	MOVD xs+56(FP), R15       \
	MOVD w_base+64(FP), R5    \
	MOVD init_base+88(FP), R2 \
	MOVD is+112(FP), R3       \
	LSL  $2, R1               \
	LSL  $2, R15              \
	LSL  $2, R3               \
	ADD  R15, R9, R10

// FINISH stores 16 outputs: the larger of the floor and initial values plus
// sums, which are in V[sum] to d. init and y are operands that move on to the
// next outputs. It loads before it stores, as init may be y.
#define FINISH(init, y, sum, a, b, c, d) \
	VLD1.P init, [V0.S4, V1.S4, V2.S4, V3.S4] \
	FADD4(0, sum)                             \
	FMAX4(4, sum)                             \
	VST1.P [a.S4, b.S4, c.S4, d.S4], y

// One row of 64 outputs: four panels, 16 sums in V8 to V23. The inputs are in
// V2, the weights alternately in V24 to V27 and V28 to V31.

#define EVEN(w, i, sum) \
	VLD1.P 64(w), [V24.S4, V25.S4, V26.S4, V27.S4] \
	FMLAE4(2, i, 24, sum)
#define ODD(w, i, sum) \
	VLD1.P 64(w), [V28.S4, V29.S4, V30.S4, V31.S4] \
	FMLAE4(2, i, 28, sum)
#define LOAD1(op, size) op size(R9), F2
#define PRODUCT1(i) \
	EVEN(R5, i, 8)  \
	ODD(R6, i, 12)  \
	EVEN(R7, i, 16) \
	ODD(R8, i, 20)

// func panel1x64Asm(y, x []float32, w []lanes, init []float32, ws, k int, floor float32)
TEXT ·panel1x64Asm(SB), NOSPLIT, $0-116
	MOVD   y_base+0(FP), R0
	MOVD   x_base+24(FP), R9
	MOVD   w_base+48(FP), R5
	MOVD   init_base+72(FP), R2
	MOVD   ws+96(FP), R3
	MOVD   k+104(FP), R4
	ADD    R3<<6, R5, R6
	ADD    R3<<6, R6, R7
	ADD    R3<<6, R7, R8
	ZERO4(8)
	ZERO4(12)
	ZERO4(16)
	ZERO4(20)
	INPUTS(LOAD1, PRODUCT1)
	FMOVS  floor+112(FP), F4
	VDUP   V4.S[0], V4.S4
	FINISH(64(R2), 64(R0), 8, V8, V9, V10, V11)
	FINISH(64(R2), 64(R0), 12, V12, V13, V14, V15)
	FINISH(64(R2), 64(R0), 16, V16, V17, V18, V19)
	FINISH(64(R2), 64(R0), 20, V20, V21, V22, V23)
	RET

// Two rows of 32 outputs: two panels, eight sums a row in V8 to V15 and V16 to
// V23. The inputs are in V2 and V3, the weights as above.

#define LOAD2(op, size) \
	op size(R9), F2 \
	op size(R10), F3
#define PRODUCT2(i) \
	EVEN(R5, i, 8)       \
	FMLAE4(3, i, 24, 16) \
	ODD(R6, i, 12)       \
	FMLAE4(3, i, 28, 20)

// func panel2x32Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, ws, k int, floor float32)
TEXT ·panel2x32Asm(SB), NOSPLIT, $0-140
	STRIDED
	MOVD   ws+120(FP), R6
	MOVD   k+128(FP), R4
	ADD    R6<<6, R5, R6
	ZERO4(8)
	ZERO4(12)
	ZERO4(16)
	ZERO4(20)
	INPUTS(LOAD2, PRODUCT2)
	FMOVS  floor+136(FP), F4
	VDUP   V4.S[0], V4.S4
	ADD    R0, R1
	ADD    R2, R3
	FINISH(64(R2), 64(R0), 8, V8, V9, V10, V11)
	FINISH(64(R2), 64(R0), 12, V12, V13, V14, V15)
	FINISH(64(R3), 64(R1), 16, V16, V17, V18, V19)
	FINISH(64(R3), 64(R1), 20, V20, V21, V22, V23)
	RET

// Three to six rows of 16 outputs: one panel, four sums a row, row 0 in V8 to
// V11 and so on. The inputs are in V2 to V7, half of an input's weights in V0
// and V1: six rows take all registers. Each kernel's macros extend those of
// the kernel before it by one row.

#define ROW(x, i, sum) \
	FMLAE(x, i, 0, sum) \
	FMLAE(x, i, 1, sum+1)

#define PRODUCTS(i, rows) \
	FLDPQ.P 32(R5), (F0, F1) \
	rows(i, 8)               \
	FLDPQ.P 32(R5), (F0, F1) \
	rows(i, 10)

#define START3 \
	STRIDED           \
	ADD R15, R10, R11 \
	ADD R15, R11, R12 \
	ADD R15, R12, R13 \
	ADD R15, R13, R14 \
	ZERO4(8)          \
	ZERO4(12)         \
	ZERO4(16)
#define LOAD3(op, size) \
	op size(R9), F2  \
	op size(R10), F3 \
	op size(R11), F4
#define ROWS3(i, sum) \
	ROW(2, i, sum)   \
	ROW(3, i, sum+4) \
	ROW(4, i, sum+8)
#define PRODUCT3(i) PRODUCTS(i, ROWS3)
#define FINISH3 \
	FINISH((R2)(R3), (R0)(R1), 8, V8, V9, V10, V11)    \
	FINISH((R2)(R3), (R0)(R1), 12, V12, V13, V14, V15) \
	FINISH((R2)(R3), (R0)(R1), 16, V16, V17, V18, V19)

// func panel3x16Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)
TEXT ·panel3x16Asm(SB), NOSPLIT, $0-132
	START3
	MOVD  k+120(FP), R4
	INPUTS(LOAD3, PRODUCT3)
	FMOVS floor+128(FP), F4
	VDUP  V4.S[0], V4.S4
	FINISH3
	RET

#define START4 \
	START3 \
	ZERO4(20)
#define LOAD4(op, size) \
	LOAD3(op, size) \
	op size(R12), F5
#define ROWS4(i, sum) \
	ROWS3(i, sum) \
	ROW(5, i, sum+12)
#define PRODUCT4(i) PRODUCTS(i, ROWS4)
#define FINISH4 \
	FINISH3 \
	FINISH((R2)(R3), (R0)(R1), 20, V20, V21, V22, V23)

// func panel4x16Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)
TEXT ·panel4x16Asm(SB), NOSPLIT, $0-132
	START4
	MOVD  k+120(FP), R4
	INPUTS(LOAD4, PRODUCT4)
	FMOVS floor+128(FP), F4
	VDUP  V4.S[0], V4.S4
	FINISH4
	RET

#define START5 \
	START4 \
	ZERO4(24)
#define LOAD5(op, size) \
	LOAD4(op, size) \
	op size(R13), F6
#define ROWS5(i, sum) \
	ROWS4(i, sum) \
	ROW(6, i, sum+16)
#define PRODUCT5(i) PRODUCTS(i, ROWS5)
#define FINISH5 \
	FINISH4 \
	FINISH((R2)(R3), (R0)(R1), 24, V24, V25, V26, V27)

// func panel5x16Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)
TEXT ·panel5x16Asm(SB), NOSPLIT, $0-132
	START5
	MOVD  k+120(FP), R4
	INPUTS(LOAD5, PRODUCT5)
	FMOVS floor+128(FP), F4
	VDUP  V4.S[0], V4.S4
	FINISH5
	RET

#define START6 \
	START5 \
	ZERO4(28)
#define LOAD6(op, size) \
	LOAD5(op, size) \
	op size(R14), F7
#define ROWS6(i, sum) \
	ROWS5(i, sum) \
	ROW(7, i, sum+20)
#define PRODUCT6(i) PRODUCTS(i, ROWS6)
#define FINISH6 \
	FINISH5 \
	FINISH((R2)(R3), (R0)(R1), 28, V28, V29, V30, V31)

// func panel6x16Asm(y []float32, ys int, x []float32, xs int, w []lanes, init []float32, is, k int, floor float32)
TEXT ·panel6x16Asm(SB), NOSPLIT, $0-132
	START6
	MOVD  k+120(FP), R4
	INPUTS(LOAD6, PRODUCT6)
	FMOVS floor+128(FP), F4
	VDUP  V4.S[0], V4.S4
	FINISH6
	RET
