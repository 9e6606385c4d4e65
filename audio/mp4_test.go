package audio

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// box returns a box.
func box(kind string, content ...any) []byte {
	c := be(content...)
	return be(uint32(8+len(c)), kind, c)
}

// fullBox returns a box with version 0 and flags.
func fullBox(kind string, flags uint32, content ...any) []byte {
	return box(kind, flags, be(content...))
}

// mp4Entry returns the description of bytes at 8 kHz, or of what boxes say.
func mp4Entry(kind string, boxes ...[]byte) []byte {
	return fullBox("stsd", 0, uint32(1), box(kind, make([]byte, 6), uint16(1), make([]byte, 8), uint16(1), uint16(8), uint32(0), uint32(8000<<16), bytes.Join(boxes, nil)))
}

// esds returns the descriptors of a codec of MPEG-4.
func esds(object byte) []byte {
	return fullBox("esds", 0, "\x03\x80\x80\x80\x20\x00\x01\x00\x04\x11", object, make([]byte, 12))
}

// mp4Tables returns the tables of chunks of 400 samples of a byte at offsets.
func mp4Tables(offsets ...uint32) []byte {
	n := uint32(len(offsets)) * 400
	return be(fullBox("stts", 0, uint32(1), n, uint32(1)), fullBox("stsc", 0, uint32(1), uint32(1), uint32(400), uint32(1)),
		fullBox("stsz", 0, uint32(1), n), fullBox("stco", 0, uint32(len(offsets)), offsets))
}

func mp4Edits(edits ...int32) []byte { // durations in ms, starts in samples
	var b []byte
	for _, v := range edits {
		b = append(b, be(v)...)
		if len(b)%12 == 8 {
			b = append(b, 0, 1, 0, 0)
		}
	}
	return box("edts", fullBox("elst", 0, uint32(len(edits)/2), b))
}

// mp4Sound returns a track of sound at 8 kHz.
func mp4Sound(number uint32, entry, tables []byte, more ...[]byte) []byte {
	return box("trak", fullBox("tkhd", 0, make([]byte, 8), number), bytes.Join(more, nil), box("mdia",
		fullBox("mdhd", 0, make([]byte, 8), uint32(8000), uint32(0)), fullBox("hdlr", 0, "mhlrsoun"),
		box("minf", fullBox("hdlr", 0, "dhlralis"), box("stbl", entry, tables))))
}

func moov(boxes ...[]byte) []byte {
	return box("moov", fullBox("mvhd", 0, make([]byte, 8), uint32(1000)), bytes.Join(boxes, nil))
}

// mp4Parts returns 400 bytes of each value.
func mp4Parts(values ...byte) (b []byte) {
	for _, v := range values {
		b = append(b, bytes.Repeat([]byte{v}, 400)...)
	}
	return b
}

// mp4File returns a file of chunks of bytes of the given values, whose index is
// first or last.
func mp4File(indexFirst bool, values []byte, edits ...[]byte) []byte {
	ftyp, data := box("ftyp", "qt  "), box("mdat", mp4Parts(values...))
	index := func(at int) []byte {
		var offsets []uint32
		for i := range values {
			offsets = append(offsets, uint32(at+8+400*i))
		}
		return moov(mp4Sound(1, mp4Entry("raw "), mp4Tables(offsets...), edits...))
	}
	if !indexFirst {
		return be(ftyp, box("free", "x"), data, index(len(ftyp)+9))
	}
	return be(ftyp, index(len(ftyp)+len(index(0))), data)
}

// mp4Fragment returns a fragment of track 1 with 400 bytes of a value, at a time
// in samples.
func mp4Fragment(at uint32, v byte) []byte {
	moof := func(offset int) []byte {
		return box("moof", fullBox("mfhd", 0, uint32(1)),
			box("traf", fullBox("tfhd", 0x20000, uint32(2)), fullBox("trun", 0x1, uint32(1), uint32(8))),
			box("traf", fullBox("tfhd", 0x20000, uint32(1)), fullBox("tfdt", 0, at), fullBox("trun", 0x1, uint32(400), uint32(offset))))
	}
	return be(moof(len(moof(0))+8), box("mdat", mp4Parts(v)))
}

