package flac

import (
	"bytes"
	"crypto/md5"
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/gosilero/vad/audio/internal/bits"
	"github.com/gosilero/vad/audio/internal/crc"
)

// readClip returns what the STREAMINFO of a clip says, the checksum of its
// samples, and its frames, with bits.Padding after them.
func readClip(t *testing.T, name string) (info StreamInfo, sum, frames []byte) {
	t.Helper()
	file, err := os.ReadFile("../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	const begin = 4 + 4 // "fLaC", type and size of the first block
	if info, err = ParseStreamInfo([StreamInfoSize]byte(file[begin:])); err != nil {
		t.Fatal(err)
	}
	at := 4
	for last := false; !last; {
		last = file[at]&0x80 != 0
		at += 4 + int(file[at+1])<<16 + int(file[at+2])<<8 + int(file[at+3])
	}
	return info, file[begin+StreamInfoSize-md5.Size : begin+StreamInfoSize], append(file[at:], make([]byte, bits.Padding)...)
}

// TestDecode compares with the checksum of the samples that the reference
// encoder left in the file.
func TestDecode(t *testing.T) {
	for _, test := range []struct {
		name string
		want StreamInfo
	}{
		{"speech.flac", StreamInfo{MinBlock: 4096, MaxBlock: 4096, SampleRate: 16000, Channels: 1, Bits: 16, Samples: 44580}},
		{"click24.flac", StreamInfo{MinBlock: 4096, MaxBlock: 4096, SampleRate: 48000, Channels: 2, Bits: 24, Samples: 48000}},
	} {
		info, want, rest := readClip(t, test.name)
		if info != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, info, test.want)
		}
		d, sum, samples := NewDecoder(info), md5.New(), int64(0)
		for len(rest) > bits.Padding {
			frame, err := d.Decode(rest, len(rest)-bits.Padding)
			if err != nil {
				t.Fatalf("%s: after %d samples: %v", test.name, samples, err)
			}
			if frame.First != samples {
				t.Errorf("%s: frame begins with sample %d, want %d", test.name, frame.First, samples)
			}
			for i := range frame.Samples[0] {
				for _, channel := range frame.Samples {
					s := channel[i]
					sum.Write([]byte{byte(s), byte(s >> 8), byte(s >> 16)}[:info.Bits/8])
				}
			}
			samples += int64(len(frame.Samples[0]))
			rest = rest[frame.Size:]
		}
		if got := sum.Sum(nil); samples != info.Samples || !bytes.Equal(got, want) {
			t.Errorf("%s: %d samples have MD5 %x, want %d with %x", test.name, samples, got, info.Samples, want)
		}
	}
}

