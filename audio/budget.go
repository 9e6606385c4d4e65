package audio

// budget bounds what input asks for by its size: a fixed amount, and some for each
// byte. Real input stays far below it; crafted input stops being expensive.
type budget struct {
	left    int64
	perByte int64
}

// earn adds what bytes of input allow.
func (b *budget) earn(bytes int) { b.left += int64(bytes) * b.perByte }

// spend takes a cost from what is left, or nothing, and false, if it is more.
func (b *budget) spend(cost int64) bool {
	if cost > b.left {
		return false
	}
	b.left -= cost
	return true
}

// newValueBudget bounds the values decoded. Digital silence has the most for a
// byte: 1000 in ordinary FLAC and Vorbis, 3000 in Opus that is not transmitted, 6000 in
// the largest blocks of FLAC. The fixed amount is 3 minutes of 48 kHz stereo.
func newValueBudget() budget { return budget{left: 1 << 24, perByte: 8192} }

// newHeaderBudget bounds the work that the headers of chained streams make, counted
// in codebook entries, of 0.1 µs. Those of the reference encoder need 4 for a byte.
func newHeaderBudget() budget { return budget{left: 1 << 21, perByte: 8} }

// newPageBudget bounds the bytes of Ogg pages that prove to be none. Damage needs 1
// for a byte.
func newPageBudget() budget { return budget{left: 1 << 20, perByte: 8} }

// newFrameBudget bounds the values of FLAC frames that prove to be none. Damage
// needs as many as the frame has, some 10 for a byte.
func newFrameBudget() budget { return budget{left: 1 << 22, perByte: 256} }
