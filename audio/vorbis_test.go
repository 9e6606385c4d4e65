package audio

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jfreymuth/oggvorbis"
)

func TestVorbisAgainstLibrary(t *testing.T) {
	for _, name := range []string{"speech.ogg", "click.ogg"} {
		file := readFixture(t, name)
		r := mustOpen(t, file)
		want, format, err := oggvorbis.ReadAll(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if f := r.Format(); f != (Format{"Ogg Vorbis", format.SampleRate, format.Channels, -1}) {
			t.Errorf("%s: got %+v, want %+v", name, f, format)
		}
		equalSamples(t, mustReadAll(t, r), want)
		wantWarnings(t, r)
	}
}

// TestVorbisSurround checks the channels of a 5.1 file, whose low-frequency one
// has a floor without partitions: a tone begins a tenth of a second later in
// each. Vorbis has the centre second and the low-frequency channel last.
func TestVorbisSurround(t *testing.T) {
	r := mustOpen(t, readFixture(t, "click-5.1.ogg"))
	if want := (Format{"Ogg Vorbis", 48000, 6, -1}); r.Format() != want {
		t.Fatalf("got %+v, want %+v", r.Format(), want)
	}
	channels := make([][]float32, 6)
	samples := mustReadAll(t, r)
	wantWarnings(t, r)
	for c := range channels {
		channels[c] = make([]float32, len(samples)/6)
	}
	Deinterleave(channels, samples)
	for c, tenths := range []int{1, 3, 2, 5, 6, 4} {
		begin := 4800 * tenths
		for from, want := range map[int]bool{begin - 1200: false, begin + 1200: true, begin + 6000: false} {
			power := 0.0
			for _, v := range channels[c][from-480 : from+480] {
				power += float64(v) * float64(v) / 960
			}
			if loud := power > 0.01; loud != want {
				t.Errorf("channel %d has a power of %.4f at %d, want loud %t", c, power, from, want)
			}
		}
	}
}

// vorbisSetup writes bits for TestVorbisSetup: pairs of value and width.
func vorbisSetup(pairs ...uint64) []byte {
	var bits []byte
	for i := 0; i < len(pairs); i += 2 {
		for b := range pairs[i+1] {
			bits = append(bits, byte(pairs[i]>>b&1))
		}
	}
	packet := make([]byte, 7+(len(bits)+7)/8)
	for i, b := range bits {
		packet[7+i/8] |= b << (i % 8)
	}
	return packet
}

func TestVorbisSetup(t *testing.T) {
	const sync = 0x564342
	tests := []struct {
		name   string
		packet []byte
		text   string // of the error, "" for none
	}{
		{"two entries", vorbisSetup(0, 8, sync, 24, 1, 16, 2, 24, 0, 1, 0, 1, 0, 5, 0, 5, 0, 4), ""},
		{"two entries with values", vorbisSetup(0, 8, sync, 24, 1, 16, 2, 24, 0, 1, 0, 1, 0, 5, 0, 5, 1, 4, 0, 32, 0, 32, 0, 4, 0, 1, 0, 2), ""},
		{"values cut short", vorbisSetup(0, 8, sync, 24, 1, 16, 2, 24, 0, 1, 0, 1, 0, 5, 0, 5, 1, 4, 0, 32, 0, 32, 15, 4, 0, 1), "short"},
		{"ordered", vorbisSetup(0, 8, sync, 24, 1, 16, 4, 24, 1, 1, 1, 5, 4, 3, 0, 4), ""},
		{"ordered, too many", vorbisSetup(0, 8, sync, 24, 1, 16, 4, 24, 1, 1, 1, 5, 5, 3, 0, 4), "beyond"},
		{"ordered, none ever", vorbisSetup(0, 8, sync, 24, 1, 16, 4, 24, 1, 1, 0, 200), "beyond"},
		{"tree overfull", vorbisSetup(0, 8, sync, 24, 1, 16, 3, 24, 0, 1, 0, 1, 0, 15, 0, 4), "tree"},
		{"no entry used", vorbisSetup(0, 8, sync, 24, 1, 16, 3, 24, 0, 1, 1, 1, 0, 3, 0, 4), "tree"},
		{"0 entries", vorbisSetup(0, 8, sync, 24, 1, 16, 0, 24, 0, 64), "0 entries"},
		{"0 dimensions", vorbisSetup(0, 8, sync, 24, 0, 16, 1, 24, 0, 64), "0 dimensions"},
		{"16 million entries", vorbisSetup(0, 8, sync, 24, 1, 16, 0xFFFFFF, 24, 0, 64), "16777215 entries"},
		{"too many values", vorbisSetup(0, 8, sync, 24, 60000, 16, 256, 24, 1, 1, 7, 5, 256, 9, 1, 4, 0, 200), "more than"},
		{"no codebook", vorbisSetup(0, 8, 0, 200), "does not begin"},
		{"nothing", nil, "short"},
	}
	for _, test := range tests {
		_, err := checkVorbisSetup(test.packet)
		if (err == nil) != (test.text == "") || (err != nil && !strings.Contains(err.Error(), test.text)) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.text)
		}
	}
	for _, test := range []struct{ entries, dimensions, want int }{{1, 1, 1}, {100, 1, 100}, {125, 3, 5}, {124, 3, 4}, {81, 4, 3}, {7, 3, 1}, {1 << 20, 20, 2}} {
		if got := vorbisRoot(test.entries, test.dimensions); got != test.want {
			t.Errorf("root %d of %d: got %d, want %d", test.dimensions, test.entries, got, test.want)
		}
	}
}

func FuzzVorbis(f *testing.F) {
	f.Add(readFixture(f, "speech.ogg")[:6000])
	f.Add(readFixture(f, "click.ogg"))
	f.Fuzz(fuzzOgg)
}
