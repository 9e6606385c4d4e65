package audio

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
)

const (
	// maxOggPacket is how much of a packet is kept. Audio packets stay far
	// below; comments with pictures in them do not, but nobody reads them.
	maxOggPacket = 1 << 20

	// oggSlack is how far a page's granule position may be from the samples
	// so far before something is believed to be missing: some programs round
	// it to their clock.
	oggSlack = 20 * time.Millisecond
)

// oggDecoder decodes one logical stream and those chained to it. It decodes a
// page at a time, for a page's granule position tells where it ends.
type oggDecoder struct {
	pages oggReader
	codec oggCodec
	fmt   Format
	line  timeline

	serial   uint32
	sequence uint32 // of the next page
	packet   []byte // the part so far of one that goes on on the next page
	open     bool   // packet is in use
	inHeader bool
	atEnd    bool   // the stream's last page was read
	others   string // streams seen before the codec was found

	began   bool   // the granule position is known
	granule int64  // at the end of the samples so far
	toSkip  int64  // samples to drop before the first
	damage  string // what was lost since the last page, "" for nothing
	out     []float32
	ready   bool // out waits for the silence before it
}

// openOgg finds the first stream with a known codec and reads its headers.
func openOgg(input *bufio.Reader, log *warnings) (decoder, error) {
	d := &oggDecoder{pages: oggReader{input: input}, inHeader: true}
	for d.inHeader {
		err := d.readPage()
		switch {
		case err == io.EOF && d.codec == nil && d.others != "":
			return nil, d.noCodec()
		case err == io.EOF:
			return nil, fmt.Errorf("%w: Ogg ends in its headers", ErrMalformed)
		case err != nil:
			return nil, err
		}
	}
	d.fmt = d.codec.format()
	d.line = timeline{sampleRate: d.fmt.SampleRate, channels: d.fmt.Channels, log: log}
	return d, nil
}

// noCodec names the streams there are.
func (d *oggDecoder) noCodec() error {
	return fmt.Errorf("%w: Ogg with%s, want Vorbis or Opus", ErrUnsupported, d.others)
}

func (d *oggDecoder) format() Format { return d.fmt }

func (d *oggDecoder) decode() ([]float32, error) {
	if zeros := d.line.silence(); zeros != nil {
		return zeros, nil
	}
	if d.ready {
		d.ready = false
		d.line.position += int64(len(d.out) / d.fmt.Channels)
		return d.out, nil
	}
	if err := d.readPage(); err != nil {
		return nil, d.finish(err)
	}
	d.ready = true
	return nil, nil
}

// finish reports what is wrong with the end and returns the input's error.
func (d *oggDecoder) finish(err error) error {
	switch {
	case isOpenError(err): // of a chained stream
		d.line.warn(fmt.Errorf("%w: %s", ErrDamaged, strings.TrimPrefix(err.Error(), "audio: ")))
		return io.EOF
	case err == io.EOF && !d.atEnd:
		d.line.warn(fmt.Errorf("%w: Ogg without a last page", ErrTruncated))
	}
	return err
}

// readPage reads one page and decodes it to d.out if it is of the stream. It
// returns errors of the input and of headers.
func (d *oggDecoder) readPage() error {
	d.out = d.out[:0]
	page, skipped, err := d.pages.next()
	if err != nil {
		return err
	}
	if skipped > 0 {
		d.line.lost += int64(skipped)
		d.damage = fmt.Sprintf("%d bytes that are no page", skipped)
	}
	switch {
	case page.first && (d.codec == nil || !d.inHeader):
		if !d.chain(page) {
			return nil
		}
	case d.codec == nil && d.others != "":
		return d.noCodec()
	case d.codec == nil:
		return fmt.Errorf("%w: Ogg without a first page", ErrMalformed)
	case page.serial != d.serial:
		return nil
	}
	if page.sequence != d.sequence && d.damage == "" {
		d.damage = fmt.Sprintf("page %d where %d should be", page.sequence, d.sequence)
	}
	d.sequence = page.sequence + 1
	if d.damage != "" {
		if d.inHeader {
			return fmt.Errorf("%w: Ogg has damaged headers: %s", ErrMalformed, d.damage)
		}
		d.open = false
		d.codec.lost()
	}
	wasHeader := d.inHeader
	if err := d.packets(page); err != nil {
		return err
	}
	d.atEnd = page.last
	if !wasHeader {
		d.place(page)
	}
	return nil
}

