package mp3

import (
	"bytes"
	"errors"
	"os"
	"testing"
)

// readFrames returns the frames of a clip, which follow each other from its
// beginning to its end.
func readFrames(t *testing.T, name string) (frames [][]byte) {
	t.Helper()
	file, err := os.ReadFile("../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for len(file) > 0 {
		h, unsupported, ok := ParseHeader(file)
		if !ok || unsupported != "" || h.Size > len(file) {
			t.Fatalf("%s: no frame %d bytes before the end", name, len(file))
		}
		frames = append(frames, file[:h.Size])
		file = file[h.Size:]
	}
	return frames
}

// decode decodes one frame.
func decode(t *testing.T, d *Decoder, frame []byte) ([]float32, error) {
	t.Helper()
	h, _, ok := ParseHeader(frame)
	if !ok {
		t.Fatal("frame without a header")
	}
	samples, err := d.Decode(h, frame)
	if len(samples) != h.Samples()*h.Channels {
		t.Fatalf("got %d samples of %d channels, want %d", len(samples), h.Channels, h.Samples())
	}
	return samples, err
}

func TestDecode(t *testing.T) {
	for _, name := range []string{"speech.mp3", "speech-vbr-crc.mp3"} {
		d := new(Decoder)
		for i, frame := range readFrames(t, name) {
			if _, err := decode(t, d, frame); err != nil {
				t.Errorf("%s: frame %d: %v", name, i, err)
			}
		}
	}
}

// TestDecodeErrors damages a frame in the middle of a clip, with what is before
// it decoded or lost.
func TestDecodeErrors(t *testing.T) {
	frames := readFrames(t, "speech-vbr-crc.mp3")
	const hurt = 50
	flip := func(at int, bits byte) []byte {
		f := bytes.Clone(frames[hurt])
		f[at] ^= bits
		return f
	}
	unchecked := func(at int, bits byte) []byte {
		f := flip(at, bits)
		f[1] |= 1 // no checksum
		return append(f[:HeaderSize:HeaderSize], f[HeaderSize+2:]...)
	}
	const side = HeaderSize + 2
	for _, test := range []struct {
		name  string
		frame []byte
		lost  bool
		want  error
	}{
		{"sound", frames[hurt], false, nil},
		{"cut short", frames[hurt][:len(frames[hurt])-1], false, ErrShort},
		{"side information", flip(side+5, 0xFF), false, ErrChecksum},
		{"checksum", flip(HeaderSize, 1), false, ErrChecksum},
		{"frames before are lost", frames[hurt], true, ErrReservoir},
		{"pairs beyond the spectrum", append(unchecked(side+4, 0xFF), 0, 0), false, ErrSide},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := new(Decoder)
			for _, frame := range frames[:hurt] {
				if _, err := decode(t, d, frame); err != nil {
					t.Fatal(err)
				}
			}
			if test.lost {
				d.Lost()
			}
			if _, err := decode(t, d, test.frame); !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if test.want == nil {
				return
			}
			// What is left of the sound before is over with the next frame.
			if samples, err := decode(t, d, test.frame); err == nil {
				t.Errorf("the same frame again: got %d samples, want an error", len(samples))
			}
			samples, _ := decode(t, d, test.frame)
			for i, v := range samples {
				if v != 0 {
					t.Fatalf("sample %d is %v, want silence", i, v)
				}
			}
		})
	}
}
