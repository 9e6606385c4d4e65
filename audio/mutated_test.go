package audio

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// mutate changes some bytes of a file: at random, in numbers that look like
// sizes, or by moving parts.
func mutate(random *rand.Rand, file []byte) []byte {
	file = bytes.Clone(file)
	for range 1 + random.IntN(4) {
		at := random.IntN(len(file))
		if random.IntN(2) == 0 {
			at %= min(len(file), 800) // the headers
		}
		n := min(1+random.IntN(8), len(file)-at)
		switch random.IntN(5) {
		case 0:
			file[at] ^= 1 << random.IntN(8)
		case 1:
			for i := range n {
				file[at+i] = 0xFF
			}
		case 2:
			clear(file[at : at+n])
		case 3:
			file = append(file[:at], file[at+n:]...)
		case 4:
			file[at] = byte(random.IntN(256))
		}
	}
	return file
}

// TestMutated reads mutated files as the fuzzer does.
func TestMutated(t *testing.T) {
	random := rand.New(rand.NewPCG(14, 2))
	rounds := 40
	if testing.Short() {
		rounds = 20
	}
	for _, name := range packetClips() {
		file := readFixture(t, name)
		for range rounds {
			fuzzFile(t, mutate(random, file))
		}
	}
}

func FuzzMatroska(f *testing.F) {
	for _, name := range []string{"speech-silk-pipe.webm", "browser-video.webm", "click-flac.mka", "click-vorbis.mka"} {
		f.Add(readFixture(f, name)[:1000])
	}
	f.Add(readFixture(f, "click-mulaw.mkv")[:600])
	f.Add(readFixture(f, "speech-silk-laced.mka")[4096:])
	addSeeds(f, "*.mka", "*.webm")
	f.Fuzz(fuzzFile)
}

func FuzzMP4(f *testing.F) {
	for _, name := range []string{"speech-silk.mp4", "speech-silk-fragments.mp4", "browser.mp4", "click-flac.mp4"} {
		f.Add(readFixture(f, name)[:1600])
	}
	for _, name := range []string{"click-mulaw.mov", "click-mp3.mp4"} {
		file := readFixture(f, name)
		f.Add(append(file[:200:200], file[max(0, len(file)-1000):]...))
	}
	addSeeds(f, "*.mp4", "*.mov")
	f.Fuzz(fuzzFile)
}
