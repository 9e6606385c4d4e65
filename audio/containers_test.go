package audio

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/gosilero/vad/audio/internal/matroska"
)

// containerClips are the clips that hold the packets or samples of another clip.
var containerClips = []struct {
	name, kind, same string
	samples          int64 // that the header claims
	more             int   // samples at the end: the program that wrote the file has cut them off otherwise
}{
	{"speech-silk.webm", "WebM Opus", "speech-silk.opus", -1, 0},
	{"speech-silk-pipe.webm", "WebM Opus", "speech-silk.opus", -1, 0},
	{"speech-silk-laced.mka", "Matroska Opus", "speech-silk.opus", -1, 0},
	{"speech-silk.mp4", "MP4 Opus", "speech-silk.opus", 133740, 0},
	{"speech-silk-fragments.mp4", "MP4 Opus", "speech-silk.opus", -1, 348},
	{"click-vorbis.mka", "Matroska Vorbis", "click.ogg", -1, -128},
	{"click-mp3.mp4", "MP4 MP3", "click-untagged.mp3", 24239, 0},
	{"click-mulaw.mkv", "Matroska PCM", "click-mulaw.wav", -1, 0},
	{"click-mulaw.mov", "MP4 PCM", "click-mulaw.wav", 4400, 0},
	{"click-mulaw.aiff", "AIFF", "click-mulaw.wav", 4400, 0},
	{"click-mulaw.au", "AU", "click-mulaw.wav", 4400, 0},
	{"click-mulaw.w64", "Wave64", "click-mulaw.wav", 4400, 0},
	{"click-mulaw.caf", "Core Audio Format", "click-mulaw.wav", 4400, 0},
	{"click-flac.mka", "Matroska FLAC", "click-24.wav", -1, 0},
	{"click-flac.mp4", "MP4 FLAC", "click-24.wav", 4400, 0},
	{"click-flac.oga", "Ogg FLAC", "click-24.wav", -1, 0},
}

// TestContainers finds the same samples in a clip, whatever it comes in.
func TestContainers(t *testing.T) {
	for _, test := range containerClips {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, readFixture(t, test.name))
			if got := r.Format(); got.Kind != test.kind || got.Samples != test.samples {
				t.Errorf("got %+v, want %s with %d samples", got, test.kind, test.samples)
			}
			got := mustReadAll(t, r)
			wantWarnings(t, r)
			want := mustReadAll(t, mustOpen(t, readFixture(t, test.same)))
			if more := (len(got) - len(want)) / r.Format().Channels; more != test.more {
				t.Errorf("got %d samples more, want %d", more, test.more)
			}
			n := min(len(got), len(want))
			equalSamples(t, got[:n], want[:n])
		})
	}
}

// browserClips are what MediaRecorder has recorded.
var browserClips = []struct {
	name, kind string
	samples    int
}{
	{"browser.webm", "WebM Opus", 103680},
	{"browser-video.webm", "WebM Opus", 103680},
	{"browser.mp4", "MP4 Opus", 99840},
}

// TestBrowser reads what a browser has recorded, in which there is the clip of
// speech.
func TestBrowser(t *testing.T) {
	speech, err := Resample(mustOpen(t, readFixture(t, "speech.flac")), 48000)
	if err != nil {
		t.Fatal(err)
	}
	original := mustReadAll(t, speech)
	for _, test := range browserClips {
		r := mustOpen(t, readFixture(t, test.name))
		if got := r.Format(); got != (Format{test.kind, 48000, 2, -1}) {
			t.Errorf("%s: got %+v", test.name, got)
		}
		got := mustReadAll(t, Mono(r))
		wantWarnings(t, r)
		if len(got) != test.samples {
			t.Errorf("%s: got %d samples, want %d", test.name, len(got), test.samples)
		}
		const part = 48000 // from 0.5 s on
		best, shift := 0., 0
		for s := 0; s+part < len(original); s += 4 {
			if c := roughCorrelation(got[part/2:part/2+part], original[s:]); c > best {
				best, shift = c, s
			}
		}
		t.Logf("%s: correlation %.3f with the speech from sample %d on", test.name, best, shift)
		if best < .8 {
			t.Errorf("%s: correlation %.3f with the speech, want at least .8", test.name, best)
		}
	}
}

// roughCorrelation is the correlation of every 7th sample.
func roughCorrelation(a, b []float32) float64 {
	var x, y [6858]float32
	n := 0
	for i := 0; i < len(a) && n < len(x); i += 7 {
		x[n], y[n] = a[i], b[i]
		n++
	}
	return correlation(x[:n], y[:n])
}

