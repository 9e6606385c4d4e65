package audio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/audio/internal/crc"
	"github.com/gosilero/vad/audio/internal/ogg"
)

// oggPages cuts a file into pages.
func oggPages(file []byte) (pages [][]byte) {
	for len(file) > ogg.HeaderSize {
		size := ogg.HeaderSize + int(file[26])
		for _, n := range file[ogg.HeaderSize:size] {
			size += int(n)
		}
		pages = append(pages, file[:size:size])
		file = file[size:]
	}
	return pages
}

// oggCRCOffset is where the checksum lies in a page.
const oggCRCOffset = 22

// sealOgg puts the right checksum into a page.
func sealOgg(page []byte) []byte {
	clear(page[oggCRCOffset : oggCRCOffset+4])
	binary.LittleEndian.PutUint32(page[oggCRCOffset:], crc.Update32(0, page))
	return page
}

// newOggPage returns a page with one packet of fewer than 255 bytes.
func newOggPage(flags byte, granule int64, serial, sequence uint32, packet []byte) []byte {
	return sealOgg(le(ogg.Magic, byte(0), flags, granule, serial, sequence, uint32(0), byte(1), byte(len(packet)), packet))
}

// withGranule returns a page with its position moved.
func withGranule(page []byte, by int64) []byte {
	page = bytes.Clone(page)
	binary.LittleEndian.PutUint64(page[6:], binary.LittleEndian.Uint64(page[6:])+uint64(by))
	return sealOgg(page)
}

// splitOgg returns a fixture's header pages, audio pages and decoded samples.
func splitOgg(t *testing.T, name string) (head []byte, pages [][]byte, samples []float32) {
	t.Helper()
	file := readFixture(t, name)
	all := oggPages(file)
	const headers = 2 // pages, in all the fixtures
	return bytes.Join(all[:headers], nil), all[headers:], mustReadAll(t, mustOpen(t, file))
}

func TestOggStructure(t *testing.T) {
	for _, name := range []string{"speech.ogg", "speech-celt.opus"} {
		head, pages, want := splitOgg(t, name)
		f := mustOpen(t, readFixture(t, name)).Format()
		all := bytes.Join(pages, nil)
		serial := binary.LittleEndian.Uint32(head[14:])
		other := newOggPage(2, 0, serial+1, 0, []byte("fishead\x00..."))
		otherData := newOggPage(0, 0, serial+1, 1, []byte("data"))
		short := len(pages) - 1
		last := int64(binary.LittleEndian.Uint64(pages[short][6:]))

		tests := []struct {
			name     string
			file     []byte
			want     []float32
			warnings []error
		}{
			{"other streams beside", slices.Concat(other, head, otherData, all, otherData), want, nil},
			{"chained", slices.Concat(head, all, head, all), slices.Concat(want, want), nil},
			{"chained, first has no end", slices.Concat(head, bytes.Join(pages[:short], nil), head, all), nil, []error{ErrTruncated}},
			{"chained to another kind", slices.Concat(head, all, readFixture(t, "click.ogg")), want, []error{ErrDamaged}},
			{"bytes after the end", slices.Concat(head, all, make([]byte, 1000)), want, nil},
			{"no last page", slices.Concat(head, bytes.Join(pages[:short], nil)), nil, []error{ErrTruncated}},
			{"cut in the last page", slices.Concat(head, all[:len(all)-1]), nil, []error{ErrTruncated}},
			{"positions rounded", slices.Concat(head, withGranule(pages[0], 3), all[len(pages[0]):]), nil, nil},
			{"end in the past", slices.Concat(head, bytes.Join(pages[:short], nil), withGranule(pages[short], -last)),
				nil, nil},
		}
		for _, test := range tests {
			t.Run(name+" "+test.name, func(t *testing.T) {
				r := mustOpen(t, test.file)
				got := mustReadAll(t, r)
				wantWarnings(t, r, test.warnings...)
				if test.want != nil {
					equalSamples(t, got, test.want)
				} else if len(got)%f.Channels != 0 || len(got) == 0 {
					t.Errorf("got %d values", len(got))
				}
			})
		}
	}
}

