package segment

import "fmt"

// Collect appends the audio inside the segments to dst, as the reference's
// collect_chunks does. The segments are in order and do not overlap; what lies
// past the end of pcm is left out. See [TimeMap] for the way back.
func Collect[T any](dst, pcm []T, segs []Segment) ([]T, error) {
	if err := Check(segs); err != nil {
		return dst, err
	}
	for _, s := range segs {
		s = within(s, len(pcm))
		dst = append(dst, pcm[s.Start:s.End]...)
	}
	return dst, nil
}

// Drop appends the audio outside of the segments to dst, as the reference's
// drop_chunks does. Otherwise, it is like Collect.
func Drop[T any](dst, pcm []T, segs []Segment) ([]T, error) {
	if err := Check(segs); err != nil {
		return dst, err
	}
	from := int64(0)
	for _, s := range segs {
		s = within(s, len(pcm))
		dst = append(dst, pcm[from:s.Start]...)
		from = s.End
	}
	return append(dst, pcm[from:]...), nil
}

// within returns the part of a segment that is in the first n samples.
func within(s Segment, n int) Segment {
	return Segment{min(s.Start, int64(n)), min(s.End, int64(n))}
}

// Invert returns the stretches outside of the segments in the first samples of a
// recording: what [Drop] leaves.
func Invert(segs []Segment, samples int64) ([]Segment, error) {
	if err := Check(segs); err != nil {
		return nil, err
	}
	var rest []Segment
	from := int64(0)
	for _, s := range segs {
		if s.Len() == 0 {
			continue // divides nothing
		}
		if end := min(s.Start, samples); end > from {
			rest = append(rest, Segment{from, end})
		}
		from = s.End
	}
	if samples > from {
		rest = append(rest, Segment{from, samples})
	}
	return rest, nil
}

// Check returns an error unless the segments are in order and do not overlap.
func Check(segs []Segment) error {
	end := int64(0)
	for i, s := range segs {
		if s.Start < end || s.End < s.Start {
			return fmt.Errorf("%w: segment %d: got %d to %d, want a start of at least %d and no end before it", ErrSegment, i, s.Start, s.End, end)
		}
		end = s.End
	}
	return nil
}

// Merge joins neighbours, with the silence between them, into segments of at most
// limit samples: audio for a recogniser that takes no more at once. The first segment
// takes as many of its successors as fit, and so on; one that is longer than limit
// stays as it is.
func Merge(segs []Segment, limit int64) ([]Segment, error) {
	if err := checkMerge(segs, limit); err != nil {
		return nil, err
	}
	var merged []Segment
	for _, s := range segs {
		if n := len(merged); n > 0 && s.End-merged[n-1].Start <= limit {
			merged[n-1].End = s.End
		} else {
			merged = append(merged, s)
		}
	}
	return merged, nil
}

// Group divides segments into groups of neighbours with at most limit samples of
// speech, the silence between them not counted: what Collect makes of a group
// fits a recogniser that takes no more at once. The first group takes as many
// segments as fit, and so on; one that is longer than limit is a group of its
// own. The groups are parts of segs.
func Group(segs []Segment, limit int64) ([][]Segment, error) {
	if err := checkMerge(segs, limit); err != nil {
		return nil, err
	}
	var groups [][]Segment
	first, speech := 0, int64(0)
	for i, s := range segs {
		if i > first && speech+s.Len() > limit {
			groups = append(groups, segs[first:i:i])
			first, speech = i, 0
		}
		speech += s.Len()
	}
	if first < len(segs) {
		groups = append(groups, segs[first:len(segs):len(segs)])
	}
	return groups, nil
}

func checkMerge(segs []Segment, limit int64) error {
	if limit <= 0 {
		return fmt.Errorf("%w: limit: got %d samples, want 1 or more", ErrOption, limit)
	}
	return Check(segs)
}
