package mp3

import (
	"github.com/gosilero/vad/audio/internal/bits"
	"github.com/gosilero/vad/audio/internal/crc"
)

// granuleSize is how many samples of each channel a granule holds, and how many
// values its spectrum has.
const granuleSize = 576

// maxReservoir is how far back a frame's main data may begin, in bytes.
const maxReservoir = 511

// Decoder decodes frames, one after the other, and keeps what lasts from one
// to the next. The zero value is ready for use.
type Decoder struct {
	side      sideInfo
	checked   bool   // a checksum was right: the encoder writes valid ones
	main      []byte // main data of the last frames, and of the current one
	scales    [2]scaleFactors
	quantized [granuleSize]int32
	spectrum  [2][granuleSize]float32
	overlap   [2][32][18]float32
	subbands  [18][32]float32
	synthesis [2]synthesis
	out       []float32
}

// Decode returns the samples of a frame, h.Samples() of each channel,
// interleaved, valid until the next call. h is the header that the frame begins
// with; a frame of fewer than h.Size bytes is ErrShort. With an error the
// samples are silence, into which the sound before it fades.
func (d *Decoder) Decode(h Header, frame []byte) ([]float32, error) {
	n := h.Samples() * h.Channels
	if cap(d.out) < n {
		d.out = make([]float32, n)
	}
	d.out = d.out[:n]
	r, err := d.begin(h, frame)
	for g := range h.granules() {
		if err == nil {
			err = d.readGranule(&r, h, g)
		}
		if err != nil {
			d.spectrum = [2][granuleSize]float32{}
		}
		for c := range h.Channels {
			d.synthesizeGranule(h, g, c)
		}
	}
	d.main = d.main[:copy(d.main, d.main[max(0, len(d.main)-maxReservoir):])]
	return d.out, err
}

// Lost says that frames before the next one are missing, so that it cannot use
// data of theirs.
func (d *Decoder) Lost() { d.main = d.main[:0] }

// begin reads the side information and returns a reader of the main data, which
// begins in the frames before.
func (d *Decoder) begin(h Header, frame []byte) (bits.Reader, error) {
	start := h.sideOffset() + h.sideSize()
	if len(frame) < h.Size || len(frame) < start {
		d.Lost()
		return bits.Reader{}, ErrShort
	}
	var side [32 + bits.Padding]byte
	n := copy(side[:32], frame[h.sideOffset():start])
	reader := bits.New(side[:], n)
	before := len(d.main)
	d.main = append(d.main, frame[start:]...)
	if h.protected {
		sum := crc.Update16(crc.Update16(0xFFFF, frame[2:4]), side[:n])
		if sum == uint16(frame[4])<<8|uint16(frame[5]) {
			d.checked = true
		} else if d.checked {
			return bits.Reader{}, ErrChecksum
		}
	}
	if err := d.side.parse(&reader, h); err != nil {
		return bits.Reader{}, err
	}
	if d.side.mainBegin > before {
		return bits.Reader{}, ErrReservoir
	}
	main := append(d.main, make([]byte, bits.Padding)...)
	d.main = main[:len(d.main)]
	from := before - d.side.mainBegin
	return bits.New(main[from:], len(d.main)-from), nil
}

// readGranule reads the spectra of granule g.
func (d *Decoder) readGranule(r *bits.Reader, h Header, g int) error {
	for c := range h.Channels {
		info := &d.side.granules[g][c]
		end := r.Pos() + info.bits
		if end > r.Len() {
			return ErrHuffman
		}
		before := d.scales[c]
		var reuse *scaleFactors
		if g == 1 {
			reuse = &before
		}
		d.scales[c].read(r, info, h, reuse, h.intensity && c == 1)
		if r.Pos() > end {
			return ErrHuffman
		}
		n, err := readSpectrum(r, info, end, &d.quantized)
		if err != nil {
			return err
		}
		r.Seek(end)
		d.dequantize(h, info, c, n)
	}
	if h.Channels == 2 {
		restoreStereo(h, &d.side.granules[g][1], &d.scales[1], &d.spectrum[0], &d.spectrum[1])
	}
	return nil
}

// dequantize computes spectrum = sign(q) * |q|^(4/3) * step, for the first n
// values of which not all are 0.
func (d *Decoder) dequantize(h Header, g *granule, c, n int) {
	powers := &tables().powers
	x := &d.spectrum[c]
	*x = [granuleSize]float32{}
	at := 0
	for i, band := range layouts[h.bands][g.layout()] {
		if at >= n {
			return
		}
		step := d.scales[c].step(g, i, band.window)
		out := x[at : at+band.width]
		for k, q := range d.quantized[at : at+band.width] {
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

// synthesizeGranule turns the spectrum of channel c into the samples of granule
// g.
func (d *Decoder) synthesizeGranule(h Header, g, c int) {
	info := &d.side.granules[g][c]
	if info.blockType == shortBlock {
		reorder(layouts[h.bands][info.layout()], &d.spectrum[c])
	}
	hybrid(info, h.bands, &d.spectrum[c], &d.overlap[c], &d.subbands)
	var samples [32]float32
	out := d.out[(g*granuleSize*h.Channels + c):]
	for i := range d.subbands {
		d.synthesis[c].synthesize(&d.subbands[i], &samples)
		for k, v := range samples {
			out[(32*i+k)*h.Channels] = v
		}
	}
}
