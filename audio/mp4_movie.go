package audio

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/gosilero/vad/audio/internal/mp4"
)

// Bounds on what is held of an MP4 file's index.
const (
	maxTable = 1 << 26 // bytes: a hundred hours of AAC
	maxBox   = 1 << 20 // bytes of other boxes
)

// mp4Track is what the index says of the track that is decoded.
type mp4Track struct {
	number    uint32
	sound     bool
	timescale int64 // ticks per second
	entry     mp4.Entry
	edits     []mp4.Edit
	table     mp4.Table
}

// mp4Movie is the index of an MP4 file.
type mp4Movie struct {
	timescale  int64 // ticks per second of edits' durations
	track      *mp4Track
	tracks     int            // of sound
	defaults   []mp4.Defaults // of fragments
	fragmented bool
	end        int64 // offset of what follows
}

// readMovie reads up to the end of the index. An index after the samples is
// looked for where the input can seek.
func (m *mp4Input) readMovie() (*mp4Movie, error) {
	for {
		h, err := m.head()
		if err != nil {
			return nil, mp4HeaderError(err)
		}
		switch {
		case h.Type == "moov":
			movie := &mp4Movie{timescale: 1}
			if err := m.readMovieBoxes(movie, h.Size); err != nil {
				return nil, mp4HeaderError(err)
			}
			movie.end = m.pos
			return movie, nil
		case h.Type == "moof":
			return nil, fmt.Errorf("%w: MP4 with a fragment before its index", ErrMalformed)
		case h.Type == "mdat" && m.seeker == nil:
			return nil, fmt.Errorf("%w: MP4 with its index after its samples", ErrSeek)
		case h.Size == mp4.ToEnd:
			return nil, mp4HeaderError(io.EOF)
		}
		if err := m.seek(m.pos + h.Size); err != nil {
			return nil, mp4HeaderError(err)
		}
	}
}

// mp4HeaderError names what is wrong before the samples.
func mp4HeaderError(err error) error {
	if errors.Is(err, mp4.ErrBox) || errors.Is(err, mp4.ErrShort) {
		return fmt.Errorf("%w: MP4 has a damaged index", ErrMalformed)
	}
	return headerError(KindMP4, err, "index")
}

// boxes calls visit for the head of each box of the next size bytes, and skips
// what it leaves of the content.
func (m *mp4Input) boxes(size int64, visit func(h mp4.Head) error) error {
	const deepest = 16 // levels; those that are entered have 5
	if m.depth++; m.depth > deepest {
		return mp4.ErrBox
	}
	defer func() { m.depth-- }()
	end := m.pos + size
	if size == mp4.ToEnd {
		end = 1 << 62
	}
	for m.pos+8 <= end {
		h, err := m.head()
		if err == io.EOF && size == mp4.ToEnd {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Size == mp4.ToEnd || h.Size > end-m.pos {
			return mp4.ErrBox
		}
		next := m.pos + h.Size
		if err := visit(h); err != nil {
			return err
		}
		if err := m.seek(next); err != nil {
			return err
		}
	}
	if size == mp4.ToEnd {
		return nil
	}
	return m.seek(end)
}

// readMovieBoxes reads the boxes of the index.
func (m *mp4Input) readMovieBoxes(movie *mp4Movie, size int64) error {
	return m.boxes(size, func(h mp4.Head) (err error) {
		switch h.Type {
		case "mvhd":
			movie.timescale, err = m.readTimescale(h)
		case "trak":
			t := &mp4Track{}
			err = m.boxes(h.Size, func(h mp4.Head) error { return m.readTrackBox(t, movie.track == nil, h) })
			if !t.sound {
				break
			}
			if movie.tracks++; movie.tracks == 1 {
				movie.track = t
			}
		case "mvex":
			movie.fragmented = true
			err = m.boxes(h.Size, func(h mp4.Head) error {
				content, err := m.readBox(h, maxBox)
				if err != nil || h.Type != "trex" {
					return err
				}
				d, err := mp4.ParseDefaults(content)
				if len(movie.defaults) < maxBox {
					movie.defaults = append(movie.defaults, d)
				}
				return err
			})
		}
		return err
	})
}

// readBox returns the content of a box, valid until the next call.
func (m *mp4Input) readBox(h mp4.Head, most int64) ([]byte, error) {
	if h.Size > most {
		return nil, mp4.ErrBox
	}
	return m.read(h.Size)
}

func (m *mp4Input) readTimescale(h mp4.Head) (int64, error) {
	content, err := m.readBox(h, maxBox)
	if err != nil {
		return 0, err
	}
	ticks, err := mp4.Timescale(content)
	if err == nil && ticks == 0 {
		err = mp4.ErrBox
	}
	return ticks, err
}

// readTrackBox reads a box of a track, or those in it. The description and the
// tables are left out if the track is not of sound or is not wanted.
func (m *mp4Input) readTrackBox(t *mp4Track, wanted bool, h mp4.Head) (err error) {
	var content []byte
	switch h.Type {
	case "minf":
		if !t.sound || !wanted {
			return nil
		}
		fallthrough
	case "mdia", "stbl", "edts":
		return m.boxes(h.Size, func(h mp4.Head) error { return m.readTrackBox(t, wanted, h) })
	case "mdhd":
		t.timescale, err = m.readTimescale(h)
		return err
	case "hdlr":
		if content, err = m.readBox(h, maxBox); err == nil && mp4.Handler(content) == "soun" {
			t.sound = true
		}
		return err
	case "tkhd":
		if content, err = m.readBox(h, maxBox); err == nil {
			t.number, err = mp4.TrackNumber(content)
		}
		return err
	case "elst":
		if content, err = m.readBox(h, maxBox); err == nil {
			t.edits, err = mp4.ParseEdits(content)
		}
		return err
	case "stsd":
		if content, err = m.readBox(h, maxBox); err == nil {
			t.entry, err = mp4.ParseEntry(bytes.Clone(content))
		}
		return err
	}
	if !mp4.IsTable(h.Type) {
		return nil
	}
	if h.Size > maxTable {
		return mp4.ErrBox
	}
	if content, err = m.readTo(nil, h.Size); err != nil {
		return err
	}
	return t.table.Set(h.Type, content)
}
