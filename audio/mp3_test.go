package audio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/audio/internal/mp3"
	gomp3 "github.com/hajimehoshi/go-mp3"
)

// mp3Frames cuts a file into frames; what is before the first is left out.
func mp3Frames(t testing.TB, file []byte) (frames [][]byte) {
	t.Helper()
	in := &mustOpen(t, file).decoder.(*timeline).frames.(*mp3Framer).input
	if in.held > 0 { // a tag
		frame, err := in.input.Peek(in.held)
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, bytes.Clone(frame))
	}
	for {
		_, frame, _, err := in.next()
		if err != nil {
			return frames
		}
		frames = append(frames, bytes.Clone(frame))
	}
}

// TestMP3AgainstLibrary compares with another decoder, which delivers 16 bits,
// rounds its constants to 6 digits, and keeps the delay.
func TestMP3AgainstLibrary(t *testing.T) {
	for _, name := range []string{"speech.mp3", "speech-vbr-crc.mp3", "click-untagged.mp3"} {
		file := readFixture(t, name)
		r := mustOpen(t, file)
		channels := r.Format().Channels
		got := mustReadAll(t, r)
		wantWarnings(t, r)

		frames := mp3Frames(t, file)
		first, _, _ := mp3.ParseHeader(frames[0])
		delay := mp3.Delay + mp3EncoderDelay
		if tag, ok := mp3.ParseTag(first, frames[0]); ok {
			frames = frames[1:]
			delay = mp3.Delay + int(tag.Delay)
		}
		library, err := gomp3.NewDecoder(bytes.NewReader(bytes.Join(frames, nil)))
		if err != nil {
			t.Fatal(err)
		}
		pcm, err := io.ReadAll(library)
		if err != nil {
			t.Fatal(err)
		}
		pcm = pcm[4*delay:] // always two channels
		want := make([]float32, len(got))
		for i := range want {
			at := 4 * (i / channels)
			if channels == 2 {
				at += 2 * (i % 2)
			}
			want[i] = float32(int16(binary.LittleEndian.Uint16(pcm[at:]))) / 32768
		}
		if d := difference(got, want); d > 2e-3 {
			t.Errorf("%s: differs by %.2g", name, d)
		} else {
			t.Logf("%s: differs by %.2g", name, d)
		}
	}
}

// TestMP3LowRates decodes what no other Go decoder does: MPEG-2.5, and MPEG-2
// frames with padding. The frames are those of the speech clip at 16 kHz under
// headers of other rates, so that only the bands differ; what is checked is
// that frames are found and decoded.
func TestMP3LowRates(t *testing.T) {
	frames := mp3Frames(t, readFixture(t, "speech.mp3"))
	for _, test := range []struct {
		name       string
		b1, b2     byte // of the header
		sampleRate int
		size       int
	}{
		{"MPEG-2.5, 8 kHz, 16 kbit/s", 0xE3, 0x28, 8000, 144},
		{"MPEG-2.5, 11.025 kHz, 16 kbit/s, padded", 0xE3, 0x22, 11025, 105},
		{"MPEG-2.5, 12 kHz, 24 kbit/s", 0xE3, 0x34, 12000, 144},
		{"MPEG-2, 22.05 kHz, 32 kbit/s, padded", 0xF3, 0x42, 22050, 105},
		{"MPEG-2, 24 kHz, 48 kbit/s", 0xF3, 0x64, 24000, 144},
	} {
		t.Run(test.name, func(t *testing.T) {
			var file []byte
			for _, frame := range frames[:10] {
				f := append(bytes.Clone(frame), make([]byte, 300)...)[:test.size]
				f[1], f[2] = test.b1, test.b2
				file = append(file, f...)
			}
			r := mustOpen(t, file)
			if want := (Format{"MP3", test.sampleRate, 1, -1}); r.Format() != want {
				t.Errorf("got %+v, want %+v", r.Format(), want)
			}
			if got, want := len(mustReadAll(t, r)), 10*576-mp3.Delay-mp3EncoderDelay; got != want {
				t.Errorf("got %d samples, want %d", got, want)
			}
		})
	}
}

