package audio

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/gosilero/vad/audio/internal/ogg"
)

// After a lost packet the reference decoder, which predicts in integers, comes within
// 0.003 of the intact stream in half a second and stays there; the decoder equals it.
func TestOggDamage(t *testing.T) {
	tests := []struct {
		name    string
		hurt    int     // page
		slack   int     // samples after the silence until decoding has recovered
		differs float64 // from then on
	}{
		{"speech.ogg", 0, 1024, 0},
		{"speech-silk.opus", 72, 48000 / 2, 3e-3}, // prediction forgets slowly
		{"speech-hybrid.opus", 142, 48000 / 2, 3e-3},
		{"click.opus", 25, 48000 / 10, 1e-3},
	}
	for _, test := range tests {
		head, pages, want := splitOgg(t, test.name)
		if test.hurt > 0 { // Opus
			pages = splitPackets(t, pages)
		}
		hurt := test.hurt
		broken := bytes.Clone(pages[hurt])
		broken[len(broken)-1] ^= 1
		for kind, damaged := range map[string][][]byte{
			"bit":     slices.Concat(pages[:hurt], [][]byte{broken}, pages[hurt+1:]),
			"missing": slices.Concat(pages[:hurt], pages[hurt+1:]),
			"garbage": slices.Concat(pages[:hurt], [][]byte{[]byte("OggS\x00garbage")}, pages[hurt:]),
		} {
			t.Run(test.name+" "+kind, func(t *testing.T) {
				r := mustOpen(t, append(bytes.Clone(head), bytes.Join(damaged, nil)...))
				got := mustReadAll(t, r)
				wantWarnings(t, r, ErrDamaged)
				if len(got) != len(want) {
					t.Fatalf("got %d values, want %d", len(got), len(want))
				}
				channels := r.Format().Channels
				start := int(r.Warnings()[0].Sample) * channels
				end := start
				for end < len(got) && got[end] == 0 {
					end++
				}
				if kind != "garbage" && end == start {
					t.Fatal("nothing is silent")
				}
				equalSamples(t, got[:start], want[:start])
				if end += test.slack * channels; end < len(got) {
					if d := difference(got[end:], want[end:]); d > test.differs {
						t.Errorf("differs by %.2g after the damage, want at most %.2g", d, test.differs)
					}
				}
			})
		}
	}
}

// splitPackets writes Opus pages as pages of one packet each.
func splitPackets(t *testing.T, pages [][]byte) (out [][]byte) {
	t.Helper()
	granule := int64(0)
	for _, page := range pages {
		body := ogg.HeaderSize + int(page[26])
		size := 0
		for i, n := range page[ogg.HeaderSize:body] {
			if size += int(n); n == 255 {
				continue
			}
			samples, err := opusDuration(page[body:])
			if err != nil {
				t.Fatal(err)
			}
			granule += int64(samples)
			flags := byte(0)
			if page[5]&4 != 0 && i == int(page[26])-1 {
				flags, granule = 4, int64(binary.LittleEndian.Uint64(page[6:]))
			}
			segments := append(bytes.Repeat([]byte{255}, size/255), byte(size%255))
			out = append(out, sealOgg(le(ogg.Magic, byte(0), flags, granule, page[14:18], uint32(2+len(out)), uint32(0),
				byte(len(segments)), segments, page[body:body+size])))
			body += size
			size = 0
		}
	}
	return out
}

// TestOggGaps checks that the positions of pages are kept where nothing of the
// file is missing: a recorder has left out what it did not get.
func TestOggGaps(t *testing.T) {
	head, pages, want := splitOgg(t, "speech-celt.opus")
	pages = splitPackets(t, pages)
	const channels, at, gap = 2, 500, 4800
	var file [][]byte
	for i, page := range pages {
		if i >= at {
			page = withGranule(page, gap)
		}
		file = append(file, page)
	}
	r := mustOpen(t, append(head, bytes.Join(file, nil)...))
	got := mustReadAll(t, r)
	wantWarnings(t, r, ErrDamaged)
	start := int(r.Warnings()[0].Sample) * channels
	if wantStart := (at*120 - 312) * channels; start != wantStart {
		t.Errorf("silence begins at %d, want %d", start, wantStart)
	}
	equalSamples(t, got, slices.Concat(want[:start], make([]float32, gap*channels), want[start:]))
}
