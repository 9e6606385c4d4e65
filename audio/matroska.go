package audio

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"

	"github.com/gosilero/vad/audio/internal/matroska"
)

// matroskaHeader is what a file says before its first cluster.
type matroskaHeader struct {
	kind   Kind
	scale  int64 // of a tick, in ns
	tracks []matroska.Track
}

// openMatroska reads up to the first cluster, and chooses the first track of
// sound.
func openMatroska(input *bufio.Reader, log *warnings) (decoder, error) {
	in := &matroskaInput{input: input, maxSize: 8, segmentEnd: matroska.Unknown}
	header, err := in.readHeader()
	if err != nil {
		return nil, err
	}
	source := &matroskaSource{input: in, scale: header.scale, start: math.MaxInt64, first: -1}
	tracks := 0
	for _, t := range header.tracks {
		if !t.Audio {
			continue
		}
		if tracks++; tracks == 1 {
			source.track = t
		}
	}
	if tracks == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoAudio, header.kind)
	}
	codec, err := source.openCodec()
	if err != nil {
		return nil, asKind(err, header.kind)
	}
	source.rate = int64(codec.format().SampleRate)
	d := newTrack(header.kind, source, codec, log)
	d.skip, d.tracks = source.skip, tracks
	return d.line, nil
}

// readHeader reads up to the first cluster, and enters it.
func (m *matroskaInput) readHeader() (h matroskaHeader, err error) {
	h = matroskaHeader{kind: KindMatroska, scale: 1e6}
	fail := func(err error) (matroskaHeader, error) {
		if err == errMatroska || err == matroska.ErrShort || err == matroska.ErrElement {
			return h, fmt.Errorf("%w: %s has damaged headers", ErrMalformed, h.kind)
		}
		return h, headerError(h.kind, err, "first cluster")
	}
	for {
		head, err := m.head()
		if err != nil {
			return fail(err)
		}
		switch head.ID {
		case matroska.IDHeader, matroska.IDInfo, matroska.IDTracks:
			content, err := m.read(head.Size)
			if err == nil {
				err = m.parseHeader(&h, head.ID, bytes.Clone(content))
			}
			if err != nil {
				return fail(err)
			}
		case matroska.IDCluster:
			if h.tracks == nil {
				return h, fmt.Errorf("%w: %s with a cluster before its tracks", ErrMalformed, h.kind)
			}
			return h, m.pass(head)
		default:
			if err := m.pass(head); err != nil {
				return fail(err)
			}
		}
	}
}

// parseHeader takes over what an element before the first cluster says.
func (m *matroskaInput) parseHeader(h *matroskaHeader, id matroska.ID, content []byte) (err error) {
	if id == matroska.IDTracks {
		h.tracks, err = matroska.ParseTracks(content)
		return err
	}
	return matroska.Children(content, func(id matroska.ID, content []byte) error {
		switch id {
		case matroska.IDDocType:
			if bytes.HasPrefix(content, []byte("webm")) {
				h.kind = KindWebM
			}
		case matroska.IDMaxSizeLength:
			if m.maxSize = int(matroska.Uint(content)); m.maxSize < 1 || m.maxSize > 8 {
				return errMatroska
			}
		case matroska.IDMaxIDLength:
			if n := matroska.Uint(content); n != 4 {
				return errMatroska
			}
		case matroska.IDTimestampScale:
			if h.scale = matroska.Uint(content); h.scale < 1 {
				return errMatroska
			}
		}
		return nil
	})
}

// matroskaSource finds the packets of the track that is decoded.
type matroskaSource struct {
	input *matroskaInput
	track matroska.Track
	scale int64 // of a tick, in ns
	rate  int64 // of samples, in Hz
	skip  int64 // samples before the first to be heard
	start int64 // time of the earliest block, in ns
	first int64 // time of the track's first block, negative before

	block  matroskaBlock // whose frames are delivered
	frame  int           // the next of them
	packet []byte        // a frame with what was stripped
}

// nextPacket implements packetSource.
func (s *matroskaSource) nextPacket() (p trackPacket, err error) {
	p = trackPacket{at: -1, most: allSamples}
	for s.frame >= len(s.block.frames()) {
		if err := s.nextBlock(&p); err != nil {
			return p, err
		}
	}
	p.data = s.data()
	if s.frame == 0 {
		p.at = s.samples(s.time())
	}
	if s.frame++; s.frame == len(s.block.Frames) {
		p.discard = s.samples(s.block.discard)
	}
	return p, nil
}

// data returns the next frame of the block.
func (s *matroskaSource) data() []byte {
	frame := s.block.Frames[s.frame]
	if len(s.track.Stripped) == 0 {
		return frame
	}
	s.packet = append(append(s.packet[:0], s.track.Stripped...), frame...)
	return s.packet
}

// time returns the time of the block, in ns.
func (s *matroskaSource) time() int64 { return scaleTime(s.block.ticks, s.scale, 1) }

// delay implements packetSource: time 0 is that of the earliest block of any
// track.
func (s *matroskaSource) delay() int64 { return s.samples(s.first - s.start) }

// samples returns how many samples a time in ns is.
func (s *matroskaSource) samples(ns int64) int64 {
	if ns < 0 {
		return -scaleTime(-max(ns, -math.MaxInt64), s.rate, 1e9)
	}
	return scaleTime(ns, s.rate, 1e9)
}

// nextBlock reads the next block of the track, and notes in p what was lost
// before it.
func (s *matroskaSource) nextBlock(p *trackPacket) error {
	s.block, s.frame = matroskaBlock{}, 0
	b, err := s.input.next(s.track.Number)
	switch err {
	case nil:
		s.block = b
		s.start = min(s.start, s.time())
		if b.Block != nil && s.first < 0 {
			s.first = s.time()
		}
		return nil
	case matroska.ErrBlock:
		p.damage = "invalid block"
		return nil
	case errMatroska:
		n, err := s.input.resync()
		p.lost += n
		if p.damage = skippedBytes(int(n), "cluster"); err == io.EOF {
			p.damage = fmt.Sprintf("no cluster in the last %s", countBytes(int(n)))
		}
		return err
	case io.ErrUnexpectedEOF:
		p.damage = "input ends in an element"
		return io.EOF
	}
	return err
}
