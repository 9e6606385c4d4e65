package audio

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gosilero/vad/audio/internal/ogg"
)

// oggSlack is how far a page's granule position may be from the samples so far
// before something is believed to be missing: some programs round it to their
// clock.
const oggSlack = 20 * time.Millisecond

// oggFramer decodes one logical stream and those chained to it. Its frames are
// pages, for a page's granule position says where it ends.
type oggFramer struct {
	input   oggInput
	codec   oggCodec
	packets ogg.Packets
	headers budget
	values  budget
	format  Format
	line    *timeline

	serial   uint32
	sequence uint32 // of the next page
	inHeader bool
	atEnd    bool     // the stream's last page was read
	others   []string // streams seen before the codec was found

	began   bool   // the granule position is known
	granule int64  // at the end of the samples so far
	toSkip  int64  // samples to drop before the first
	damage  string // what was lost since the last page, "" for nothing
	lost    int64  // bytes skipped since the last report to the timeline
	out     []float32
}

// openOgg finds the first stream with a known codec and reads its headers.
func openOgg(input *bufio.Reader, log *warnings) (decoder, error) {
	d := &oggFramer{
		input:   oggInput{input: input, tries: newPageBudget()},
		headers: newHeaderBudget(), values: newValueBudget(), inHeader: true,
	}
	for d.inHeader {
		err := d.readPage()
		switch {
		case err == io.EOF && d.codec == nil && d.others != nil:
			return nil, d.noCodec()
		case err == io.EOF:
			return nil, fmt.Errorf("%w: Ogg ends in its headers", ErrMalformed)
		case err != nil:
			return nil, err
		}
	}
	d.format = d.codecFormat()
	d.line = newTimeline(d, d.format, log)
	return d.line, nil
}

// codecFormat returns the format of the stream, in Ogg.
func (d *oggFramer) codecFormat() Format {
	f := d.codec.format()
	f.Kind = string(KindOgg) + " " + f.Kind
	return f
}

// noCodec names the streams there are.
func (d *oggFramer) noCodec() error {
	return &UnsupportedError{Kind: KindOgg, Codec: strings.Join(d.others, " ")}
}

func (d *oggFramer) next() ([]float32, error) {
	if err := d.readPage(); err != nil {
		return nil, d.finish(err)
	}
	return d.out, nil
}

// finish reports what is wrong with the end and returns the input's error.
func (d *oggFramer) finish(err error) error {
	switch {
	case errors.Is(err, ErrMalformed) || errors.Is(err, ErrUnsupported): // headers of a chained stream
		d.line.warn(fmt.Errorf("%w: %s", ErrDamaged, strings.TrimPrefix(err.Error(), "audio: ")))
		return io.EOF
	case err == io.EOF && !d.atEnd:
		d.line.warn(fmt.Errorf("%w: Ogg without a last page", ErrTruncated))
	}
	return err
}

// readPage reads one page and decodes it to d.out if it is of the stream. It
// returns errors of the input and of headers.
func (d *oggFramer) readPage() error {
	d.out = d.out[:0]
	page, skipped, err := d.input.next()
	if err != nil {
		return err
	}
	size := ogg.HeaderSize + len(page.Segments) + len(page.Body)
	d.headers.earn(size)
	d.values.earn(size)
	if skipped > 0 {
		d.lost += int64(skipped)
		d.damage = skippedBytes(skipped, "page")
	}
	switch {
	case page.First && (d.codec == nil || !d.inHeader):
		if !d.chain(page) {
			return nil
		}
	case d.codec == nil && d.others != nil:
		return d.noCodec()
	case d.codec == nil:
		return fmt.Errorf("%w: Ogg without a first page", ErrMalformed)
	case page.Serial != d.serial:
		return nil
	}
	if page.Sequence != d.sequence && d.damage == "" {
		d.damage = fmt.Sprintf("got page %d, want %d", page.Sequence, d.sequence)
	}
	d.sequence = page.Sequence + 1
	if d.damage != "" {
		if d.inHeader {
			return fmt.Errorf("%w: Ogg has damaged headers: %s", ErrMalformed, d.damage)
		}
		d.packets.Lost()
		d.codec.lost()
	}
	wasHeader := d.inHeader
	if err := d.readPackets(page); err != nil {
		return err
	}
	d.atEnd = page.Last
	if !wasHeader {
		d.place(page)
	}
	return nil
}

