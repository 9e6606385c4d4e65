package audio

import (
	"encoding/binary"
	"math/bits"
)

// A subframe is one channel of a block: a constant, the samples as they are,
// or a linear prediction and what it missed (the residual), Rice-coded.
// Source: RFC 9639, section 9.2.

// flacFixed are the coefficients of the fixed predictors of order 0 to 4, that
// of the last sample last.
var flacFixed = [5][]int64{{}, {1}, {-1, 2}, {1, -3, 3}, {-1, 4, -6, 4}}

// readFLACSubframe decodes len(out) samples of the given number of bits.
func readFLACSubframe(r *bitReader, out []int64, bits uint) error {
	reserved, kind, hasWasted := r.read(1), r.read(6), r.read(1)
	var wasted uint
	if hasWasted == 1 {
		wasted = uint(min(r.readUnary(), uint64(bits))) + 1
	}
	if reserved != 0 || wasted >= bits {
		return errFLACFrame
	}
	bits -= wasted
	var err error
	switch {
	case kind == 0:
		v := r.readSigned(bits)
		for i := range out {
			out[i] = v
		}
	case kind == 1:
		for i := range out {
			out[i] = r.readSigned(bits)
		}
	case kind >= 8 && kind <= 12:
		err = readFLACFixed(r, out, bits, flacFixed[kind-8])
	case kind >= 32:
		err = readFLACLinear(r, out, bits, int(kind)-31)
	default:
		return errFLACFrame
	}
	if err != nil {
		return err
	}
	if r.overrun() {
		return errFLACShort
	}
	if wasted > 0 {
		for i := range out {
			out[i] <<= wasted
		}
	}
	return nil
}

// readFLACFixed decodes samples that a fixed predictor has shortened.
func readFLACFixed(r *bitReader, out []int64, bits uint, coefficients []int64) error {
	if len(coefficients) > len(out) {
		return errFLACFrame
	}
	for i := range coefficients {
		out[i] = r.readSigned(bits)
	}
	if err := readFLACResidual(r, out, len(coefficients)); err != nil {
		return err
	}
	predictFLAC(out, coefficients, 0)
	return nil
}

// readFLACLinear decodes samples with a predictor of its own.
func readFLACLinear(r *bitReader, out []int64, bits uint, order int) error {
	if order > len(out) {
		return errFLACFrame
	}
	for i := range order {
		out[i] = r.readSigned(bits)
	}
	precision := uint(r.read(4)) + 1
	shift := r.readSigned(5)
	if precision == 16 || shift < 0 {
		return errFLACFrame
	}
	var buf [32]int64
	coefficients := buf[:order]
	for i := range coefficients {
		coefficients[order-1-i] = r.readSigned(precision)
	}
	if err := readFLACResidual(r, out, order); err != nil {
		return err
	}
	predictFLAC(out, coefficients, uint(shift))
	return nil
}

// predictFLAC turns a residual into samples:
//
//	for i := order; i < len(x); i++ {
//		x[i] += sum(x[i-order+j] * coefficients[j]) >> shift
//	}
//
// where order is len(coefficients).
func predictFLAC(x, coefficients []int64, shift uint) {
	order := len(coefficients)
	for i := order; i < len(x); i++ {
		var sum int64
		past := x[i-order : i][:len(coefficients)]
		for j, c := range coefficients {
			sum += past[j] * c
		}
		x[i] += sum >> (shift & 63)
	}
}

// readFLACResidual fills out[order:]. It is cut into partitions with a Rice
// parameter each; the first is shorter by order.
func readFLACResidual(r *bitReader, out []int64, order int) error {
	method := r.read(2)
	partitions := 1 << r.read(4)
	if method > 1 {
		return errFLACFrame
	}
	parameterBits := uint(4 + method)
	size := len(out) / partitions
	if size*partitions != len(out) || size < order {
		return errFLACFrame
	}
	start := order
	for p := range partitions {
		end := (p + 1) * size
		parameter := uint(r.read(parameterBits))
		if parameter == 1<<parameterBits-1 { // not Rice-coded
			width := uint(r.read(5))
			for i := start; i < end; i++ {
				out[i] = r.readSigned(width)
			}
		} else {
			readRice(r, out[start:end], parameter)
		}
		if r.overrun() {
			return errFLACShort
		}
		start = end
	}
	return nil
}

// readRice reads signed numbers: a quotient in unary, the parameter's number of
// low bits, of which the lowest is the sign. It keeps the next bits in a
// register, for most of the time of decoding is spent here.
func readRice(r *bitReader, out []int64, parameter uint) {
	data, pos := r.data, r.pos
	padded := data[:len(data)+bitReaderPadding]
	var word uint64 // the bits from pos on, left-justified
	var valid uint  // how many of them
	for i := range out {
		zeros := uint(bits.LeadingZeros64(word))
		n := zeros + 1 + parameter
		if n > valid {
			at := pos >> 3
			if at >= len(data) {
				r.pos = 8*len(data) + 1 // overrun
				return
			}
			word, valid = binary.BigEndian.Uint64(padded[at:at+8])<<(pos&7), 64-uint(pos&7)
			zeros = uint(bits.LeadingZeros64(word))
			n = zeros + 1 + parameter
		}
		var u uint64
		if n <= valid {
			u = uint64(zeros)<<(parameter&63) | word<<((zeros+1)&63)>>1>>((63-parameter)&63)
			word <<= n & 63
			valid -= n
			pos += int(n)
		} else {
			r.pos = pos
			u = r.readUnary() << parameter
			u |= r.read(parameter)
			pos, valid = r.pos, 0
		}
		out[i] = int64(u>>1) ^ -int64(u&1)
	}
	r.pos = pos
}
