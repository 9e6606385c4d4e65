package matroska

import (
	"bytes"
	"math"
	"testing"
)

func TestParseHead(t *testing.T) {
	for _, test := range []struct {
		in      string
		maxSize int
		want    Head
		err     error
	}{
		{"\xa3\x81x", 8, Head{IDSimpleBlock, 1, 2}, nil},
		{"\x1f\x43\xb6\x75\x40\x02", 8, Head{IDCluster, 2, 6}, nil},
		{"\x1f\x43\xb6\x75\xff", 8, Head{IDCluster, Unknown, 5}, nil},
		{"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff", 8, Head{IDCluster, Unknown, 12}, nil},
		{"\xa3\x01\xff\xff\xff\xff\xff\xff\xfe", 8, Head{IDSimpleBlock, 1<<56 - 2, 9}, nil},
		{"\xa3\x10\x00\x00\x05", 4, Head{IDSimpleBlock, 5, 5}, nil},
		{"\xa3\x10\x00\x00\x05", 3, Head{}, ErrElement},
		{"", 8, Head{}, ErrShort},
		{"\x1f\x43", 8, Head{}, ErrShort},
		{"\xa3", 8, Head{}, ErrShort},
		{"\xa3\x40", 8, Head{}, ErrShort},
		{"\x08\x00\x00\x00\x00\x81", 8, Head{}, ErrElement},
		{"\x00\x81", 8, Head{}, ErrElement},
		{"\xa3\x00\x81", 8, Head{}, ErrElement},
	} {
		got, err := ParseHead([]byte(test.in), test.maxSize)
		if got != test.want || err != test.err {
			t.Errorf("%q: got %+v, %v, want %+v, %v", test.in, got, err, test.want, test.err)
		}
	}
}

func TestNumbers(t *testing.T) {
	if got := Uint([]byte("\x01\x02\x03")); got != 0x10203 {
		t.Errorf("Uint: got %#x", got)
	}
	for _, in := range []string{"\xff\xff\xff\xff\xff\xff\xff\xff", "\x01\x00\x00\x00\x00\x00\x00\x00\x00"} {
		if got := Uint([]byte(in)); got != math.MaxInt64 {
			t.Errorf("Uint of %q: got %d", in, got)
		}
	}
	for in, want := range map[string]int64{"": 0, "\xff": -1, "\x7f\xff": 0x7FFF, "\xff\x38": -200} {
		if got := Int([]byte(in)); got != want {
			t.Errorf("Int of %q: got %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]float64{"": 0, "\x45\xfa\x00\x00": 8000, "\x40\xbf\x40\x00\x00\x00\x00\x00": 8000, "123": 0} {
		if got := Float([]byte(in)); got != want {
			t.Errorf("Float of %q: got %v, want %v", in, got, want)
		}
	}
}

// TestLacing parses blocks with the frames "a", "bbb" and "cc".
func TestLacing(t *testing.T) {
	long := string(bytes.Repeat([]byte{'x'}, 300))
	for _, test := range []struct {
		name, in string
		want     []string // nil: an error
	}{
		{"none", "\x81\x00\x05\x80abc", []string{"abc"}},
		{"none, no content", "\x81\x00\x05\x80", []string{""}},
		{"track of 2 bytes", "\x40\x01\x00\x05\x80abc", []string{"abc"}},
		{"Xiph", "\x81\x00\x05\x02\x02\x01\x03abbbcc", []string{"a", "bbb", "cc"}},
		{"Xiph, long", "\x81\x00\x05\x02\x01\xff\x2d" + long + "b", []string{long, "b"}},
		{"fixed", "\x81\x00\x05\x04\x02aabbcc", []string{"aa", "bb", "cc"}},
		{"EBML", "\x81\x00\x05\x06\x02\x81\xc1abbbcc", []string{"a", "bbb", "cc"}},
		{"EBML, smaller", "\x81\x00\x05\x06\x02\x83\xbdbbbacc", []string{"bbb", "a", "cc"}},
		{"EBML, difference of 2 bytes", "\x81\x00\x05\x06\x02\x81\x60\x01abbbcc", []string{"a", "bbb", "cc"}},
		{"one frame", "\x81\x00\x05\x02\x00abc", []string{"abc"}},
		{"short", "\x81\x00\x05", nil},
		{"no track", "\x00\x00\x05\x80abc", nil},
		{"no number of frames", "\x81\x00\x05\x02", nil},
		{"Xiph, sizes end", "\x81\x00\x05\x02\x02\x01", nil},
		{"Xiph, too large", "\x81\x00\x05\x02\x01\x09abc", nil},
		{"Xiph, sum too large", "\x81\x00\x05\x02\x02\x03\x03abcd", nil},
		{"fixed, odd", "\x81\x00\x05\x04\x01abc", nil},
		{"EBML, negative", "\x81\x00\x05\x06\x02\x81\x80abc", nil},
		{"EBML, too large", "\x81\x00\x05\x06\x01\x08\xff\xff\xff\xffabc", nil},
		{"EBML, no size", "\x81\x00\x05\x06\x01\x00abc", nil},
	} {
		var b Block
		err := b.Parse([]byte(test.in))
		if (err != nil) != (test.want == nil) {
			t.Errorf("%s: got %v", test.name, err)
			continue
		}
		var got []string
		for _, f := range b.Frames {
			got = append(got, string(f))
		}
		if err == nil && (len(got) != len(test.want) || b.Track != 1 || b.Time != 5) {
			t.Errorf("%s: got %q of track %d at %d, want %q", test.name, got, b.Track, b.Time, test.want)
			continue
		}
		for i := range test.want {
			if got[i] != test.want[i] {
				t.Errorf("%s: frame %d: got %q, want %q", test.name, i, got[i], test.want[i])
			}
		}
	}
}

func TestParseTracks(t *testing.T) {
	const entry = "\xae\x9f" + "\xd7\x81\x07" + "\x83\x81\x02" + "\x86\x86A_OPUS" + "\x63\xa2\x82ab" + "\x56\xaa\x81\x09" + "\xe1\x86\xb5\x84\x47\x3b\x80\x00"
	got, err := ParseTracks([]byte(entry))
	if err != nil || len(got) != 1 {
		t.Fatalf("got %+v, %v", got, err)
	}
	track := got[0]
	if track.Number != 7 || !track.Audio || track.Codec != "A_OPUS" || string(track.Private) != "ab" || track.Delay != 9 || track.SampleRate != 48000 || track.Channels != 1 {
		t.Errorf("got %+v", track)
	}
	for n := 1; n < len(entry); n++ {
		if _, err := ParseTracks([]byte(entry[:n])); err == nil {
			t.Errorf("%d bytes: no error", n)
		}
	}
}

func FuzzBlock(f *testing.F) {
	f.Add([]byte("\x81\x00\x05\x02\x02\x01\x03abbbcc"))
	f.Add([]byte("\x81\x00\x05\x06\x02\x81\xc1abbbcc"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var b Block
		if b.Parse(in) != nil {
			return
		}
		total := 0
		for _, frame := range b.Frames {
			total += len(frame)
		}
		if total > len(in) || len(b.Frames) > 256 {
			t.Errorf("%d frames of %d bytes from %d", len(b.Frames), total, len(in))
		}
	})
}
