package segment

import "sort"

// TimeMap maps positions in the audio that [Collect] makes to those in the
// recording that it is from, such as the times of a recogniser's words.
// Positions are in samples; a position outside of the collected audio keeps its
// distance from it. A TimeMap is immutable; the zero value is that of no segments.
//
// Where two segments meet in the collected audio, one position stands for the
// end of the first and the start of the second. Start takes it for
// the latter, End for the former.
type TimeMap struct {
	segs []Segment
	ends []int64 // ends[i] is the end of segs[i] in the collected audio
}

// NewTimeMap returns the map for segments that are in order and do not overlap.
func NewTimeMap(segs []Segment) (*TimeMap, error) {
	if err := Check(segs); err != nil {
		return nil, err
	}
	m := &TimeMap{}
	for _, s := range segs {
		if s.Len() > 0 {
			m.segs = append(m.segs, s)
			m.ends = append(m.ends, m.Len()+s.Len())
		}
	}
	return m, nil
}

// Len returns the number of samples of the collected audio.
func (m *TimeMap) Len() int64 {
	if len(m.ends) == 0 {
		return 0
	}
	return m.ends[len(m.ends)-1]
}

// Start returns where in the recording the collected sample pos is from: where
// something that begins at pos begins.
func (m *TimeMap) Start(pos int64) int64 { return m.in(m.segmentOf(pos), pos) }

// End returns where in the recording something ends that ends at pos, so that
// pos-1 is its last sample.
func (m *TimeMap) End(pos int64) int64 { return m.in(m.segmentOf(pos-1), pos) }

// Span maps a stretch that may reach over several segments, such as a sentence:
// its ends with Start and End.
func (m *TimeMap) Span(s Segment) Segment { return Segment{m.Start(s.Start), m.End(s.End)} }

// Word maps a stretch that lies in one segment, apart from errors at its ends,
// such as a word: it keeps its length, in the segment that its middle is in.
func (m *TimeMap) Word(s Segment) Segment {
	i := m.segmentOf(s.Start + s.Len()/2)
	return Segment{m.in(i, s.Start), m.in(i, s.End)}
}

// Collected returns the position in the collected audio of the recording's
// sample pos; false if it is in no segment.
func (m *TimeMap) Collected(pos int64) (int64, bool) {
	i := sort.Search(len(m.segs), func(i int) bool { return m.segs[i].End > pos })
	if i == len(m.segs) || pos < m.segs[i].Start {
		return 0, false
	}
	return m.ends[i] - (m.segs[i].End - pos), true
}

// segmentOf returns the index of the segment that the collected sample pos is
// from, the first or last one if it is outside.
func (m *TimeMap) segmentOf(pos int64) int {
	i := sort.Search(len(m.ends), func(i int) bool { return m.ends[i] > pos })
	return min(i, len(m.ends)-1)
}

// in maps pos by the offset of segment i.
func (m *TimeMap) in(i int, pos int64) int64 {
	if i < 0 { // no segments
		return pos
	}
	return m.segs[i].End - (m.ends[i] - pos)
}
