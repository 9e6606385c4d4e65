package audio

// mp3MaxReservoir is how far back a frame's main data may begin, in bytes.
const mp3MaxReservoir = 511

// mp3Frame decodes frames, one after the other, and keeps what lasts from one
// to the next.
type mp3Frame struct {
	side      mp3Side
	checked   bool   // a checksum was right: the encoder knows how to make them
	main      []byte // main data of the last frames, and of the current one
	scales    [2]mp3Scales
	quantized [576]int32
	spectrum  [2][576]float32
	overlap   [2][32][18]float32
	subbands  [18][32]float32
	synthesis [2]mp3Synthesis
	out       []float32
}

// decode returns the samples of a frame, interleaved, valid until the next
// call. With an error they are silence, into which the sound before it fades.
func (f *mp3Frame) decode(h mp3Header, frame []byte) ([]float32, error) {
	n := h.samples() * h.channels
	if cap(f.out) < n {
		f.out = make([]float32, n)
	}
	f.out = f.out[:n]
	r, err := f.begin(h, frame)
	for g := range h.granules() {
		if err == nil {
			err = f.readGranule(&r, h, g)
		}
		if err != nil {
			f.spectrum = [2][576]float32{}
		}
		for c := range h.channels {
			f.soundGranule(h, g, c)
		}
	}
	f.main = f.main[:copy(f.main, f.main[max(0, len(f.main)-mp3MaxReservoir):])]
	return f.out, err
}

// lost says that frames before the next one are missing: what it takes from
// them is not what is there.
func (f *mp3Frame) lost() { f.main = f.main[:0] }

// begin reads the side information and returns a reader of the main data, which
// begins in the frames before.
func (f *mp3Frame) begin(h mp3Header, frame []byte) (bitReader, error) {
	start := h.sideOffset() + h.sideSize()
	if len(frame) < h.size || len(frame) < start {
		f.lost()
		return bitReader{}, errMP3Short
	}
	var side [32 + bitReaderPadding]byte
	n := copy(side[:32], frame[h.sideOffset():start])
	reader := newBitReader(side[:], n)
	before := len(f.main)
	f.main = append(f.main, frame[start:]...)
	if h.protected {
		crc := crc16Update(crc16Update(0xFFFF, frame[2:4]), side[:n])
		if crc == uint16(frame[4])<<8|uint16(frame[5]) {
			f.checked = true
		} else if f.checked {
			return bitReader{}, errMP3Checksum
		}
	}
	if err := f.side.parse(&reader, h); err != nil {
		return bitReader{}, err
	}
	if f.side.mainBegin > before {
		return bitReader{}, errMP3Reservoir
	}
	main := append(f.main, make([]byte, bitReaderPadding)...)
	f.main = main[:len(f.main)]
	from := before - f.side.mainBegin
	return newBitReader(main[from:], len(f.main)-from), nil
}

// readGranule reads the spectra of granule g.
func (f *mp3Frame) readGranule(r *bitReader, h mp3Header, g int) error {
	for c := range h.channels {
		granule := &f.side.granules[g][c]
		end := r.pos + granule.bits
		if end > 8*len(r.data) {
			return errMP3Huffman
		}
		before := f.scales[c]
		var reuse *mp3Scales
		if g == 1 {
			reuse = &before
		}
		f.scales[c].read(r, granule, h, reuse, h.intensity && c == 1)
		if r.pos > end {
			return errMP3Huffman
		}
		n, err := readMP3Spectrum(r, granule, end, &f.quantized)
		if err != nil {
			return err
		}
		r.pos = end
		f.dequantize(h, granule, c, n)
	}
	if h.channels == 2 {
		mp3Stereo(h, &f.side.granules[g][1], &f.scales[1], &f.spectrum[0], &f.spectrum[1])
	}
	return nil
}

// dequantize computes spectrum = sign(q) * |q|^(4/3) * step, for the first n
// values of which not all are 0.
func (f *mp3Frame) dequantize(h mp3Header, g *mp3Granule, c, n int) {
	powers := &mp3Tables().powers
	x := &f.spectrum[c]
	*x = [576]float32{}
	at := 0
	for i, band := range mp3Layouts[h.bands][g.layout()] {
		if at >= n {
			return
		}
		step := f.scales[c].step(g, i, band.window)
		out := x[at : at+band.width]
		for k, q := range f.quantized[at : at+band.width] {
			switch {
			case q > 0:
				out[k] = powers[q] * step
			case q < 0:
				out[k] = -powers[-q] * step
			}
		}
		at += band.width
	}
}

// soundGranule turns the spectrum of channel c into the samples of granule g.
func (f *mp3Frame) soundGranule(h mp3Header, g, c int) {
	granule := &f.side.granules[g][c]
	if granule.blockType == mp3Short {
		mp3Reorder(mp3Layouts[h.bands][granule.layout()], &f.spectrum[c])
	}
	mp3Hybrid(granule, h.bands, &f.spectrum[c], &f.overlap[c], &f.subbands)
	var samples [32]float32
	out := f.out[(g*576*h.channels + c):]
	for i := range f.subbands {
		f.synthesis[c].synthesize(&f.subbands[i], &samples)
		for k, v := range samples {
			out[(32*i+k)*h.channels] = v
		}
	}
}