func mp4Fragmented(fragments ...[]byte) []byte {
	trex := fullBox("trex", 0, uint32(1), uint32(1), uint32(1), uint32(1), uint32(0))
	return be(box("ftyp", "iso5"), moov(mp4Sound(1, mp4Entry("raw "), mp4Tables()), box("mvex", trex)), bytes.Join(fragments, nil))
}

func TestMP4Structure(t *testing.T) {
	a, b, c := bytesOf(400, 192), bytesOf(400, 64), bytesOf(400, 160)
	all, values := slices.Concat(a, b, c), []byte{192, 64, 160}
	silence := func(n int) []float32 { return make([]float32, n) }
	first := mp4File(true, values)
	reversed := bytes.Clone(first) // chunks in another order
	at := bytes.Index(reversed, []byte("stco")) + 12
	copy(reversed[at:], be(reversed[at+8:at+12], reversed[at+4:at+8], reversed[at:at+4]))
	overlapping := bytes.Clone(first)
	copy(overlapping[at:], be(overlapping[at:at+4], overlapping[at:at+4], overlapping[at:at+4]))
	damaged := mp4Fragment(400, 64)
	copy(damaged, "\xff\xff\xff\xff\x00\x00")
	one, two, three := mp4Fragment(0, 192), mp4Fragment(400, 64), mp4Fragment(800, 160)

	for _, test := range []struct {
		name     string
		file     []byte
		pipe     bool // can be read from one
		samples  int64
		want     []float32
		warnings []error
	}{
		{"index first", first, true, 1200, all, nil},
		{"index last", mp4File(false, values), false, 1200, all, nil},
		{"chunks in another order", reversed, false, 1200, slices.Concat(c, b, a), nil},
		{"an edit", mp4File(true, values, mp4Edits(100, 200)), true, 800, all[200:1000], nil},
		{"an edit to the end", mp4File(true, values, mp4Edits(125, 200)), true, 1000, all[200:], nil},
		{"an edit of all", mp4File(true, values, mp4Edits(0, 200)), true, 1000, all[200:], nil},
		{"begins late", mp4File(true, values, mp4Edits(50, -1, 150, 0)), true, 1600, slices.Concat(silence(400), all), nil},
		{"cut", first[:len(first)-500], true, 1200, all[:400], []error{ErrTruncated}},
		{"chunks on each other", overlapping, false, 1200, all[:400], []error{ErrTruncated}},
		{"fragments", mp4Fragmented(one, two, three), true, -1, all, nil},
		{"a fragment is missing", mp4Fragmented(one, mp4Fragment(4000, 64)), true, -1, slices.Concat(a, silence(3600), b), []error{ErrDamaged}},
		{"fragments, joined midway", mp4Fragmented(two, three), true, -1, all[400:], nil},
		{"fragments, cut", mp4Fragmented(one, two[:len(two)-100]), true, -1, a, []error{ErrTruncated}},
		{"fragments, cut in a head", mp4Fragmented(one, two[:40]), true, -1, a, []error{ErrTruncated}},
		{"fragments, others between", mp4Fragmented(box("styp", "x"), one, box("sidx", "x"), two, box("mfra", "x")), true, -1, all[:800], nil},
		{"fragments, damaged", mp4Fragmented(one, damaged, three), true, -1, slices.Concat(a, silence(400), c), []error{ErrDamaged}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, input := range []io.Reader{bytes.NewReader(test.file), struct{ io.Reader }{bytes.NewReader(test.file)}} {
				if _, pipe := input.(*bytes.Reader); !pipe && !test.pipe {
					break
				}
				r, err := Open(input)
				if err != nil {
					t.Fatal(err)
				}
				if got := r.Format(); got != (Format{"MP4 PCM", 8000, 1, test.samples}) {
					t.Errorf("got %+v", got)
				}
				got := mustReadAll(t, r)
				wantWarnings(t, r, test.warnings...)
				equalSamples(t, got, test.want)
			}
		})
	}
}

