package vorbisheader

// emptyClass is how many bits a class takes that has one dimension, no
// subclasses, and no book. They are all 0.
const emptyClass = 3 + 2 + 8

// mendFloors returns a setup header that github.com/jfreymuth/vorbis v1.0.2
// reads as the specification wants packet read. r is after the codebooks of
// packet. What is not understood is left to the decoder.
//
// The fault: a floor of type 1 may have no partitions, as that of the
// low-frequency channel of 5.1 has. It then has no classes, for the
// specification lets maximum_class begin at -1. The library's floor1.ReadFrom
// lets it begin at 0 and reads a class that is not there, and with it what
// follows at the wrong place. So such floors get an empty class here, which
// nothing refers to.
//
// TestFloorFault shows the fault. It fails with a version of the library that
// reads such a header as it is; this file and insertBits can go with that
// version.
//
// Source: Vorbis I specification, sections 4.2.4, 6.2.1 and 7.2.2.
func mendFloors(packet []byte, r reader) []byte {
	var empty []int // where classes are missing, in bits of r
	r.skip(16 * (int(r.read(6)) + 1))
	for range int(r.read(6)) + 1 {
		switch r.read(16) {
		case 0:
			r.skip(8 + 16 + 16 + 6 + 8)
			r.skip(8 * (int(r.read(4)) + 1))
		case 1:
			if skipFloor1(&r) {
				const after = 2 + 4 // multiplier and range
				empty = append(empty, r.pos-after)
			}
		default:
			return packet
		}
	}
	if r.short || len(empty) == 0 {
		return packet
	}
	return insertBits(packet, len(packet)-len(r.data), empty, emptyClass)
}

// skipFloor1 passes over a floor of type 1, and reports whether it has no
// partitions.
func skipFloor1(r *reader) (empty bool) {
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
