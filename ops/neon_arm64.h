// Vector instructions that Go's assembler does not know, each on four float32
// or int32. Operands are numbers of vector registers in Go's order, the
// destination last; the comments are in the syntax of GNU as. FMULE, FMLAE
// and FMLSE multiply a vector n by element i of a vector m.

#define FADD(m, n, d) WORD $(0x4e20d400 | (m)<<16 | (n)<<5 | (d))        // fadd vd.4s, vn.4s, vm.4s
#define FADDP(m, n, d) WORD $(0x6e20d400 | (m)<<16 | (n)<<5 | (d))       // faddp vd.4s, vn.4s, vm.4s: sums of neighbours in n, then in m
#define FSUB(m, n, d) WORD $(0x4ea0d400 | (m)<<16 | (n)<<5 | (d))        // fsub vd.4s, vn.4s, vm.4s: d = n - m
#define FMUL(m, n, d) WORD $(0x6e20dc00 | (m)<<16 | (n)<<5 | (d))        // fmul vd.4s, vn.4s, vm.4s
#define FDIV(m, n, d) WORD $(0x6e20fc00 | (m)<<16 | (n)<<5 | (d))        // fdiv vd.4s, vn.4s, vm.4s: d = n / m
#define FMAX(m, n, d) WORD $(0x4e20f400 | (m)<<16 | (n)<<5 | (d))        // fmax vd.4s, vn.4s, vm.4s: NaN if either is
#define FMIN(m, n, d) WORD $(0x4ea0f400 | (m)<<16 | (n)<<5 | (d))        // fmin vd.4s, vn.4s, vm.4s: NaN if either is
#define FMLA(m, n, d) WORD $(0x4e20cc00 | (m)<<16 | (n)<<5 | (d))        // fmla vd.4s, vn.4s, vm.4s: d += n * m
#define FMLS(m, n, d) WORD $(0x4ea0cc00 | (m)<<16 | (n)<<5 | (d))        // fmls vd.4s, vn.4s, vm.4s: d -= n * m

#define FMULE(m, i, n, d) WORD $(0x4f809000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d)) // fmul vd.4s, vn.4s, vm.s[i]
#define FMLAE(m, i, n, d) WORD $(0x4f801000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d)) // fmla vd.4s, vn.4s, vm.s[i]
#define FMLSE(m, i, n, d) WORD $(0x4f805000 | ((i)&1)<<21 | ((i)>>1)<<11 | (m)<<16 | (n)<<5 | (d)) // fmls vd.4s, vn.4s, vm.s[i]

#define FABS(n, d)    WORD $(0x4ea0f800 | (n)<<5 | (d))                  // fabs vd.4s, vn.4s
#define FCMLT0(n, d)  WORD $(0x4ea0e800 | (n)<<5 | (d))                  // fcmlt vd.4s, vn.4s, #0.0: all ones where n < 0
#define BSL(m, n, d)  WORD $(0x6e601c00 | (m)<<16 | (n)<<5 | (d))        // bsl vd.16b, vn.16b, vm.16b: n where d is one, else m
#define FNEG(n, d)    WORD $(0x6ea0f800 | (n)<<5 | (d))                  // fneg vd.4s, vn.4s
#define FSQRT(n, d)   WORD $(0x6ea1f800 | (n)<<5 | (d))                  // fsqrt vd.4s, vn.4s
#define FRINTN(n, d)  WORD $(0x4e218800 | (n)<<5 | (d))                  // frintn vd.4s, vn.4s: nearest, ties to even
#define FCVTNS(n, d)  WORD $(0x4e21a800 | (n)<<5 | (d))                  // fcvtns vd.4s, vn.4s: to int32
#define SSHLL(n, d)   WORD $(0x0f10a400 | (n)<<5 | (d))                  // sshll vd.4s, vn.4h, #0: int16 to int32
#define SSHLL2(n, d)  WORD $(0x4f10a400 | (n)<<5 | (d))                  // sshll2 vd.4s, vn.8h, #0: the upper four
#define SCVTF15(n, d) WORD $(0x4f31e400 | (n)<<5 | (d))                  // scvtf vd.4s, vn.4s, #15: int32/32768
#define ADD4(m, n, d) WORD $(0x4ea08400 | (m)<<16 | (n)<<5 | (d))        // add vd.4s, vn.4s, vm.4s
#define SHL23(n, d)   WORD $(0x4f375400 | (n)<<5 | (d))                  // shl vd.4s, vn.4s, #23
#define SSHR23(n, d)  WORD $(0x4f290400 | (n)<<5 | (d))                  // sshr vd.4s, vn.4s, #23
#define SCVTF(n, d)   WORD $(0x4e21d800 | (n)<<5 | (d))                  // scvtf vd.4s, vn.4s: from int32
#define MOV(n, d)     WORD $(0x4ea01c00 | (n)<<16 | (n)<<5 | (d))        // mov vd.16b, vn.16b
#define ZERO(d)       WORD $(0x4f000400 | (d))                           // movi vd.4s, #0

