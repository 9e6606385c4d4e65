package audio

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/gosilero/vad/audio/internal/mp4"
)

// mp4Opener returns the opener of MP4 that reads from reader through its input.
func mp4Opener(reader io.Reader) opener {
	return func(input *bufio.Reader, log *warnings) (decoder, error) {
		return openMP4(newMP4Input(input, reader), log)
	}
}

// openMP4 reads the index, and chooses the first track of sound.
func openMP4(input *mp4Input, log *warnings) (decoder, error) {
	movie, err := input.readMovie()
	if err != nil {
		return nil, err
	}
	if movie.track == nil {
		return nil, fmt.Errorf("%w: MP4", ErrNoAudio)
	}
	s := &mp4Source{input: input, movie: movie, track: movie.track, box: movie.end, ticks: movie.track.table.Duration()}
	if s.track.timescale == 0 {
		return nil, mp4HeaderError(mp4.ErrBox)
	}
	codec, err := s.openCodec()
	if err != nil {
		return nil, asKind(err, KindMP4)
	}
	s.rate = int64(codec.format().SampleRate)
	d := newTrack(KindMP4, s, codec, log)
	d.tracks = movie.tracks
	if err := s.present(d); err != nil {
		return nil, err
	}
	d.line.format = d.format
	return d.line, nil
}

// mp4Source finds the packets of the track that is decoded.
type mp4Source struct {
	input *mp4Input
	movie *mp4Movie
	track *mp4Track
	ticks int64      // of all samples in the tables
	rate  int64      // of samples, in Hz
	frame int64      // bytes of a sample of all channels, 0 if packets are compressed
	skip  int64      // samples that the codec wants to be dropped
	held  *mp4Packet // was read to know the codec

	fragment mp4.Fragment
	box      int64 // offset of the box that follows
	moof     []byte
	silence  int64 // before the first sample
	taken    int64 // bytes of packets so far
	farthest int64 // offset that was read
	back     int64 // bytes read anew because of steps back
}

// delay implements packetSource.
func (s *mp4Source) delay() int64 { return s.silence }

// samples returns how many samples a number of the track's ticks is.
func (s *mp4Source) samples(ticks int64) int64 {
	return scaleTime(max(0, ticks), s.rate, s.track.timescale)
}

// nextPacket implements packetSource.
func (s *mp4Source) nextPacket() (p trackPacket, err error) {
	if s.held != nil {
		held := *s.held
		s.held = nil
		return s.packet(p, held), nil
	}
	for {
		run, last, err := s.nextRun(&p)
		if err != nil {
			return p, err
		}
		data, err := s.read(run)
		if err == nil {
			return s.packet(p, mp4Packet{run, data, last}), nil
		}
		if p.damage = err.Error(); err == io.EOF || err == io.ErrUnexpectedEOF {
			p.damage = "input ends before its samples"
			if s.input.seeker == nil {
				return p, io.EOF
			}
		} else if err != errBackward && err != errSample {
			return p, err
		}
		p.lost += run.Size
		s.track.table.SkipChunk()
		s.fragment = mp4.Fragment{}
	}
}

// mp4Packet is what was read of a run.
type mp4Packet struct {
	run  mp4.Run
	data []byte
	last bool
}

// packet adds a packet to p.
func (s *mp4Source) packet(p trackPacket, m mp4Packet) trackPacket {
	p.data, p.at, p.most = m.data, s.samples(m.run.Time), allSamples
	if m.last {
		p.most = s.samples(m.run.Time+m.run.Duration) - p.at
	}
	return p
}

// errSample says that the tables cannot be true.
var errSample = errors.New("samples lie where others do, or cannot be as long")

// read returns the samples of a run, valid until the next call.
func (s *mp4Source) read(run mp4.Run) ([]byte, error) {
	if run.Size > maxHeld || run.Offset < 0 || !s.mayGoBack(run.Offset) {
		return nil, errSample
	}
	if err := s.input.seek(run.Offset); err != nil {
		return nil, err
	}
	data, err := s.input.read(run.Size)
	s.taken += int64(len(data))
	s.farthest = max(s.farthest, s.input.pos)
	if err == nil && s.taken > s.farthest {
		err = errSample
	}
	return data, err
}

// mayGoBack reports whether samples at an offset may be read: each step back
// reads a buffer anew, and chunks of a byte would read the file once for each.
func (s *mp4Source) mayGoBack(to int64) bool {
	const free, ratio = 64 << 20, 32 // bytes, and bytes for each of the samples
	if to >= s.input.pos {
		return true
	}
	s.back += peekSize
	return s.back <= free+ratio*s.taken
}

