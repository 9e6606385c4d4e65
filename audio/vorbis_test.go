package audio

import (
	"bytes"
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

func FuzzVorbis(f *testing.F) {
	f.Add(readFixture(f, "speech.ogg")[:6000])
	f.Add(readFixture(f, "click.ogg"))
	addSeeds(f, "*.ogg")
	f.Fuzz(fuzzOgg)
}
