package audio

// The tables expand the logarithmic bytes of ITU-T G.711.
var (
	muLawTable = g711Table(expandMuLaw)
	aLawTable  = g711Table(expandALaw)
)

func g711Table(expand func(byte) int) (table [256]float32) {
	for b := range table {
		table[b] = float32(expand(byte(b))) / (1 << 15)
	}
	return table
}

// expandMuLaw returns the 14-bit sample of one mu-law byte, scaled to 16 bits:
// sign, segment and step are stored inverted, and 33 was added before the
// segment was found.
func expandMuLaw(b byte) int {
	b = ^b
	segment, step := b>>4&7, int(b&15)
	sample := (step<<1+33)<<segment - 33
	if b&0x80 != 0 {
		sample = -sample
	}
	return sample << 2
}

// expandALaw returns the 13-bit sample of one A-law byte, scaled to 16 bits:
// even bits are stored inverted, and segments 0 and 1 have the same step.
func expandALaw(b byte) int {
	b ^= 0x55
	segment, step := b>>4&7, int(b&15)
	sample := step<<1 + 1
	if segment > 0 {
		sample = (sample + 32) << (segment - 1)
	}
	if b&0x80 == 0 {
		sample = -sample
	}
	return sample << 3
}