// chain begins the stream of a first page if its codec is known: the first one
// in the input, or one that follows the stream before.
func (d *oggDecoder) chain(page oggPage) bool {
	codec := newOggCodec(page.body)
	if codec == nil {
		if d.codec == nil {
			d.others += " " + oggStreamName(page.body)
		}
		return false
	}
	if d.codec != nil && !d.atEnd {
		d.line.warn(fmt.Errorf("%w: Ogg stream without a last page", ErrTruncated))
	}
	d.codec, d.serial, d.sequence = codec, page.serial, page.sequence
	d.inHeader, d.began, d.open, d.toSkip = true, false, false, 0
	return true
}

// packets puts the segments of a page together to packets and hands them on.
func (d *oggDecoder) packets(page oggPage) error {
	broken := page.continued && !d.open // its beginning is lost
	if !page.continued {
		d.open = false
	}
	body, size := page.body, 0
	for i, n := range page.segments {
		size += int(n)
		whole := n < 255
		if !whole && i < len(page.segments)-1 {
			continue
		}
		part := body[:size]
		body, size = body[size:], 0
		if broken {
			broken = false
			continue
		}
		if d.open || !whole {
			if !d.open {
				d.packet = d.packet[:0]
			}
			d.packet = append(d.packet, part[:min(len(part), maxOggPacket-len(d.packet))]...)
			d.open = !whole
			part = d.packet
		}
		if whole {
			wasHeader := d.inHeader
			if err := d.takePacket(part); err != nil {
				return err
			}
			if wasHeader && !d.inHeader {
				return nil // the audio begins on a page of its own
			}
		}
	}
	return nil
}

// takePacket hands a packet to the codec.
func (d *oggDecoder) takePacket(packet []byte) error {
	if d.inHeader {
		last, err := d.codec.header(packet)
		if err != nil {
			return err
		}
		d.inHeader = !last
		if f := d.codec.format(); last && d.fmt.Kind != "" && f != d.fmt {
			return fmt.Errorf("%w: Ogg goes on as %s with %d Hz and %d channels", ErrUnsupported, f.Kind, f.SampleRate, f.Channels)
		}
		return nil
	}
	at := d.line.position + int64(len(d.out)/d.fmt.Channels)
	var err error
	if d.out, err = d.codec.decode(d.out, packet); err != nil {
		d.line.log.add(at, d.fmt.SampleRate, fmt.Errorf("%w: %s %v", ErrDamaged, d.fmt.Kind, err))
	}
	if bad := zeroNonFinite(d.out); bad >= 0 {
		d.line.log.add(at, d.fmt.SampleRate, fmt.Errorf("%w: samples that are not finite, taken as 0", ErrDamaged))
	}
	return nil
}

// place compares the samples of a page with its granule position. More samples
// than it says are cut off at the end of the stream; what is missing becomes
// silence.
func (d *oggDecoder) place(page oggPage) {
	n := int64(len(d.out) / d.fmt.Channels)
	if page.granule < 0 { // no packet ends here
		d.granule += n
		return
	}
	damage := d.damage
	d.damage = ""
	if !d.began {
		d.began = true
		d.granule = page.granule - n // not 0 where the stream was joined midway
		if damage != "" || (page.last && d.granule < 0) {
			d.granule = 0
		}
		d.toSkip = d.codec.skip(d.granule)
	}
	missing := page.granule - n - d.granule
	slack := int64(oggSlack/time.Millisecond) * int64(d.fmt.SampleRate) / 1000
	switch {
	case missing < 0 && page.last:
		n = max(0, n+missing)
		d.granule = page.granule
	case damage == "" && missing >= -slack && missing <= slack:
		d.granule += n
	default:
		d.replace(missing, damage, page)
		d.granule = page.granule
	}
	drop := min(d.toSkip, n)
	d.toSkip -= drop
	d.out = d.out[int(drop)*d.fmt.Channels : int(n)*d.fmt.Channels]
}

// replace reports damage before a page, and puts silence where samples are
// missing.
func (d *oggDecoder) replace(missing int64, damage string, page oggPage) {
	if damage == "" {
		damage = fmt.Sprintf("page ends at %d samples, which is %d off", page.granule, missing)
	}
	if missing > 0 {
		drop := min(d.toSkip, missing)
		d.toSkip -= drop
		missing -= drop
	}
	if !d.line.lose(missing, 0, damage) {
		d.line.warn(fmt.Errorf("%w: %s", ErrDamaged, damage))
	}
}