// packetClips are the clips whose container this package walks through packet by
// packet.
func packetClips() (names []string) {
	for _, c := range containerClips {
		names = append(names, c.name)
	}
	for _, c := range browserClips {
		names = append(names, c.name)
	}
	return names
}

// TestContainersSplit checks that the way the input arrives does not change what
// is read, and that all but files with an index at their end come from a pipe.
func TestContainersSplit(t *testing.T) {
	for _, name := range packetClips() {
		file := readFixture(t, name)
		r := mustOpen(t, file)
		want := mustReadAll(t, r)
		for how, input := range map[string]io.Reader{
			"in a pipe":    struct{ io.Reader }{bytes.NewReader(file)},
			"byte by byte": iotest.OneByteReader(bytes.NewReader(file)),
			"by halves":    iotest.HalfReader(bytes.NewReader(file)),
		} {
			r, err := Open(input)
			if slices.Contains([]string{"click-mulaw.mov", "click-mp3.mp4", "click-flac.mp4"}, name) {
				if !errors.Is(err, ErrSeek) {
					t.Errorf("%s %s: got %v, want %v", name, how, err, ErrSeek)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%s %s: %v", name, how, err)
			}
			equalSamples(t, mustReadAll(t, r), want)
			wantWarnings(t, r)
		}
	}
}

// TestContainersCut cuts files at each byte: what is left is read, or refused.
func TestContainersCut(t *testing.T) {
	for _, name := range packetClips() {
		file := readFixture(t, name)
		for n := range file {
			if n > 700 && n%29 != 0 {
				continue // headers alone are worth each byte
			}
			read(t, bytes.NewReader(file[:n]), 1000)
		}
	}
}

// TestContainersInputErrors checks that an error of the input is neither damage
// nor the end of the audio.
func TestContainersInputErrors(t *testing.T) {
	fault := errors.New("disk on fire")
	for _, name := range packetClips() {
		file := readFixture(t, name)
		for n := 0; n < len(file)-1; n += 1 + len(file)/50 {
			r, err := Open(io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(fault)))
			if err == nil {
				_, err = ReadAll(r)
			}
			if !errors.Is(err, fault) && !errors.Is(err, ErrSeek) && err != nil {
				t.Errorf("%s, after %d bytes: got %v, want %v", name, n, err, fault)
			}
			if err == nil && r.WarningCount() > 0 {
				t.Errorf("%s, after %d bytes: got %v, want %v", name, n, r.Warnings(), fault)
			}
		}
	}
}

// TestContainersAllocate checks that reading in steady state does not.
func TestContainersAllocate(t *testing.T) {
	const blocks = 3000
	var clusters, values []byte
	for i := range blocks {
		clusters = append(clusters, mkvCluster(uint16(10*i), mkvBlock(2, 0, 50, 1), mkvBlock(1, 0, 80, 192))...)
		values = append(values, byte(i))
	}
	for name, file := range map[string][]byte{
		"Matroska": be(mkvHead("matroska", mkvPCM(1)), clusters),
		"MP4":      mp4File(true, values),
	} {
		r := mustOpen(t, file)
		buf := make([]float32, 80)
		if allocs := testing.AllocsPerRun(blocks-100, func() {
			if _, err := r.Read(buf); err != nil {
				t.Fatal(err)
			}
		}); allocs != 0 {
			t.Errorf("%s: got %v allocations, want 0", name, allocs)
		}
	}
}

// TestContainersAreLive checks that what a pipe has brought is delivered before
// the pipe brings more.
func TestContainersAreLive(t *testing.T) {
	for name, parts := range map[string][][]byte{
		"Matroska": {be(mkvHead("webm", mkvPCM(1)), endless(matroska.IDCluster, element(matroska.IDTimestamp, byte(0)), mkvBlock(1, 0, 2, 192))), mkvBlock(1, 1, 2, 192)},
		"MP4":      {mp4Fragmented(mp4Fragment(0, 192)), mp4Fragment(400, 192)},
	} {
		in, out := io.Pipe()
		done := make(chan error)
		go func() {
			_, err := out.Write(parts[0])
			done <- err
		}()
		r, err := Open(in)
		if err != nil {
			t.Fatal(err)
		}
		buf := make([]float32, 400)
		n, err := r.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		equalSamples(t, buf[:n], bytesOf(n, 192))
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		go func() {
			_, err := out.Write(parts[1])
			done <- err
		}()
		if n, err = r.Read(buf); err != nil || n == 0 {
			t.Errorf("%s: the second part: got %d values, %v", name, n, err)
		}
		in.Close()
		<-done
	}
}
