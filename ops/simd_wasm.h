// Macros of the kernels in the assembly of WebAssembly, whose registers are local
// variables: a compiler, such as that of V8, chooses the processor's. An address is
// an offset and a register, which holds an int64.
//
// A block of instructions without branches should hold no more than 15 vectors,
// counting all that it loads: V8 loads them all before it multiplies the first, and
// spills what it has no register for, sums too. CUT divides a block.

// SPLAT sets all lanes of v to the value at off(x).
#define SPLAT(x, off, v) \
	F32Load off(x) \
	F32x4Splat     \
	Set     v

// SPLAT64 sets both lanes of v to the value at off(x).
#define SPLAT64(x, off, v) \
	F64Load off(x) \
	F64x2Splat     \
	Set     v

// LOAD sets v to the 16 bytes at off(x).
#define LOAD(x, off, v) \
	V128Load off(x) \
	Set      v

// TO begins a store, STORE ends it: what lies between computes the value.
#define TO(p) \
	Get        p \
	I32WrapI64
#define STORE(off) \
	V128Store $0, $off

// MAC adds the product of x and w to a sum. It is rounded before it is added.
#define MAC(sum, x, w) \
	Get sum  \
	Get x    \
	Get w    \
	F32x4Mul \
	F32x4Add \
	Set sum

// ZERO8 sets eight sums to zero.
#define ZERO8 \
	V128Const $0, $0 \
	Tee V0           \
	Tee V1           \
	Tee V2           \
	Tee V3           \
	Tee V4           \
	Tee V5           \
	Tee V6           \
	Set V7

// FLOOR sets all lanes of V14, the floor of FINISH.
#define FLOOR(floor) \
	F32Load    floor \
	F32x4Splat       \
	Set        V14

// FINISH stores init + sum, or the floor if that is larger, four values at off(y).
#define FINISH(y, init, off, sum) \
	TO(y)              \
	V128Load off(init) \
	Get      sum       \
	F32x4Add           \
	Get      V14       \
	F32x4Pmax          \
	STORE(off)

// PUSH macros compute with two float64 and leave the result on the stack: the sum, the
// difference and the product of a and b.
#define PUSHADD(a, b) \
	Get      a \
	Get      b \
	F64x2Add
#define PUSHSUB(a, b) \
	Get      a \
	Get      b \
	F64x2Sub
#define PUSHMUL(a, b) \
	Get      a \
	Get      b \
	F64x2Mul

// PUSHRE and PUSHIM push the parts of the product of ar + i*ai and br + i*bi.
#define PUSHRE(ar, ai, br, bi) \
	PUSHMUL(ar, br) \
	PUSHMUL(ai, bi) \
	F64x2Sub
#define PUSHIM(ar, ai, br, bi) \
	PUSHMUL(ar, bi) \
	PUSHMUL(ai, br) \
	F64x2Add

// BYTES sets r to a number of values of 1<<shift bytes, in bytes.
#define BYTES(count, shift, r) \
	MOVD     count, r \
	Get      r        \
	I64Const $shift   \
	I64Shl            \
	Set      r

// SUM sets r to a + b.
#define SUM(a, b, r) \
	Get    a \
	Get    b \
	I64Add   \
	Set    r

// ADD adds n to r.
#define ADD(n, r) \
	Get      r  \
	I64Const $n \
	I64Add      \
	Set      r

// IFEQ branches if r is n.
#define IFEQ(r, n, to) \
	Get      r  \
	I64Const $n \
	I64Eq       \
	BrIf     to

// CUT divides the block of instructions by a branch out of the loop and the block
// around it, which is never taken: a and b point into different operands. The CUTs of
// one pass of a loop need a pair each, as V8 makes no comparison twice.
#define CUT(a, b) \
	Get   a \
	Get   b \
	I64Eq   \
	BrIf  $1

// NEXT subtracts n from r, and goes back to the start of the loop until it is zero.
#define NEXT(n, r) \
	Get      r  \
	I64Const $n \
	I64Sub      \
	Tee      r  \
	I64Const $0 \
	I64Ne       \
	BrIf     $0
