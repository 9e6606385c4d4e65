package segment_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/segment"
)

// counting is audio whose samples are their own positions.
func counting(n int) []int32 {
	pcm := make([]int32, n)
	for i := range pcm {
		pcm[i] = int32(i)
	}
	return pcm
}

// randomSegments returns segments inside n samples, some of them empty or
// touching.
func randomSegments(rng *rand.Rand, n int) []segment.Segment {
	var cuts []int64
	for range 2 * rng.IntN(6) {
		cuts = append(cuts, rng.Int64N(int64(n)+1))
	}
	slices.Sort(cuts)
	var segs []segment.Segment
	for i := 0; i < len(cuts); i += 2 {
		segs = append(segs, segment.Segment{cuts[i], cuts[i+1]})
	}
	return segs
}

func TestCollectAndDrop(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	pcm := counting(200)
	for i := range 1000 {
		segs := randomSegments(rng, 220) // some of them pass the end
		var inside, outside []int32
		for _, v := range pcm {
			if slices.ContainsFunc(segs, func(s segment.Segment) bool { return s.Start <= int64(v) && int64(v) < s.End }) {
				inside = append(inside, v)
			} else {
				outside = append(outside, v)
			}
		}
		speech, err := segment.Collect([]int32{-1}, pcm, segs)
		if err != nil || !slices.Equal(speech[1:], inside) || speech[0] != -1 {
			t.Fatalf("case %d: speech in %v: got %v, %v, want %v", i, segs, speech, err, inside)
		}
		rest, err := segment.Drop([]int32{-1}, pcm, segs)
		if err != nil || !slices.Equal(rest[1:], outside) || rest[0] != -1 {
			t.Fatalf("case %d: rest of %v: got %v, %v, want %v", i, segs, rest, err, outside)
		}
	}
}

func TestSegmentOrder(t *testing.T) {
	pcm := counting(100)
	for _, tt := range []struct {
		segs []segment.Segment
		text string
	}{
		{[]segment.Segment{{-1, 5}}, "segment 0: got -1 to 5, want a start of at least 0"},
		{[]segment.Segment{{5, 4}}, "segment 0: got 5 to 4"},
		{[]segment.Segment{{0, 10}, {9, 20}}, "segment 1: got 9 to 20, want a start of at least 10"},
		{[]segment.Segment{{10, 20}, {0, 5}}, "segment 1: got 0 to 5"},
	} {
		_, collect := segment.Collect(nil, pcm, tt.segs)
		_, drop := segment.Drop(nil, pcm, tt.segs)
		_, merge := segment.Merge(tt.segs, 10)
		_, group := segment.Group(tt.segs, 10)
		_, timeMap := segment.NewTimeMap(tt.segs)
		for _, err := range []error{collect, drop, merge, group, timeMap} {
			if !errors.Is(err, segment.ErrSegment) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("%v: got error %v, want %v with %q", tt.segs, err, segment.ErrSegment, tt.text)
			}
		}
	}
}

func TestMergeAndGroup(t *testing.T) {
	a, b, c, d := segment.Segment{0, 10}, segment.Segment{15, 25}, segment.Segment{30, 40}, segment.Segment{100, 150}
	all := []segment.Segment{a, b, c, d}
	tests := []struct {
		segs   []segment.Segment
		limit  int64
		merged []segment.Segment
		groups [][]segment.Segment
	}{
		{nil, 10, nil, nil},
		{all, 1, all, [][]segment.Segment{{a}, {b}, {c}, {d}}},
		{all, 20, all, [][]segment.Segment{{a, b}, {c}, {d}}},
		{all, 24, all, [][]segment.Segment{{a, b}, {c}, {d}}},
		{all, 25, []segment.Segment{{0, 25}, c, d}, [][]segment.Segment{{a, b}, {c}, {d}}},
		{all, 30, []segment.Segment{{0, 25}, c, d}, [][]segment.Segment{{a, b, c}, {d}}},
		{all, 40, []segment.Segment{{0, 40}, d}, [][]segment.Segment{{a, b, c}, {d}}},
		{all, 80, []segment.Segment{{0, 40}, d}, [][]segment.Segment{{a, b, c, d}}},
		{all, 150, []segment.Segment{{0, 150}}, [][]segment.Segment{{a, b, c, d}}},
	}
	for _, tt := range tests {
		merged, err := segment.Merge(tt.segs, tt.limit)
		if err != nil || !slices.Equal(merged, tt.merged) {
			t.Errorf("merged to %d: got %v, %v, want %v", tt.limit, merged, err, tt.merged)
		}
		groups, err := segment.Group(tt.segs, tt.limit)
		if err != nil || !slices.EqualFunc(groups, tt.groups, slices.Equal) {
			t.Errorf("grouped to %d: got %v, %v, want %v", tt.limit, groups, err, tt.groups)
		}
	}
	if !slices.Equal(all, []segment.Segment{a, b, c, d}) {
		t.Errorf("the segments have changed to %v", all)
	}
	for _, limit := range []int64{0, -1} {
		_, merge := segment.Merge(all, limit)
		_, group := segment.Group(all, limit)
		if !errors.Is(merge, segment.ErrOption) || !errors.Is(group, segment.ErrOption) {
			t.Errorf("limit %d: got errors %v and %v, want %v", limit, merge, group, segment.ErrOption)
		}
	}
}