// chain begins the stream of a first page if its codec is known: the first one
// in the input, or one that follows the stream before.
func (d *oggFramer) chain(page ogg.Page) bool {
	codec := newOggCodec(page.Body)
	if codec == nil {
		if d.codec == nil {
			d.others = append(d.others, oggStreamName(page.Body))
		}
		return false
	}
	if d.codec != nil && !d.atEnd {
		d.line.warn(fmt.Errorf("%w: Ogg stream without a last page", ErrTruncated))
	}
	d.packets.Lost()
	d.prepare(codec)
	d.codec, d.serial, d.sequence = codec, page.Serial, page.Sequence
	d.inHeader, d.began, d.toSkip = true, false, 0
	return true
}

// prepare gives a codec what is shared by the streams of one input.
func (d *oggFramer) prepare(codec oggCodec) {
	switch c := codec.(type) {
	case *vorbisCodec:
		c.headerWork = &d.headers
	case *opusCodec:
		if last, ok := d.codec.(*opusCodec); ok {
			c.decoder = last.decoder
		}
	}
}

// readPackets hands the packets that end on a page to the codec. The audio
// begins on a page of its own.
func (d *oggFramer) readPackets(page ogg.Page) error {
	header := d.inHeader
	d.packets.Add(page)
	for {
		packet, ok := d.packets.Next()
		if !ok {
			return nil
		}
		if !header {
			if err := d.decode(packet); err != nil {
				return err
			}
			continue
		}
		if err := d.readHeader(packet); err != nil || !d.inHeader {
			return err
		}
	}
}

// readHeader reads a header packet. The headers of a chained stream must give
// the format of the first.
func (d *oggFramer) readHeader(packet []byte) error {
	last, err := d.codec.header(packet)
	if err != nil {
		return err
	}
	d.inHeader = !last
	if !last {
		return nil
	}
	if f := d.codecFormat(); d.line != nil && f != d.format {
		return fmt.Errorf("%w: Ogg continues as %s with %d Hz and %d channels", ErrUnsupported, f.Kind, f.SampleRate, f.Channels)
	}
	return nil
}

// decode appends the samples of a packet to d.out. Its error is one of limits.
func (d *oggFramer) decode(packet []byte) error {
	before := len(d.out)
	at := d.line.position + int64(before/d.format.Channels)
	var err error
	if d.out, err = d.codec.decode(d.out, packet); err != nil {
		d.line.log.add(at, d.format.SampleRate, fmt.Errorf("%w: %s %v", ErrDamaged, d.format.Kind, err))
	}
	if bad := zeroNonFinite(d.out[before:]); bad >= 0 {
		d.line.log.add(at, d.format.SampleRate, errNonFinite)
	}
	if !d.values.spend(int64(len(d.out) - before)) {
		return errValues(d.format.Kind)
	}
	return nil
}

// place compares the samples of a page with its granule position. At the end of
// the stream samples past it are cut off; what is missing becomes silence.
func (d *oggFramer) place(page ogg.Page) {
	n := int64(len(d.out) / d.format.Channels)
	if page.Granule < 0 { // no packet ends here
		d.granule += n
		return
	}
	damage := d.damage
	d.damage = ""
	if !d.began {
		d.began = true
		d.granule = page.Granule - n // not 0 if the beginning was not recorded
		if damage != "" || (page.Last && d.granule < 0) {
			d.granule = 0
		}
		d.toSkip = d.codec.skip(d.granule)
	}
	missing := page.Granule - n - d.granule
	slack := int64(oggSlack/time.Millisecond) * int64(d.format.SampleRate) / 1000
	switch {
	case missing < 0 && page.Last:
		n = max(0, n+missing)
		d.granule = page.Granule
	case damage == "" && missing >= -slack && missing <= slack:
		d.granule += n
	default:
		d.replace(missing, damage, page)
		d.granule = page.Granule
	}
	drop := min(d.toSkip, n)
	d.toSkip -= drop
	d.out = d.out[int(drop)*d.format.Channels : int(n)*d.format.Channels]
}

// replace reports damage before a page, and puts silence where samples are
// missing.
func (d *oggFramer) replace(missing int64, damage string, page ogg.Page) {
	if damage == "" {
		damage = fmt.Sprintf("page ends at sample %d, want %d", page.Granule, page.Granule-missing)
	}
	if missing > 0 {
		drop := min(d.toSkip, missing)
		d.toSkip -= drop
		missing -= drop
	}
	if !d.line.lose(missing, d.lost, damage) {
		d.line.warn(fmt.Errorf("%w: %s", ErrDamaged, damage))
	}
	d.lost = 0
}