// On two float64:

#define FADDD(m, n, d) WORD $(0x4e60d400 | (m)<<16 | (n)<<5 | (d))       // fadd vd.2d, vn.2d, vm.2d
#define FSUBD(m, n, d) WORD $(0x4ee0d400 | (m)<<16 | (n)<<5 | (d))       // fsub vd.2d, vn.2d, vm.2d: d = n - m
#define FMULD(m, n, d) WORD $(0x6e60dc00 | (m)<<16 | (n)<<5 | (d))       // fmul vd.2d, vn.2d, vm.2d
#define FMLAD(m, n, d) WORD $(0x4e60cc00 | (m)<<16 | (n)<<5 | (d))       // fmla vd.2d, vn.2d, vm.2d: d += n * m
#define FMLSD(m, n, d) WORD $(0x4ee0cc00 | (m)<<16 | (n)<<5 | (d))       // fmls vd.2d, vn.2d, vm.2d: d -= n * m

#define FMULED(m, i, n, d) WORD $(0x4fc09000 | (i)<<11 | (m)<<16 | (n)<<5 | (d)) // fmul vd.2d, vn.2d, vm.d[i]
#define FMLAED(m, i, n, d) WORD $(0x4fc01000 | (i)<<11 | (m)<<16 | (n)<<5 | (d)) // fmla vd.2d, vn.2d, vm.d[i]
#define FMLSED(m, i, n, d) WORD $(0x4fc05000 | (i)<<11 | (m)<<16 | (n)<<5 | (d)) // fmls vd.2d, vn.2d, vm.d[i]

#define FCVTL(n, d)   WORD $(0x0e617800 | (n)<<5 | (d))                  // fcvtl vd.2d, vn.2s: to float64
#define FCVTN(n, d)   WORD $(0x0e616800 | (n)<<5 | (d))                  // fcvtn vd.2s, vn.2d: to float32
#define FCVTN2(n, d)  WORD $(0x4e616800 | (n)<<5 | (d))                  // fcvtn2 vd.4s, vn.2d: into the upper two

// FMLAE4 adds the products of four vectors, n and the next three, to d and the
// next three.
#define FMLAE4(m, i, n, d) \
	FMLAE(m, i, n, d)     \
	FMLAE(m, i, n+1, d+1) \
	FMLAE(m, i, n+2, d+2) \
	FMLAE(m, i, n+3, d+3)

// ZERO4 sets four vectors, d and the next three, to zero.
#define ZERO4(d) \
	ZERO(d)   \
	ZERO(d+1) \
	ZERO(d+2) \
	ZERO(d+3)

// FADD4 adds four vectors, m and the next three, to d and the next three.
#define FADD4(m, d) \
	FADD(m, d, d)       \
	FADD(m+1, d+1, d+1) \
	FADD(m+2, d+2, d+2) \
	FADD(m+3, d+3, d+3)

// FMAX4 raises four vectors, d and the next three, to m at least.
#define FMAX4(m, d) \
	FMAX(m, d, d)     \
	FMAX(m, d+1, d+1) \
	FMAX(m, d+2, d+2) \
	FMAX(m, d+3, d+3)