// Every collected sample is mapped to where it is from, and back.
func TestTimeMapRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 24))
	pcm := counting(200)
	for i := range 1000 {
		segs := randomSegments(rng, len(pcm))
		m, err := segment.NewTimeMap(segs)
		if err != nil {
			t.Fatal(err)
		}
		speech, err := segment.Collect(nil, pcm, segs)
		if err != nil || int64(len(speech)) != m.Len() {
			t.Fatalf("case %d: %v: got %d samples, %v, want %d", i, segs, m.Len(), err, len(speech))
		}
		for pos, v := range speech {
			if got := m.Start(int64(pos)); got != int64(v) {
				t.Fatalf("case %d: %v: sample %d: got %d, want %d", i, segs, pos, got, v)
			}
			if got := m.End(int64(pos) + 1); got != int64(v)+1 {
				t.Fatalf("case %d: %v: end at %d: got %d, want %d", i, segs, pos+1, got, v+1)
			}
		}
		for _, v := range pcm {
			got, ok := m.Collected(int64(v))
			want := slices.Index(speech, v)
			if ok != (want >= 0) || ok && got != int64(want) {
				t.Fatalf("case %d: %v: collected %d: got %d, %v, want %d", i, segs, v, got, ok, want)
			}
		}
	}
}

func TestTimeMap(t *testing.T) {
	m, err := segment.NewTimeMap([]segment.Segment{{100, 150}, {200, 200}, {300, 400}})
	if err != nil {
		t.Fatal(err)
	}
	none, err := segment.NewTimeMap(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what      string
		got, want segment.Segment
	}{
		{"where segments meet", segment.Segment{m.Start(50), m.End(50)}, segment.Segment{300, 150}},
		{"outside", segment.Segment{m.Start(-5), m.End(155)}, segment.Segment{95, 405}},
		{"a sentence over both", m.Span(segment.Segment{10, 60}), segment.Segment{110, 310}},
		{"a sentence that is the first segment", m.Span(segment.Segment{0, 50}), segment.Segment{100, 150}},
		{"a word of the first", m.Word(segment.Segment{40, 55}), segment.Segment{140, 155}},
		{"a word of the second", m.Word(segment.Segment{45, 60}), segment.Segment{295, 310}},
		{"a word that ends the first", m.Word(segment.Segment{30, 50}), segment.Segment{130, 150}},
		{"no segments", none.Span(segment.Segment{3, 4}), segment.Segment{3, 4}},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.what, tt.got, tt.want)
		}
	}
	if none.Len() != 0 {
		t.Errorf("no segments: got %d samples", none.Len())
	}
}

// TestInvert compares with the audio that Drop leaves.
func TestInvert(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for range 1000 {
		n := rng.IntN(60)
		pcm := counting(n)
		var segs []segment.Segment
		for at := int64(rng.IntN(5)); at < 50; at += int64(rng.IntN(8)) {
			s := segment.Segment{Start: at, End: at + int64(rng.IntN(10))}
			segs, at = append(segs, s), s.End
		}
		rest, err := segment.Invert(segs, int64(n))
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range rest {
			if s.Len() <= 0 || i > 0 && s.Start <= rest[i-1].End {
				t.Fatalf("%v in %d samples: %v is empty or joins the one before", segs, n, s)
			}
		}
		want, err := segment.Drop(nil, pcm, segs)
		if err != nil {
			t.Fatal(err)
		}
		got, err := segment.Collect(nil, pcm, rest)
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v in %d samples: got %v, %v, want %v", segs, n, got, err, want)
		}
	}
	if _, err := segment.Invert([]segment.Segment{{Start: 5, End: 4}}, 9); !errors.Is(err, segment.ErrSegment) {
		t.Errorf("got %v, want ErrSegment", err)
	}
}
