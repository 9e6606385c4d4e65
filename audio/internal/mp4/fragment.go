package mp4

import "encoding/binary"

// Defaults are what fragments need not repeat, from a trex box.
type Defaults struct {
	Track, Duration, Size uint32
}

// ParseDefaults parses a trex box.
func ParseDefaults(content []byte) (Defaults, error) {
	if len(content) < 20 {
		return Defaults{}, ErrShort
	}
	be := binary.BigEndian
	return Defaults{be.Uint32(content[4:]), be.Uint32(content[12:]), be.Uint32(content[16:])}, nil
}

// Fragment finds the samples of one track in a moof box. The zero value has no
// samples.
type Fragment struct {
	runs []fragmentRun
	time int64 // of the next sample, in ticks
}

// fragmentRun is a trun box.
type fragmentRun struct {
	Defaults
	flags  uint32
	count  int64 // samples left
	table  []byte
	offset int64 // of the next sample
}

// Flags of a tfhd box.
const (
	hasBase     = 0x1
	hasEntry    = 0x2
	hasDuration = 0x8
	hasSize     = 0x10
	hasFlags    = 0x20
)

// Flags of a trun box. The last four are fields of each sample.
const (
	hasOffset         = 0x1
	hasFirstFlags     = 0x4
	hasSampleDuration = 0x100
	hasSampleSize     = 0x200
	hasSampleFlags    = 0x400
	hasSampleOffset   = 0x800
)

// Set takes over the content of a moof box that begins at an offset in the
// file. The box must remain as it is.
func (f *Fragment) Set(content []byte, moof int64, d Defaults) error {
	f.runs = f.runs[:0]
	return Children(content, func(kind string, content []byte) error {
		if kind != "traf" {
			return nil
		}
		return f.setTrack(content, moof, d)
	})
}

// setTrack takes over a traf box if it is of the track of d.
func (f *Fragment) setTrack(content []byte, moof int64, d Defaults) error {
	track := d.Track
	base, end := moof, moof // of the runs, of the run before
	return Children(content, func(kind string, content []byte) error {
		var err error
		switch {
		case kind == "tfhd":
			base, err = d.setHeader(content, moof)
			end = base
		case d.Track != track: // of another track
		case kind == "tfdt":
			var version byte
			if version, _, content, err = full(content); err != nil {
				return err
			}
			switch {
			case version == 0 && len(content) >= 4:
				f.time = int64(binary.BigEndian.Uint32(content))
			case version == 1 && len(content) >= 8:
				f.time = int64(binary.BigEndian.Uint64(content) &^ (1 << 63))
			}
		case kind == "trun":
			end, err = f.addRun(content, d, base, end)
		}
		return err
	})
}

// setHeader takes over a tfhd box and returns what offsets count from.
func (d *Defaults) setHeader(content []byte, moof int64) (base int64, err error) {
	_, flags, b, err := full(content)
	if err != nil || len(b) < 4 {
		return 0, ErrShort
	}
	be := binary.BigEndian
	d.Track = be.Uint32(b)
	b = b[4:]
	base = moof
	for _, field := range []struct {
		flag uint32
		size int
		set  func(b []byte)
	}{
		{hasBase, 8, func(b []byte) { base = int64(be.Uint64(b) &^ (1 << 63)) }},
		{hasEntry, 4, func([]byte) {}},
		{hasDuration, 4, func(b []byte) { d.Duration = be.Uint32(b) }},
		{hasSize, 4, func(b []byte) { d.Size = be.Uint32(b) }},
		{hasFlags, 4, func([]byte) {}},
	} {
		if flags&field.flag == 0 {
			continue
		}
		if len(b) < field.size {
			return 0, ErrShort
		}
		field.set(b)
		b = b[field.size:]
	}
	return base, nil
}

// addRun takes over a trun box and returns where its samples end. It begins
// where the one before ends if it does not say where.
func (f *Fragment) addRun(content []byte, d Defaults, base, end int64) (int64, error) {
	_, flags, b, err := full(content)
	if err != nil || len(b) < 4 {
		return 0, ErrShort
	}
	r := fragmentRun{Defaults: d, flags: flags, offset: end}
	be := binary.BigEndian
	r.count = int64(be.Uint32(b))
	b = b[4:]
	if flags&hasOffset != 0 {
		if len(b) < 4 {
			return 0, ErrShort
		}
		r.offset = base + int64(int32(be.Uint32(b)))
		b = b[4:]
	}
	if flags&hasFirstFlags != 0 {
		b = b[min(4, len(b)):]
	}
	r.table = b
	fields := int64(r.fields())
	if fields > 0 {
		r.count = min(r.count, int64(len(b))/fields)
	}
	if r.Size == 0 && flags&hasSampleSize == 0 {
		return 0, ErrBox
	}
	f.runs = append(f.runs, r)
	if fields == 0 {
		return r.offset + r.count*int64(r.Size), nil
	}
	for r.count > 0 {
		r.take()
	}
	return r.offset, nil
}

// fields returns how many bytes the table has for each sample.
func (r *fragmentRun) fields() int {
	n := 0
	for _, flag := range []uint32{hasSampleDuration, hasSampleSize, hasSampleFlags, hasSampleOffset} {
		if r.flags&flag != 0 {
			n += 4
		}
	}
	return n
}

// take removes a sample from the run and returns its size and duration.
func (r *fragmentRun) take() (size, duration int64) {
	size, duration = int64(r.Size), int64(r.Duration)
	b := r.table[:r.fields()]
	r.table = r.table[len(b):]
	if r.flags&hasSampleDuration != 0 {
		duration = int64(binary.BigEndian.Uint32(b))
		b = b[4:]
	}
	if r.flags&hasSampleSize != 0 {
		size = int64(binary.BigEndian.Uint32(b))
	}
	r.count--
	r.offset += size
	return size, duration
}

// Next returns the next run: one sample, or up to most samples that all have
// frame bytes. It returns false after the last.
func (f *Fragment) Next(frame, most int64) (Run, bool) {
	for len(f.runs) > 0 && f.runs[0].count == 0 {
		f.runs = f.runs[1:]
	}
	if len(f.runs) == 0 {
		return Run{}, false
	}
	r := &f.runs[0]
	run := Run{Offset: r.offset, Samples: 1, Time: f.time}
	if r.fields() == 0 && int64(r.Size) == frame {
		run.Samples = min(most, r.count)
		run.Size = run.Samples * frame
		run.Duration = run.Samples * int64(r.Duration)
		r.count -= run.Samples
		r.offset += run.Size
	} else {
		run.Size, run.Duration = r.take()
	}
	f.time += run.Duration
	return run, true
}
