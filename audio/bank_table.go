package audio

const (
	// maxPhases bounds the table of a phaser with a phase for each that an
	// output can have. 22.05 to 16 kHz takes 320, 11.025 to 16 kHz 640.
	maxPhases = 1024

	// interpolatedPhases is the size of the table for ratios with more. Each
	// output is interpolated between those at the phases around it, which
	// errs by at most
	//
	//	(pi/interpolatedPhases)^2 / 8
	//
	// of the signal, -106 dB.
	interpolatedPhases = 512
)

// tableBank is the bank of a phaser with many phases.
type tableBank struct {
	up, down int
	phases   [][]float32 // [size+1][2*half]: phase k lies at k/size
	size     int         // up, or interpolatedPhases
}

func newTableBank(f lowPass, up, down, half, size int) *tableBank {
	b := &tableBank{up: up, down: down, size: size}
	for k := range size + 1 {
		b.phases = append(b.phases, samplePhase(f, half, float64(k)/float64(size)))
	}
	return b
}

func (b *tableBank) outputs(y, x []float32, p int) {
	step, rest := b.down/b.up, b.down%b.up
	i := 1 // x[0] is at -half, where all phases are 0
	for m := range y {
		if b.size == b.up {
			y[m] = dot(b.phases[p], x[i:])
		} else {
			k, between := p*b.size/b.up, float32(p*b.size%b.up)/float32(b.up)
			y0, y1 := dot(b.phases[k], x[i:]), dot(b.phases[k+1], x[i:])
			y[m] = y0 + float32(between*(y1-y0))
		}
		i += step
		if p += rest; p >= b.up {
			p -= b.up
			i++
		}
	}
}

// dot returns the sum of c[i]*x[i] over c, whose length is a multiple of 8.
// Products are rounded one by one, so that no machine fuses them with the sum.
func dot(c, x []float32) float32 {
	x = x[:len(c)]
	var s0, s1, s2, s3 float32
	for i := 0; i+8 <= len(c) && i+8 <= len(x); i += 8 {
		w, v := (*[8]float32)(c[i:i+8]), (*[8]float32)(x[i:i+8])
		s0 += float32(w[0] * v[0])
		s1 += float32(w[1] * v[1])
		s2 += float32(w[2] * v[2])
		s3 += float32(w[3] * v[3])
		s0 += float32(w[4] * v[4])
		s1 += float32(w[5] * v[5])
		s2 += float32(w[6] * v[6])
		s3 += float32(w[7] * v[7])
	}
	return s0 + s1 + (s2 + s3)
}