// TestMP4Offset checks that a file may begin in the middle of what can seek.
func TestMP4Offset(t *testing.T) {
	input := bytes.NewReader(be("before", mp4File(false, []byte{192, 64})))
	if _, err := input.Seek(6, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	r, err := Open(input)
	if err != nil {
		t.Fatal(err)
	}
	equalSamples(t, mustReadAll(t, r), slices.Concat(bytesOf(400, 192), bytesOf(400, 64)))
	wantWarnings(t, r)
}

// nested returns an index of boxes in each other.
func nested(depth int) []byte {
	size := uint32(8 * (depth + 2))
	b := be(size, "moov", size-8, "trak")
	for i := range uint32(depth) {
		b = append(b, be(size-16-8*i, "mdia")...)
	}
	return b
}

func TestMP4Errors(t *testing.T) {
	file := func(entry []byte, more ...[]byte) []byte {
		return be(box("ftyp", "isom"), moov(mp4Sound(1, entry, mp4Tables(), more...)))
	}
	wave := func(boxes ...[]byte) []byte { return mp4Entry("mp4a", box("wave", bytes.Join(boxes, nil))) }
	for _, test := range []struct {
		name string
		file []byte
		want error
		text string
	}{
		{"nothing else", box("ftyp", "isom"), ErrMalformed, "MP4 ends before its index"},
		{"cut in the index", mp4File(true, []byte{1})[:100], ErrMalformed, "MP4 ends before its index"},
		{"no tracks", be(box("ftyp", "isom"), moov()), ErrNoAudio, "MP4"},
		{"index larger than it is", be(box("ftyp", "isom"), box("moov", uint32(1000), "trak")), ErrMalformed, "damaged index"},
		{"fragment first", be(box("ftyp", "isom"), mp4Fragment(0, 0)), ErrMalformed, "before its index"},
		{"AAC", file(mp4Entry("mp4a", esds(0x40))), ErrUnsupported, "MP4 with AAC"},
		{"AAC of QuickTime", file(wave(esds(0x40))), ErrUnsupported, "MP4 with AAC"},
		{"MPEG-4's 0x99", file(mp4Entry("mp4a", esds(0x99))), ErrUnsupported, "MPEG-4 codec 0x99"},
		{"ALAC", file(mp4Entry("alac")), ErrUnsupported, "MP4 with ALAC"},
		{"AC-3", file(mp4Entry("ac-3")), ErrUnsupported, "MP4 with AC-3"},
		{"AMR", file(mp4Entry("samr")), ErrUnsupported, "MP4 with AMR"},
		{"encrypted", file(mp4Entry("enca")), ErrUnsupported, "encrypted"},
		{"unheard of", file(mp4Entry("xxxx")), ErrUnsupported, `MP4 with "xxxx"`},
		{"no description", file(nil), ErrMalformed, "without a description"},
		{"Opus without a header", file(mp4Entry("Opus")), ErrMalformed, "Opus header of 0 bytes"},
		{"FLAC without metadata", file(mp4Entry("fLaC")), ErrMalformed, "STREAMINFO"},
		{"MP3 without frames", file(mp4Entry(".mp3")), ErrMalformed, "without a frame"},
		{"boxes in boxes", be(box("ftyp", "isom"), nested(1<<20)), ErrMalformed, "damaged index"},
		{"several edits", file(mp4Entry("raw "), mp4Edits(100, 0, 100, 4000)), ErrUnsupported, "several edits"},
	} {
		_, err := Open(bytes.NewReader(test.file))
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%s: got %v, want %v with %q", test.name, err, test.want, test.text)
		}
	}
	_, err := Open(struct{ io.Reader }{bytes.NewReader(mp4File(false, []byte{1}))})
	if !errors.Is(err, ErrSeek) {
		t.Errorf("index last, from a pipe: got %v, want %v", err, ErrSeek)
	}
}
