package audio

import (
	"fmt"
	"io"
	"math"
	"math/bits"
	"time"
)

// trackSlack is how far the clock of a container may be from the samples so far
// before something is believed to be missing: browsers write the time at which
// they got hold of the sound, in packets of 60 ms.
const trackSlack = 100 * time.Millisecond

// trackPacket is a packet of a track, or the end of it.
type trackPacket struct {
	data    []byte
	at      int64  // where it begins by the container's clock, in samples; negative: where the one before ends
	most    int64  // samples it may have
	discard int64  // samples to drop at its end, or, if negative, at its beginning
	damage  string // what was lost before it, "" for nothing
	lost    int64  // bytes
}

// allSamples is a trackPacket's most where nothing is said.
const allSamples = math.MaxInt64

// packetSource finds the packets of the track that is decoded.
type packetSource interface {
	// nextPacket returns the next packet, valid until the next call. At the end
	// the error is io.EOF and damage says what is missing there; any other error
	// means that reading failed.
	nextPacket() (trackPacket, error)

	// delay returns how many samples of silence come before the first of the
	// packet that was returned last.
	delay() int64
}

// trackFramer places the packets of one track of a container by its clock.
type trackFramer struct {
	source packetSource
	codec  packetCodec
	format Format
	line   *timeline
	tracks int // of sound, of which this is the first

	first    int64 // when the first packet begins, by the container's clock; negative before it
	began    bool
	position int64 // of the next sample, by the container's clock
	from, to int64 // which samples are to be heard
	skip     int64 // samples to drop from the first on

	damage string // what was lost since the last samples, "" for nothing
	lost   int64  // bytes
	values budget
	out    []float32
}

// newTrack returns the decoder of a track in a container of a kind.
func newTrack(kind Kind, source packetSource, codec packetCodec, log *warnings) *trackFramer {
	f := codec.format()
	f.Kind = string(kind) + " " + f.Kind
	d := &trackFramer{source: source, codec: codec, format: f, first: -1, to: math.MaxInt64, values: newValueBudget()}
	d.line = newTimeline(d, f, log)
	return d
}

func (d *trackFramer) next() ([]float32, error) {
	p, err := d.source.nextPacket()
	if p.damage != "" {
		d.damage = p.damage
		d.codec.lost()
	}
	d.lost += p.lost
	if err != nil {
		d.finish(p, err)
		return nil, err
	}
	if d.first < 0 {
		d.first = max(0, p.at)
	}
	d.decode(p.data)
	n := int64(len(d.out) / d.format.Channels)
	if n == 0 {
		return nil, nil
	}
	const head = 4 // bytes that a container has for a packet, at least
	d.values.earn(head + len(p.data))
	if !d.values.spend(int64(len(d.out))) {
		return nil, errValues(d.format.Kind)
	}
	d.place(p.at)
	return d.trim(p, n), nil
}

// finish reports what is missing at the end of the source, which has returned p
// and err.
func (d *trackFramer) finish(p trackPacket, err error) {
	switch {
	case err != io.EOF || d.damage == "":
	case p.damage != "":
		d.line.warn(fmt.Errorf("%w: %s", ErrTruncated, p.damage))
	default:
		d.line.warn(fmt.Errorf("%w: %s", ErrDamaged, d.damage))
	}
}

// decode decodes a packet to d.out. One that has no samples because it is damaged
// is lost.
func (d *trackFramer) decode(packet []byte) {
	var err error
	d.out, err = d.codec.decode(d.out[:0], packet)
	switch {
	case err != nil && len(d.out) == 0:
		d.damage = fmt.Sprintf("%s: %v", d.format.Kind, err)
		d.lost += int64(len(packet))
	case err != nil:
		d.line.warn(fmt.Errorf("%w: %s: %v", ErrDamaged, d.format.Kind, err))
	}
	if zeroNonFinite(d.out) >= 0 {
		d.line.warn(errNonFinite)
	}
}

// place compares the position with the time of the samples to come. What is
// missing before them becomes silence.
func (d *trackFramer) place(at int64) {
	switch {
	case !d.began && d.damage == "":
		d.begin(max(0, at))
	case !d.began:
		d.begin(d.first)
	}
	if at < 0 {
		at = d.position
	}
	missing := at - d.position
	slack := int64(trackSlack/time.Millisecond) * int64(d.format.SampleRate) / 1000
	if d.damage == "" && missing >= -slack && missing <= slack {
		return
	}
	why := d.damage
	if why == "" {
		why = fmt.Sprintf("packet begins with sample %d, want %d", at, d.position)
	}
	heard := min(at, d.to) - max(d.position, d.from)
	if !d.line.lose(heard, d.lost, why) {
		d.line.warn(fmt.Errorf("%w: %s", ErrDamaged, why))
		if heard > 0 || missing < 0 { // the clock is wrong from here on
			d.from += missing
			d.to += min(missing, math.MaxInt64-d.to)
		}
	}
	d.position, d.damage, d.lost = at, "", 0
}

// begin makes a time the position: that of the first samples, or, if packets
// before them are lost, of the first packet.
func (d *trackFramer) begin(at int64) {
	d.began = true
	d.position = at
	d.from = max(d.from, at+d.skip)
	d.line.delay(d.source.delay())
}

// trim returns the samples of d.out, n of each channel, that are to be heard.
func (d *trackFramer) trim(p trackPacket, n int64) []float32 {
	first, last := d.from-d.position, d.to-d.position
	last = min(last, n, p.most)
	if p.discard > 0 {
		last = min(last, n-p.discard)
	} else {
		first = max(first, -p.discard)
	}
	first = max(0, min(first, n))
	last = max(first, last)
	d.position += n
	return d.out[int(first)*d.format.Channels : int(last)*d.format.Channels]
}

// scaleTime returns v*num/den rounded to the nearest, at most 2^53, for v >= 0
// and num and den > 0.
func scaleTime(v, num, den int64) int64 {
	const most = 1 << 53
	high, low := bits.Mul64(uint64(v), uint64(num))
	low, carry := bits.Add64(low, uint64(den)/2, 0)
	high += carry
	if high >= uint64(den) {
		return most
	}
	q, _ := bits.Div64(high, low, uint64(den))
	return int64(min(q, most))
}
