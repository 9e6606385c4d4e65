package live

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/segment"
)

// bruteOverlaps counts the channels that speak at each sample.
func bruteOverlaps(channels [][]segment.Segment, n int64) []segment.Segment {
	count := make([]int, n+1)
	for _, segs := range channels {
		for _, s := range segs {
			for i := s.Start; i < s.End; i++ {
				count[i]++
			}
		}
	}
	var overlaps []segment.Segment
	start := int64(-1)
	for i, c := range count {
		if c >= 2 && start < 0 {
			start = int64(i)
		} else if c < 2 && start >= 0 {
			overlaps = append(overlaps, segment.Segment{Start: start, End: int64(i)})
			start = -1
		}
	}
	return overlaps
}

func TestOverlaps(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	found := 0
	for i := range 2000 {
		channels := make([][]segment.Segment, rng.IntN(5))
		for c := range channels {
			at := int64(0)
			for range rng.IntN(6) { // some touch, some are empty
				start := at + rng.Int64N(20)
				at = start + rng.Int64N(20)
				channels[c] = append(channels[c], segment.Segment{Start: start, End: at})
			}
		}
		got, err := Overlaps(channels...)
		if want := bruteOverlaps(channels, 300); err != nil || !slices.Equal(got, want) {
			t.Fatalf("case %d: %v: got %v, %v, want %v", i, channels, got, err, want)
		}
		found += len(got)
	}
	if found < 2000 {
		t.Errorf("got %d overlaps: they show too little", found)
	}
	last := []segment.Segment{{Start: 5, End: math.MaxInt64}}
	if got, err := Overlaps(last, last); err != nil || !slices.Equal(got, last) {
		t.Errorf("got %v, %v, want %v", got, err, last)
	}
	_, err := Overlaps(nil, []segment.Segment{{Start: 5, End: 9}, {Start: 8, End: 10}})
	if !errors.Is(err, segment.ErrSegment) || !strings.Contains(err.Error(), "channel 1: ") {
		t.Errorf("got %v, want %v of channel 1", err, segment.ErrSegment)
	}
}
