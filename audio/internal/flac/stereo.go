package flac

// stereo is how a frame stores its channels: each by itself, or two of them
// with their difference in place of one. The values are those of the header.
type stereo uint64

const (
	independent stereo = 0
	leftSide    stereo = 8  // left, left - right
	sideRight   stereo = 9  // left - right, right
	midSide     stereo = 10 // half of left + right, left - right
)

// difference returns which channel holds a difference, -1 if none does. A
// difference takes a bit more.
func (s stereo) difference() int {
	switch s {
	case leftSide, midSide:
		return 1
	case sideRight:
		return 0
	}
	return -1
}

// restore replaces what a frame stores by left and right.
func (s stereo) restore(samples [][]int64) {
	if s == independent {
		return
	}
	a := samples[0]
	b := samples[1][:len(a)]
	switch s {
	case leftSide:
		for i := range a {
			b[i] = a[i] - b[i]
		}
	case sideRight:
		for i := range a {
			a[i] += b[i]
		}
	case midSide:
		for i := range a {
			// The sum lost its lowest bit, which the difference shares.
			sum, side := a[i]<<1|b[i]&1, b[i]
			a[i], b[i] = (sum+side)>>1, (sum-side)>>1
		}
	}
}
