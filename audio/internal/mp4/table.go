package mp4

import "encoding/binary"

// Run is a number of samples that lie one after the other and have the same
// duration.
type Run struct {
	Offset   int64 // in the file
	Size     int64 // of all of them, in bytes
	Samples  int64
	Time     int64 // of the first, in ticks
	Duration int64 // of all of them, in ticks
}

// Table holds the tables of a track's samples as they lie in the file, and
// finds the samples in the order of time. The zero value has no samples.
type Table struct {
	durations []byte // stts: number of samples, duration
	chunks    []byte // stsc: first chunk from 1 on, samples in a chunk, description
	sizes     []byte // stsz, stz2
	sizeBits  int    // of an entry of sizes
	constant  int64  // size of all samples, if there are no sizes
	count     int64  // samples
	offsets   []byte // stco, co64: where each chunk begins
	wide      bool   // of 64 bits

	chunk       int64 // of the next sample, from 0 on
	left        int64 // samples of that chunk
	offset      int64 // of the next sample
	sample      int64 // its number
	time        int64
	sameSamples int64 // that have the duration
	duration    int64
}

// IsTable reports whether boxes of a type are for a Table.
func IsTable(kind string) bool {
	switch kind {
	case "stts", "stsc", "stsz", "stz2", "stco", "co64":
		return true
	}
	return false
}

// Set takes over the content of a box. It must remain as it is.
func (t *Table) Set(kind string, content []byte) error {
	_, _, rest, err := full(content)
	if err != nil || len(rest) < 4 {
		return ErrShort
	}
	be := binary.BigEndian
	switch kind {
	case "stts":
		t.durations = rest[4:]
	case "stsc":
		t.chunks = rest[4:]
	case "stco", "co64":
		t.offsets, t.wide = rest[4:], kind == "co64"
	case "stsz", "stz2":
		if len(rest) < 8 {
			return ErrShort
		}
		t.count = int64(be.Uint32(rest[4:]))
		t.constant, t.sizes, t.sizeBits = int64(be.Uint32(rest)), rest[8:], 32
		if kind == "stz2" {
			t.constant, t.sizeBits = 0, int(rest[3])
		}
		if t.constant == 0 {
			if t.sizeBits < 4 {
				return ErrBox
			}
			t.count = min(t.count, int64(len(t.sizes))*8/int64(t.sizeBits))
		}
	}
	return nil
}

// Done reports whether the last run was returned.
func (t *Table) Done() bool { return t.sample >= t.count }

// Duration returns the ticks of all samples. It must be called before Next.
func (t *Table) Duration() (ticks int64) {
	left := t.count
	be := binary.BigEndian
	for b := t.durations; len(b) >= 8 && left > 0; b = b[8:] {
		n := min(left, int64(be.Uint32(b)))
		ticks += n * int64(be.Uint32(b[4:]))
		left -= n
	}
	return ticks
}

// Next returns the next run: one sample, or, if samples have no more than frame
// bytes each, up to most samples of exactly that, for old files say 1. It
// returns false after the last.
func (t *Table) Next(frame, most int64) (Run, bool) {
	if t.sample >= t.count || !t.enterChunk() {
		return Run{}, false
	}
	t.enterDuration()
	r := Run{Offset: t.offset, Samples: 1, Time: t.time}
	if t.constant > 0 && t.constant <= frame {
		r.Samples = max(1, min(most, t.left, t.count-t.sample, t.sameSamples))
		r.Size = r.Samples * frame
	} else {
		r.Size = t.size()
	}
	r.Duration = r.Samples * t.duration
	t.offset += r.Size
	t.left -= r.Samples
	t.sample += r.Samples
	t.sameSamples -= r.Samples
	t.time += r.Duration
	return r, true
}

// SkipChunk leaves out what remains of the chunk of the run returned last.
func (t *Table) SkipChunk() {
	for t.left > 0 && t.sample < t.count {
		t.enterDuration()
		n := max(1, min(t.left, t.sameSamples))
		t.left -= n
		t.sample += n
		t.sameSamples -= n
		t.time += n * t.duration
	}
}

// enterChunk begins the next chunk if none is left of the one before.
func (t *Table) enterChunk() bool {
	be := binary.BigEndian
	for t.left == 0 {
		size := int64(4)
		if t.wide {
			size = 8
		}
		if (t.chunk+1)*size > int64(len(t.offsets)) || len(t.chunks) < 12 {
			return false
		}
		if b := t.offsets[t.chunk*size:]; t.wide {
			t.offset = int64(be.Uint64(b) &^ (1 << 63))
		} else {
			t.offset = int64(be.Uint32(b))
		}
		t.chunk++
		for len(t.chunks) >= 24 && int64(be.Uint32(t.chunks[12:])) <= t.chunk {
			t.chunks = t.chunks[12:]
		}
		t.left = int64(be.Uint32(t.chunks[4:]))
	}
	return true
}

// enterDuration takes the next duration if the one before has no samples left.
// The last one is that of all that follow.
func (t *Table) enterDuration() {
	be := binary.BigEndian
	for t.sameSamples == 0 {
		if len(t.durations) < 8 {
			t.sameSamples = 1 << 32
			return
		}
		t.sameSamples, t.duration = int64(be.Uint32(t.durations)), int64(be.Uint32(t.durations[4:]))
		t.durations = t.durations[8:]
	}
}

// size returns the size of the next sample.
func (t *Table) size() int64 {
	if t.constant > 0 {
		return t.constant
	}
	switch t.sizeBits {
	case 32:
		return int64(binary.BigEndian.Uint32(t.sizes[4*t.sample:]))
	case 16:
		return int64(binary.BigEndian.Uint16(t.sizes[2*t.sample:]))
	case 8:
		return int64(t.sizes[t.sample])
	}
	return int64(t.sizes[t.sample/2] >> (4 * (1 - t.sample&1)) & 15)
}
