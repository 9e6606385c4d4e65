package audio

// symmetricBank is the bank of a phaser with one or two phases. Each mirrors
// itself, so that pairs of inputs are added before they are multiplied, and so
// many outputs share a phase that four coefficients at a time can stay in
// registers while they go over all of them.
type symmetricBank struct {
	up, down int
	half     int
	centre   float32      // of phase 0
	c        [2][]float32 // [phase][half]: outermost coefficient first
	y        []float32    // outputs of one phase
}

func newSymmetricBank(f lowPass, up, down, half int) *symmetricBank {
	b := &symmetricBank{up: up, down: down, half: half, y: make([]float32, feedBlock)}
	h := samplePhase(f, half, 0)
	b.centre = h[half-1]
	b.c[0] = append(b.c[0], 0) // h(-half)
	b.c[0] = append(b.c[0], h[:half-1]...)
	b.c[1] = samplePhase(f, half, .5)[:half]
	return b
}

func (b *symmetricBank) outputs(y, x []float32, p int) {
	for first := range min(b.up, len(y)) {
		at := p + first*b.down
		same := b.y[:(len(y)-first+b.up-1)/b.up]
		b.samePhase(same, x[at/b.up:], at%b.up)
		for k, v := range same {
			y[first+k*b.up] = v
		}
	}
}

// samePhase computes outputs of one phase, down inputs apart.
func (b *symmetricBank) samePhase(y, x []float32, p int) {
	c, before, after := b.c[p], x[p:], x[b.half+1:]
	for m := range y {
		y[m] = 0
		if p == 0 {
			y[m] = b.centre * x[b.half+m*b.down]
		}
	}
	for k := 0; k < b.half; k += 4 {
		addSymmetric(y, (*[4]float32)(c[k:]), before[k:], after[b.half-4-k:], b.down)
	}
}

// addSymmetric accumulates four coefficients of a filter with equal halves:
//
//	for m := range y {
//		for i := range 4 {
//			y[m] += c[i] * (before[m*step+i] + after[m*step+3-i])
//		}
//	}
//
// Products are rounded one by one, so that no machine fuses them with a sum.
func addSymmetric(y []float32, c *[4]float32, before, after []float32, step int) {
	c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
	at := 0
	for m := range y {
		b, a := (*[4]float32)(before[at:at+4]), (*[4]float32)(after[at:at+4])
		y[m] += float32(c0*(b[0]+a[3])) + float32(c1*(b[1]+a[2])) +
			(float32(c2*(b[2]+a[1])) + float32(c3*(b[3]+a[0])))
		at += step
	}
}