// TestOggJoinedMidway checks that a stream whose beginning was not recorded
// begins at 0.
func TestOggJoinedMidway(t *testing.T) {
	head, pages, want := splitOgg(t, "speech.ogg")
	for i := range pages {
		pages[i] = withGranule(pages[i], 1e12)
	}
	r := mustOpen(t, append(head, bytes.Join(pages, nil)...))
	equalSamples(t, mustReadAll(t, r), want)
	wantWarnings(t, r)
}

func TestOggErrors(t *testing.T) {
	opusHead := func(channels, family, streams byte) []byte {
		return newOggPage(2, 0, 1, 0, le(opusMagic, byte(1), channels, uint16(312), uint32(48000), int16(0), family, streams, byte(0)))
	}
	vorbisHead := func(channels byte, rate uint32, blocks byte) []byte {
		return newOggPage(2, 0, 1, 0, le(vorbisMagic, uint32(0), channels, rate, make([]byte, 12), blocks, byte(1)))
	}
	speech := readFixture(t, "speech.ogg")
	damaged := bytes.Clone(speech)
	damaged[100] ^= 1
	tests := []struct {
		name string
		file []byte
		want error
		text string
	}{
		{"Speex", newOggPage(2, 0, 1, 0, []byte("Speex   1.2")), ErrUnsupported, "Speex"},
		{"two others", slices.Concat(newOggPage(2, 0, 1, 0, []byte("\x80theora")), newOggPage(2, 0, 2, 0, []byte("whatever it is")), newOggPage(0, 0, 1, 1, nil)),
			ErrUnsupported, `Theora "whatever"`},
		{"no first page", newOggPage(0, 0, 1, 7, []byte("x")), ErrMalformed, "without a first page"},
		{"headers end", speech[:len(oggPages(speech)[0])], ErrMalformed, "ends in its headers"},
		{"headers damaged", damaged, ErrMalformed, "damaged headers"},
		{"Opus, short", newOggPage(2, 0, 1, 0, []byte(opusMagic)), ErrMalformed, "8 bytes"},
		{"Opus, surround", opusHead(6, 1, 4), ErrUnsupported, "6 channels in 4 streams"},
		{"Opus, 0 channels", opusHead(0, 0, 0), ErrUnsupported, "0 channels"},
		{"Vorbis, short", newOggPage(2, 0, 1, 0, []byte(vorbisMagic)), ErrMalformed, "7 bytes"},
		{"Vorbis, 0 channels", vorbisHead(0, 48000, 0xB8), ErrMalformed, "0 channels"},
		{"Vorbis, 255 channels", vorbisHead(255, 48000, 0xB8), ErrMalformed, "255 channels"},
		{"Vorbis, 0 Hz", vorbisHead(1, 0, 0xB8), ErrMalformed, "0 Hz"},
		{"Vorbis, blocks", vorbisHead(1, 48000, 0x8B), ErrMalformed, "blocks of 2048 and 256"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(bytes.NewReader(test.file))
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
				t.Errorf("got %v, want %v with %q", err, test.want, test.text)
			}
		})
	}
}

// reseal puts the right checksums on what look like pages, for a fuzzer would
// never find them.
func reseal(file []byte) []byte {
	file = bytes.Clone(file)
	for rest := file; ; {
		i := bytes.Index(rest, []byte(ogg.Magic))
		if i < 0 || len(rest)-i < ogg.HeaderSize {
			return file
		}
		rest = rest[i:]
		size := ogg.HeaderSize + int(rest[26])
		for _, n := range rest[min(ogg.HeaderSize, len(rest)):min(size, len(rest))] {
			size += int(n)
		}
		if size > len(rest) {
			return file
		}
		sealOgg(rest[:size])
		rest = rest[size:]
	}
}

func fuzzOgg(t *testing.T, file []byte) {
	fuzzFile(t, file)
	fuzzFile(t, reseal(file))
}