// nextRun returns the next samples of the tables or of a fragment, and whether
// they are the last. It notes in p what was lost before them.
func (s *mp4Source) nextRun(p *trackPacket) (run mp4.Run, last bool, err error) {
	for {
		if run, ok := s.track.table.Next(s.frame, bufferValues); ok {
			return run, s.track.table.Done(), nil
		}
		if run, ok := s.fragment.Next(s.frame, bufferValues); ok {
			return run, false, nil
		}
		if !s.movie.fragmented {
			return run, false, io.EOF
		}
		if err := s.nextFragment(p); err != nil {
			return run, false, err
		}
	}
}

// nextFragment reads the next moof box.
func (s *mp4Source) nextFragment(p *trackPacket) error {
	const most = 1 << 24
	if err := s.input.seek(s.box); err != nil {
		if err == errBackward || err == io.EOF {
			p.damage = "input ends before its samples"
			return io.EOF
		}
		return err
	}
	moof := s.input.pos
	h, err := s.input.head()
	if err == nil && h.Size != mp4.ToEnd {
		s.box = s.input.pos + h.Size
	}
	switch {
	case err == mp4.ErrBox || err == mp4.ErrShort || (err == nil && (h.Size == mp4.ToEnd || !isBoxType(h.Type))):
		return s.findFragment(p)
	case err != nil || h.Type != "moof":
		return err
	case h.Size > most:
		return s.findFragment(p)
	}
	if s.moof, err = s.input.readTo(s.moof[:0], h.Size); err != nil {
		p.damage = "input ends in a fragment"
		return eofOr(err)
	}
	if err := s.fragment.Set(s.moof, moof, s.defaults()); err != nil {
		p.damage = "invalid fragment"
	}
	// The samples come next: where they end must be known before they are read.
	if h, err := s.input.head(); err == nil && h.Type == "mdat" {
		if s.box = math.MaxInt64; h.Size != mp4.ToEnd {
			s.box = s.input.pos + h.Size
		}
	}
	return nil
}

// findFragment searches for the next moof box after damage.
func (s *mp4Source) findFragment(p *trackPacket) error {
	n, err := s.input.findFragment()
	s.box = s.input.pos
	p.lost += n
	if p.damage = skippedBytes(int(n), "fragment"); err != nil {
		p.damage = fmt.Sprintf("no fragment in the last %s", countBytes(int(n)))
	}
	return err
}

// defaults returns those of the track.
func (s *mp4Source) defaults() mp4.Defaults {
	for _, d := range s.movie.defaults {
		if d.Track == s.track.number {
			return d
		}
	}
	return mp4.Defaults{Track: s.track.number}
}

// isBoxType reports whether four letters may be the type of a box.
func isBoxType(letters string) bool {
	for _, c := range []byte(letters) {
		if c < ' ' || c == 0x7F {
			return false
		}
	}
	return true
}

// eofOr returns io.EOF for an input that ended, and other errors as they are.
func eofOr(err error) error {
	if err == io.ErrUnexpectedEOF {
		return io.EOF
	}
	return err
}

// present sets which samples of the track are to be heard, and when, by its
// edits: parts without samples that delay it, and then one part of it.
func (s *mp4Source) present(d *trackFramer) error {
	var empty, duration int64 // in ticks of the movie
	start := int64(-1)
	for _, e := range s.track.edits {
		switch {
		case e.Start < 0 && start < 0:
			empty += min(e.Duration, math.MaxInt64-empty)
		case e.Start < 0:
		case start < 0:
			start, duration = e.Start, e.Duration
		default:
			return &UnsupportedError{Kind: KindMP4, Codec: "several edits"}
		}
	}
	s.silence = scaleTime(max(0, empty), s.rate, s.movie.timescale)
	end := s.samples(s.ticks)
	if s.movie.fragmented {
		end = math.MaxInt64
	}
	d.to, d.skip = end, s.skip
	if start >= 0 {
		d.from = s.samples(start)
		if tick := 1 + s.rate/s.movie.timescale; duration > 0 {
			// Where only a rounding is between them, the track's end is exact.
			if to := d.from + scaleTime(duration, s.rate, s.movie.timescale); to < end-tick {
				d.to = to
			}
		}
	}
	if d.to != math.MaxInt64 {
		d.format.Samples = max(0, d.to-max(d.from, d.skip)) + s.silence
	}
	return nil
}
