package audio

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/gosilero/vad/audio/internal/ogg"
)

// TestOggFLACMappings reads a stream by the first mapping of FLAC to Ogg, which
// has no header of its own.
func TestOggFLACMappings(t *testing.T) {
	file := readFixture(t, "click-flac.oga")
	want := mustReadAll(t, mustOpen(t, file))
	pages := oggPages(file)
	first := pages[0][ogg.HeaderSize+1:]
	const mapping = 9 // "\x7fFLAC", versions, number of headers
	info := first[mapping+4:]
	old := slices.Concat(newOggPage(2, 0, 1, 0, []byte("fLaC")), newOggPage(0, 0, 1, 1, info))
	for i, page := range pages[1:] {
		page = bytes.Clone(page)
		binary.LittleEndian.PutUint32(page[14:], 1)
		binary.LittleEndian.PutUint32(page[18:], uint32(2+i))
		old = append(old, sealOgg(page)...)
	}
	r := mustOpen(t, old)
	if got := r.Format(); got != (Format{"Ogg FLAC", 8000, 1, -1}) {
		t.Errorf("got %+v", got)
	}
	equalSamples(t, mustReadAll(t, r), want)
	wantWarnings(t, r)

	newer := bytes.Clone(file)
	newer[ogg.HeaderSize+1+5] = 2
	_, err := Open(bytes.NewReader(reseal(newer)))
	checkOpenError(t, err)
	if want := "audio: not supported: Ogg with FLAC by mapping 2"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

// TestOggFLACChained reads a stream twice.
func TestOggFLACChained(t *testing.T) {
	file := readFixture(t, "click-flac.oga")
	want := mustReadAll(t, mustOpen(t, file))
	r := mustOpen(t, slices.Concat(file, file))
	equalSamples(t, mustReadAll(t, r), slices.Concat(want, want))
	wantWarnings(t, r)
}

// TestOggFLACDamage loses a page of one packet: silence takes its place.
func TestOggFLACDamage(t *testing.T) {
	file := readFixture(t, "click-flac.oga")
	want := mustReadAll(t, mustOpen(t, file))
	pages := oggPages(file)
	const headers, lost = 3, 2
	serial := binary.LittleEndian.Uint32(file[14:])
	codec, err := newFLACCodec(pages[0][ogg.HeaderSize+1+9:])
	if err != nil {
		t.Fatal(err)
	}
	page, err := ogg.Parse(pages[headers])
	if err != nil {
		t.Fatal(err)
	}
	var packets ogg.Packets
	packets.Add(page)
	damaged := bytes.Join(pages[:headers], nil)
	var from, to int // of what is lost
	granule := 0
	for i := range 5 {
		packet, _ := packets.Next()
		samples, err := codec.decode(nil, packet)
		if err != nil {
			t.Fatal(err)
		}
		granule += len(samples)
		if i == lost {
			from, to = granule-len(samples), granule
			continue
		}
		segments := append(bytes.Repeat([]byte{255}, len(packet)/255), byte(len(packet)%255))
		damaged = append(damaged, sealOgg(le(ogg.Magic, byte(0), byte(i/4*4), int64(granule), serial, uint32(headers+i), uint32(0),
			byte(len(segments)), segments, packet))...)
	}
	r := mustOpen(t, damaged)
	got := mustReadAll(t, r)
	wantWarnings(t, r, ErrDamaged)
	equalSamples(t, got, slices.Concat(want[:from], make([]float32, to-from), want[to:]))
}

func FuzzOggFLAC(f *testing.F) {
	f.Add(readFixture(f, "click-flac.oga"))
	addSeeds(f, "*.oga")
	f.Fuzz(fuzzOgg)
}
