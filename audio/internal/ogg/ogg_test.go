package ogg

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"testing"
)

// readPages returns the pages of a clip.
func readPages(t *testing.T, name string) (pages [][]byte) {
	t.Helper()
	file, err := os.ReadFile("../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for len(file) > 0 {
		size := Size(file)
		if size == 0 || size > len(file) {
			t.Fatalf("%s: no page %d bytes before the end", name, len(file))
		}
		pages = append(pages, file[:size])
		file = file[size:]
	}
	return pages
}

func TestSize(t *testing.T) {
	page := readPages(t, "speech.ogg")[1]
	segments := int(page[26])
	for _, test := range []struct {
		name string
		b    []byte
		want int
	}{
		{"nothing", nil, HeaderSize},
		{"part of the header", page[:HeaderSize-1], HeaderSize},
		{"header", page[:HeaderSize], HeaderSize + segments},
		{"part of the sizes", page[:HeaderSize+segments-1], HeaderSize + segments},
		{"sizes", page[:HeaderSize+segments], len(page)},
		{"page and more", append(bytes.Clone(page), 1, 2, 3), len(page)},
		{"something else", make([]byte, 100), 0},
		{"another version", append([]byte("OggS\x01"), make([]byte, 100)...), 0},
	} {
		if got := Size(test.b); got != test.want {
			t.Errorf("%s: got %d, want %d", test.name, got, test.want)
		}
	}
}

func TestParse(t *testing.T) {
	pages := readPages(t, "speech.ogg")
	first, err := Parse(pages[0])
	if err != nil {
		t.Fatal(err)
	}
	if !first.First || first.Last || first.Continued || first.Granule != 0 || !bytes.HasPrefix(first.Body, []byte("\x01vorbis")) || len(first.Body) != 30 {
		t.Errorf("first page: got %+v", first)
	}
	for i, b := range pages {
		page, err := Parse(b)
		if err != nil {
			t.Fatalf("page %d: %v", i, err)
		}
		if page.Sequence != uint32(i) || page.Serial != first.Serial || page.First != (i == 0) || page.Last != (i == len(pages)-1) {
			t.Errorf("page %d: got %+v", i, page)
		}
		if i == len(pages)-1 && page.Granule != 44580 {
			t.Errorf("last page ends at %d, want 44580", page.Granule)
		}
	}
	page := pages[1]
	for at := range page {
		broken := bytes.Clone(page)
		broken[at] ^= 0x20
		if _, err := Parse(broken); !errors.Is(err, ErrPage) && !errors.Is(err, ErrChecksum) {
			t.Fatalf("byte %d changed: got %v", at, err)
		}
	}
	for name, b := range map[string][]byte{"nothing": nil, "cut short": page[:len(page)-1], "longer": append(bytes.Clone(page), 0)} {
		if _, err := Parse(b); !errors.Is(err, ErrPage) {
			t.Errorf("%s: got %v, want %v", name, err, ErrPage)
		}
	}
}

// page returns a page of segments of these sizes, each of which consists of its
// number, from the given one on.
func page(continued bool, number byte, sizes ...byte) Page {
	p := Page{Continued: continued, Segments: sizes}
	for i, n := range sizes {
		p.Body = append(p.Body, bytes.Repeat([]byte{number + byte(i)}, int(n))...)
	}
	return p
}

// packet returns a packet of segments, given as number and size.
func packet(segments ...byte) (b []byte) {
	for i := 0; i < len(segments); i += 2 {
		b = append(b, bytes.Repeat(segments[i:i+1], int(segments[i+1]))...)
	}
	return b
}

func TestPackets(t *testing.T) {
	const lost = true
	for _, test := range []struct {
		name  string
		lost  []bool // pages before this one
		pages []Page
		want  [][]byte
	}{
		{"one each", nil, []Page{page(false, 1, 10, 20)}, [][]byte{packet(1, 10), packet(2, 20)}},
		{"empty", nil, []Page{page(false, 1, 0, 3, 0)}, [][]byte{nil, packet(2, 3), nil}},
		{"no segments", nil, []Page{page(false, 1)}, nil},
		{"several segments", nil, []Page{page(false, 1, 255, 255, 7, 255, 0)}, [][]byte{packet(1, 255, 2, 255, 3, 7), packet(4, 255)}},
		{"two pages", nil, []Page{page(false, 1, 5, 255), page(true, 3, 6, 4)}, [][]byte{packet(1, 5), packet(2, 255, 3, 6), packet(4, 4)}},
		{"three pages", nil, []Page{page(false, 1, 255), page(true, 2, 255), page(true, 3, 6)}, [][]byte{packet(1, 255, 2, 255, 3, 6)}},
		{"beginning lost", nil, []Page{page(true, 1, 5, 6)}, [][]byte{packet(2, 6)}},
		{"beginning lost, two pages", nil, []Page{page(true, 1, 255), page(true, 2, 5, 6)}, [][]byte{packet(3, 6)}},
		{"middle lost", []bool{false, lost}, []Page{page(false, 1, 255), page(true, 2, 5, 6)}, [][]byte{packet(3, 6)}},
		{"end missing", nil, []Page{page(false, 1, 255), page(false, 2, 5)}, [][]byte{packet(2, 5)}},
	} {
		var p Packets
		var got [][]byte
		for i, page := range test.pages {
			if i < len(test.lost) && test.lost[i] {
				p.Lost()
			}
			p.Add(page)
			for {
				packet, ok := p.Next()
				if !ok {
					break
				}
				got = append(got, bytes.Clone(packet))
			}
		}
		if !slices.EqualFunc(got, test.want, bytes.Equal) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

// TestPacketsAdd checks that a page drops what is left of the one before.
func TestPacketsAdd(t *testing.T) {
	var p Packets
	p.Add(page(false, 1, 5, 6))
	p.Next()
	p.Add(page(false, 3, 7))
	if got, ok := p.Next(); !ok || !bytes.Equal(got, packet(3, 7)) {
		t.Errorf("got %v, %t", got, ok)
	}
	if got, ok := p.Next(); ok {
		t.Errorf("got %v, want no more", got)
	}
}

// TestMaxPacket checks that a packet without end takes no memory without end.
func TestMaxPacket(t *testing.T) {
	var p Packets
	sizes := bytes.Repeat([]byte{255}, 255)
	const pages = MaxPacket/(255*255) + 2
	for i := range pages {
		p.Add(page(i > 0, 1, sizes...))
		if _, ok := p.Next(); ok {
			t.Fatal("the packet has ended")
		}
	}
	p.Add(page(true, 1, 3))
	if got, ok := p.Next(); !ok || len(got) != MaxPacket {
		t.Errorf("got %d bytes, want %d", len(got), MaxPacket)
	}
}
