package audio

// vorbisEmptyClass is how many bits a class takes that has one dimension, no
// subclasses, and no book.
const vorbisEmptyClass = 3 + 2 + 8

// mendVorbisFloors returns a setup header that the decoder reads as the
// specification does. A floor of type 1 may have no partitions, as that of the
// low-frequency channel of 5.1 has; it then has no classes, but the decoder
// reads one. Such floors get an empty class, which nothing refers to. r is
// behind the codebooks of packet; what is not understood is left to the decoder.
// Source: Vorbis I specification, sections 4.2.4, 6.2.1 and 7.2.2.
func mendVorbisFloors(packet []byte, r vorbisBits) []byte {
	var empty []int // where classes are missing, in bits of r
	r.skip(16 * (int(r.read(6)) + 1))
	for range int(r.read(6)) + 1 {
		switch r.read(16) {
		case 0:
			r.skip(8 + 16 + 16 + 6 + 8)
			r.skip(8 * (int(r.read(4)) + 1))
		case 1:
			if skipVorbisFloor1(&r) {
				const behind = 2 + 4 // multiplier and range
				empty = append(empty, r.pos-behind)
			}
		default:
			return packet
		}
	}
	if r.short || len(empty) == 0 {
		return packet
	}
	return insertBits(packet, len(packet)-len(r.data), empty, vorbisEmptyClass)
}

// skipVorbisFloor1 passes over a floor of type 1, and tells whether it has no
// partitions.
func skipVorbisFloor1(r *vorbisBits) (empty bool) {
	partitions := make([]int, r.read(5))
	classes := 0
	for i := range partitions {
		partitions[i] = int(r.read(4))
		classes = max(classes, partitions[i]+1)
	}
	var dimensions [16]int
	for c := range classes {
		dimensions[c] = int(r.read(3)) + 1
		subclasses := r.read(2)
		if subclasses > 0 {
			r.skip(8)
		}
		r.skip(8 << subclasses)
	}
	r.skip(2)
	size := int(r.read(4))
	for _, c := range partitions {
		r.skip(size * dimensions[c])
	}
	return len(partitions) == 0
}

// insertBits inserts n zero bits at each of the places, in order and in bits from
// byte start on, of little-endian data.
func insertBits(data []byte, start int, places []int, n int) []byte {
	bits := 8 * (len(data) - start)
	out := make([]byte, start+(bits+n*len(places)+7)/8)
	copy(out, data[:start])
	to := 8 * start
	for from := range bits {
		for len(places) > 0 && places[0] == from {
			places, to = places[1:], to+n
		}
		at := 8*start + from
		out[to/8] |= data[at/8] >> (at % 8) & 1 << (to % 8)
		to++
	}
	return out
}