// TestDecodeShort cuts frames at each byte: whatever lies after it, the part is
// incomplete, and no invalid frame.
func TestDecodeShort(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 68))
	for _, name := range []string{"speech.flac", "click24.flac"} {
		info, _, rest := readClip(t, name)
		for len(rest) > bits.Padding {
			frame, err := NewDecoder(info).Decode(rest, len(rest)-bits.Padding)
			if err != nil {
				t.Fatal(err)
			}
			d := NewDecoder(info)
			for n := range frame.Size {
				part := append(bytes.Clone(rest[:n]), make([]byte, bits.Padding)...)
				for i := range part[n:] {
					part[n+i] = byte(rng.Uint32())
				}
				if _, err := d.Decode(part, n); err != ErrShort {
					t.Fatalf("%s: %d bytes of %d: %v, want %v", name, n, frame.Size, err, ErrShort)
				}
			}
			rest = rest[frame.Size:]
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	info, _, frames := readClip(t, "speech.flac")
	n := len(frames) - bits.Padding
	first, err := NewDecoder(info).Decode(frames, n)
	if err != nil {
		t.Fatal(err)
	}
	size := first.Size
	// with returns the first frame with bits of one byte changed and, where the
	// byte is in the header, the header's checksum put right.
	with := func(at int, change byte) []byte {
		const header = 6 // bytes, the last of which is the checksum
		b := bytes.Clone(frames)
		b[at] ^= change
		if at < header-1 {
			b[header-1] = crc.Sum8(b[:header-1])
		}
		return b
	}
	for _, test := range []struct {
		name string
		data []byte
		n    int
		want error
	}{
		{"sound", frames, size, nil},
		{"nothing", frames, 0, ErrShort},
		{"one byte", frames, 1, ErrShort},
		{"ends in the header", frames, 5, ErrShort},
		{"ends in a subframe", frames, size / 2, ErrShort},
		{"ends in the checksum", frames, size - 1, ErrShort},
		{"no sync code", frames[1:], n - 1, ErrSync},
		{"checksum of the header", with(5, 1), n, ErrSync},
		{"reserved bit of the header", with(3, 1), n, ErrSync},
		{"reserved block size", with(2, 0xC0), n, ErrSync},
		{"stereo", with(3, 0x10), n, ErrFormat},
		{"another sample rate", with(2, 0x0C), n, ErrFormat},
		{"bit of a subframe", with(size/2, 1), size, ErrFrame},
		{"checksum of the frame", with(size-1, 1), n, ErrFrame},
	} {
		if _, err := NewDecoder(info).Decode(test.data, test.n); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
}

func TestParseStreamInfoErrors(t *testing.T) {
	var block [StreamInfoSize]byte
	block[10], block[11], block[12], block[13] = 0x0A, 0xC4, 0x42, 0xF0 // 44.1 kHz, 2 channels, 16 bits
	if info, err := ParseStreamInfo(block); err != nil || info.SampleRate != 44100 || info.Channels != 2 || info.Bits != 16 {
		t.Errorf("got %+v, %v", info, err)
	}
	for name, change := range map[string]func(b *[StreamInfoSize]byte){
		"0 Hz":   func(b *[StreamInfoSize]byte) { b[10], b[11], b[12] = 0, 0, b[12]&0x0F },
		"3 bits": func(b *[StreamInfoSize]byte) { b[12], b[13] = b[12]&^1, 0x20 },
	} {
		b := block
		change(&b)
		if info, err := ParseStreamInfo(b); err == nil {
			t.Errorf("%s: got %+v and no error", name, info)
		}
	}
}

func TestNextSync(t *testing.T) {
	for _, test := range []struct {
		b    []byte
		want int
	}{
		{nil, 0},
		{[]byte{0xFF, 0xF8}, 2},
		{[]byte{0, 0xFF, 0xF8}, 1},
		{[]byte{0, 0xFF, 0xF0, 0xFF, 0xF9, 0}, 3},
		{[]byte{0, 0xFF, 0xFF, 0xF8}, 2},
		{[]byte{0, 1, 0xFF}, 2}, // the rest may follow
		{[]byte{0, 1, 2}, 3},
	} {
		if got := NextSync(test.b); got != test.want {
			t.Errorf("% x: got %d, want %d", test.b, got, test.want)
		}
	}
}

// FuzzSubframe decodes subframes, which checksums keep from a fuzzer of whole
// files.
func FuzzSubframe(f *testing.F) {
	f.Add([]byte{0x40, 0x12, 0x34, 0x56}, uint8(16), uint16(3))
	f.Add([]byte{0x12, 0x12, 0x34, 0x00, 0x56, 0xFF}, uint8(8), uint16(64))
	f.Add([]byte{0x42, 0x12, 0x34, 0x00, 0x56, 0xFF, 0, 0, 0}, uint8(24), uint16(192))
	f.Fuzz(func(t *testing.T, data []byte, width uint8, block uint16) {
		n := len(data)
		r := bits.New(append(bytes.Clone(data), make([]byte, bits.Padding)...), n)
		out := make([]int64, int(block)+1)
		err := readSubframe(&r, out, 4+uint(width)%30)
		if err == nil && r.Overrun() {
			t.Fatal("read beyond the data")
		}
	})
}
