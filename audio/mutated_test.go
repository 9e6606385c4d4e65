package audio

import (
	"bytes"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
)

// fuzzContainer reads a file that can seek and one that cannot.
func fuzzContainer(t *testing.T, file []byte) {
	t.Helper()
	for _, input := range []io.Reader{bytes.NewReader(file), struct{ io.Reader }{bytes.NewReader(file)}} {
		r, err := Open(input)
		if err != nil {
			checkOpenError(t, err)
			continue
		}
		checkReader(t, r)
	}
}

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

// TestMutated reads mutated files: none panics, hangs, or takes memory that it
// has not paid for in bytes.
func TestMutated(t *testing.T) {
	const most = 16 << 20 // bytes allocated for a file of some kB, all buffers and decoders included
	random := rand.New(rand.NewPCG(14, 2))
	rounds := 40
	if testing.Short() {
		rounds = 20
	}
	for _, name := range packetClips() {
		file := readFixture(t, name)
		for range rounds {
			mutated := mutate(random, file)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			fuzzContainer(t, mutated)
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > most {
				t.Errorf("%s: %d bytes allocated for one of %d, want at most %d", name, got, len(mutated), most)
			}
		}
	}
}

func FuzzMatroska(f *testing.F) {
	for _, name := range []string{"speech-silk-pipe.webm", "browser-video.webm", "click-flac.mka", "click-vorbis.mka"} {
		f.Add(readFixture(f, name)[:1000])
	}
	f.Add(readFixture(f, "click-mulaw.mkv")[:600])
	f.Add(readFixture(f, "speech-silk-laced.mka")[4096:])
	f.Fuzz(fuzzContainer)
}

func FuzzMP4(f *testing.F) {
	for _, name := range []string{"speech-silk.mp4", "speech-silk-fragments.mp4", "browser.mp4", "click-flac.mp4"} {
		f.Add(readFixture(f, name)[:1600])
	}
	for _, name := range []string{"click-mulaw.mov", "click-mp3.mp4"} {
		file := readFixture(f, name)
		f.Add(append(file[:200:200], file[max(0, len(file)-1000):]...))
	}
	f.Fuzz(fuzzContainer)
}