// TestMP3Channels checks that a stream keeps the channels it began with.
func TestMP3Channels(t *testing.T) {
	mono := mp3Frames(t, readFixture(t, "speech.mp3"))[:20]
	var stereo [][]byte
	for _, frame := range mono {
		// The same frame as two channels: side information of 17 bytes, of
		// which the second channel's fields are 0.
		f := append(bytes.Clone(frame[:4]), make([]byte, len(frame)-4)...)
		f[3] &= 0x3F
		stereo = append(stereo, f)
	}
	r := mustOpen(t, bytes.Join(slices.Concat(mono, stereo), nil))
	if got, want := len(mustReadAll(t, r)), 40*576-mp3.Delay-mp3EncoderDelay; got != want || r.Format().Channels != 1 {
		t.Errorf("mono, then stereo: got %d values in %d channels, want %d in 1", got, r.Format().Channels, want)
	}
	r = mustOpen(t, bytes.Join(slices.Concat(stereo, mono), nil))
	got := mustReadAll(t, r)
	if want := 2 * (40*576 - mp3.Delay - mp3EncoderDelay); len(got) != want || r.Format().Channels != 2 {
		t.Errorf("stereo, then mono: got %d values in %d channels, want %d in 2", len(got), r.Format().Channels, want)
	}
	for i := 0; i < len(got); i += 2 {
		if got[i] != got[i+1] {
			t.Fatalf("sample %d of mono differs between channels", i/2)
		}
	}
}

func TestMP3Errors(t *testing.T) {
	for _, test := range []struct {
		name string
		file []byte
		want error
		text string
	}{
		{"AAC", []byte{0xFF, 0xF1, 0x50, 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9}, ErrUnsupported, "AAC"},
		{"layer 2", []byte{0xFF, 0xFD, 0x90, 0x00, 1, 2, 3, 4, 5, 6, 7, 8, 9}, ErrUnsupported, "layer 2"},
		{"layer 1", []byte{0xFF, 0xFF, 0x90, 0x00, 1, 2, 3, 4, 5, 6, 7, 8, 9}, ErrUnsupported, "layer 1"},
		{"free bit rate", []byte{0xFF, 0xFB, 0x00, 0x00, 1, 2, 3, 4, 5, 6, 7, 8, 9}, ErrUnsupported, "free bit rate"},
		{"one frame, cut", append([]byte{0xFF, 0xFB, 0x90, 0x00}, make([]byte, 100)...), ErrMalformed, "first frame"},
		{"only a tag", []byte("ID3\x04\x00\x00\x00\x00\x00\x02xx"), ErrUnknown, "nothing after"},
		{"noise", bytes.Repeat([]byte{0xFF, 0xFB, 0x90, 0x00, 0x55}, 5000), ErrUnknown, "begins with"},
	} {
		_, err := Open(bytes.NewReader(test.file))
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%s: got %v, want %v with %q", test.name, err, test.want, test.text)
		}
	}
}

// TestMP3Allocates checks that decoding in steady state does not.
func TestMP3Allocates(t *testing.T) {
	frames := bytes.Join(mp3Frames(t, readFixture(t, "speech.mp3")), nil)
	r := mustOpen(t, bytes.Repeat(frames, 20))
	buf := make([]float32, 5000)
	if allocs := testing.AllocsPerRun(200, func() {
		if _, err := r.Read(buf); err != nil {
			t.Fatal(err)
		}
	}); allocs != 0 {
		t.Errorf("got %v allocations, want 0", allocs)
	}
}

func FuzzMP3(f *testing.F) {
	for _, name := range []string{"click.mp3", "speech.mp3", "speech-vbr-crc.mp3"} {
		frames := mp3Frames(f, readFixture(f, name))
		f.Add(bytes.Join(frames[:3], nil))
		f.Add(bytes.Join(frames[len(frames)/2:len(frames)/2+3], nil))
	}
	addSeeds(f, "*.mp3")
	f.Fuzz(fuzzFile)
}
