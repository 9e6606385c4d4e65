package flac

import "github.com/gosilero/vad/audio/internal/bits"

// A subframe is one channel of a block: a constant, the samples as they are,
// or a linear prediction and what it missed (the residual), Rice-coded.
// Source: RFC 9639, section 9.2.

// Kinds of subframes, a field of 6 bits. Those between are reserved.
const (
	kindConstant  = 0
	kindVerbatim  = 1
	kindFixed     = 8 // and the order of the predictor
	kindFixedLast = kindFixed + 4
	kindLinear    = 32 // and the order of the predictor - 1
)

// fixedPredictors are the coefficients of the fixed predictors of order 0 to 4,
// that of the last sample last.
var fixedPredictors = [5][]int64{{}, {1}, {-1, 2}, {1, -3, 3}, {-1, 4, -6, 4}}

// readSubframe decodes len(out) samples of the given number of bits.
func readSubframe(r *bits.Reader, out []int64, width uint) error {
	reserved, kind, hasWasted := r.Read(1), r.Read(6), r.Read(1)
	var wasted uint
	if hasWasted == 1 {
		wasted = uint(min(r.Unary(), uint64(width))) + 1
	}
	if reserved != 0 || wasted >= width {
		return ErrFrame
	}
	width -= wasted
	var err error
	switch {
	case kind == kindConstant:
		v := r.Signed(width)
		for i := range out {
			out[i] = v
		}
	case kind == kindVerbatim:
		for i := range out {
			out[i] = r.Signed(width)
		}
	case kind >= kindFixed && kind <= kindFixedLast:
		err = readFixed(r, out, width, fixedPredictors[kind-kindFixed])
	case kind >= kindLinear:
		err = readLinear(r, out, width, int(kind-kindLinear)+1)
	default:
		return ErrFrame
	}
	if err != nil {
		return err
	}
	if r.Overrun() {
		return ErrShort
	}
	if wasted > 0 {
		for i := range out {
			out[i] <<= wasted
		}
	}
	return nil
}

// readFixed decodes samples that a fixed predictor has shortened.
func readFixed(r *bits.Reader, out []int64, width uint, coefficients []int64) error {
	if len(coefficients) > len(out) {
		return ErrFrame
	}
	for i := range coefficients {
		out[i] = r.Signed(width)
	}
	if err := readResidual(r, out, len(coefficients)); err != nil {
		return err
	}
	predict(out, coefficients, 0)
	return nil
}

// readLinear decodes samples with a predictor that the subframe describes.
func readLinear(r *bits.Reader, out []int64, width uint, order int) error {
	if order > len(out) {
		return ErrFrame
	}
	for i := range order {
		out[i] = r.Signed(width)
	}
	precision := uint(r.Read(4)) + 1
	shift := r.Signed(5)
	if precision == 16 || shift < 0 {
		return ErrFrame
	}
	var buf [32]int64
	coefficients := buf[:order]
	for i := range coefficients {
		coefficients[order-1-i] = r.Signed(precision)
	}
	if err := readResidual(r, out, order); err != nil {
		return err
	}
	predict(out, coefficients, uint(shift))
	return nil
}

// predict turns a residual into samples:
//
//	for i := order; i < len(x); i++ {
//		x[i] += sum(x[i-order+j] * coefficients[j]) >> shift
//	}
//
// where order is len(coefficients).
func predict(x, coefficients []int64, shift uint) {
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

// readResidual fills out[order:]. It is cut into partitions with a Rice
// parameter each; the first is shorter by order.
func readResidual(r *bits.Reader, out []int64, order int) error {
	method := r.Read(2)
	partitions := 1 << r.Read(4)
	if method > 1 {
		return ErrFrame
	}
	parameterBits := uint(4 + method)
	size := len(out) / partitions
	if size*partitions != len(out) || size < order {
		return ErrFrame
	}
	start := order
	for p := range partitions {
		end := (p + 1) * size
		parameter := uint(r.Read(parameterBits))
		if parameter == 1<<parameterBits-1 { // not Rice-coded
			width := uint(r.Read(5))
			for i := start; i < end; i++ {
				out[i] = r.Signed(width)
			}
		} else {
			r.Rice(out[start:end], parameter)
		}
		if r.Overrun() {
			return ErrShort
		}
		start = end
	}
	return nil
}
