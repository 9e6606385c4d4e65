package audio

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
)

// readFixture returns a file of testdata.
func readFixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestFLACFixtures compares with the checksum of the samples that the reference
// encoder left in the file.
func TestFLACFixtures(t *testing.T) {
	tests := []struct {
		name string
		want Format
		bits int
	}{
		{"speech.flac", Format{"FLAC", 16000, 1, 44580}, 16},
		{"click24.flac", Format{"FLAC", 48000, 2, 48000}, 24},
	}
	for _, test := range tests {
		data := readFixture(t, test.name)
		r := mustOpen(t, data)
		if r.Format() != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, r.Format(), test.want)
		}
		sum := md5.New()
		for _, v := range mustReadAll(t, r) {
			s := int32(math.Ldexp(float64(v), test.bits-1))
			sum.Write([]byte{byte(s), byte(s >> 8), byte(s >> 16)}[:test.bits/8])
		}
		wantWarnings(t, r)
		const md5Offset = 4 + 4 + 18
		if got, want := sum.Sum(nil), data[md5Offset:md5Offset+16]; !bytes.Equal(got, want) {
			t.Errorf("%s: samples have MD5 %x, want %x", test.name, got, want)
		}
	}
}

// flacCase is one way to store a channel.
type flacCase struct {
	bits     int
	channels frame.Channels
	pred     frame.Pred
	wasted   uint
	analyse  bool // let the encoder choose a fixed predictor
	variable bool
}

// encodeFLAC stores noise and returns the file and the samples of each channel.
func encodeFLAC(t testing.TB, c flacCase, blocks ...int) ([]byte, [][]int32) {
	t.Helper()
	var file bytes.Buffer
	n := c.channels.Count()
	info := &meta.StreamInfo{
		BlockSizeMin: uint16(blocks[0]), BlockSizeMax: uint16(blocks[0]),
		SampleRate: 44100, NChannels: uint8(n), BitsPerSample: uint8(c.bits),
	}
	enc, err := flac.NewEncoder(&file, info)
	if err != nil {
		t.Fatal(err)
	}
	enc.EnablePredictionAnalysis(c.analyse)
	rng := rand.New(rand.NewPCG(1, 2))
	all := make([][]int32, n)
	for _, block := range blocks {
		f := &frame.Frame{Header: frame.Header{
			HasFixedBlockSize: !c.variable, BlockSize: uint16(block), SampleRate: 44100, Channels: c.channels, BitsPerSample: uint8(c.bits),
		}}
		level := int32(rng.IntN(1<<(c.bits-1))) >> c.wasted << c.wasted
		for ch := range n {
			sub := &frame.Subframe{SubHeader: frame.SubHeader{Pred: c.pred, Wasted: c.wasted}, NSamples: block}
			for i := range block {
				v := int32(rng.IntN(1<<c.bits)-1<<(c.bits-1)) >> (8 * rng.IntN(2)) // loud and soft
				switch {
				case c.pred == frame.PredConstant:
					v = level
				case c.analyse: // smooth, for the predictors
					v = int32(math.Ldexp(math.Sin(float64(i)/30+float64(ch)), c.bits-2))
				}
				sub.Samples = append(sub.Samples, v>>c.wasted<<c.wasted)
			}
			all[ch] = append(all[ch], sub.Samples...)
			f.Subframes = append(f.Subframes, sub)
		}
		if err := enc.WriteFrame(f); err != nil {
			t.Fatal(err)
		}
	}
	return file.Bytes(), all
}

// TestFLACEncodings compares with what the encoder of another library was given.
func TestFLACEncodings(t *testing.T) {
	var cases []flacCase
	for _, bits := range []int{8, 16, 20, 24} {
		for channels := frame.ChannelsMono; channels <= frame.ChannelsMidSide; channels++ {
			cases = append(cases, flacCase{bits: bits, channels: channels, pred: frame.PredVerbatim})
		}
		cases = append(cases,
			flacCase{bits: bits, channels: frame.ChannelsLR, pred: frame.PredConstant},
			flacCase{bits: bits, channels: frame.ChannelsMidSide, pred: frame.PredVerbatim, analyse: true},
			flacCase{bits: bits, channels: frame.ChannelsMono, pred: frame.PredVerbatim, wasted: 3},
			flacCase{bits: bits, channels: frame.ChannelsMono, pred: frame.PredVerbatim, variable: true})
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			blocks := []int{4096, 4096, 100}
			if c.variable {
				blocks = []int{192, 4608, 1000, 300, 1}
			}
			file, want := encodeFLAC(t, c, blocks...)
			r := mustOpen(t, file)
			got := mustReadAll(t, r)
			wantWarnings(t, r)
			if len(got) != len(want)*len(want[0]) {
				t.Fatalf("got %d values, want %d", len(got), len(want)*len(want[0]))
			}
			for i, v := range got {
				if w := math.Ldexp(float64(want[i%len(want)][i/len(want)]), 1-c.bits); float64(v) != w {
					t.Fatalf("value %d: got %v, want %v", i, v, w)
				}
			}
		})
	}
}

// TestFLACAgainstLibrary compares with github.com/mewkiz/flac.
func TestFLACAgainstLibrary(t *testing.T) {
	data := readFixture(t, "speech.flac")
	got := mustReadAll(t, mustOpen(t, data))
	stream, err := flac.New(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var want []float32
	for {
		f, err := stream.ParseNext()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range f.Subframes[0].Samples {
			want = append(want, float32(s)/32768)
		}
	}
	equalSamples(t, got, want)
}

// flacFrames returns the metadata and the frames of a file.
func flacFrames(t *testing.T, file []byte) (head []byte, frames [][]byte) {
	t.Helper()
	d := mustOpen(t, file).decoder.(*flacDecoder)
	var size int
	for {
		if _, err := d.nextFrame(); err != nil {
			break
		}
		size += d.frame.size
		frames = append(frames, bytes.Clone(d.buf[d.start-d.frame.size:d.start]))
	}
	return file[:len(file)-size], frames
}

func TestFLACDamage(t *testing.T) {
	file, channels := encodeFLAC(t, flacCase{bits: 16, channels: frame.ChannelsMono, pred: frame.PredVerbatim}, 1000, 1000, 1000, 1000, 1000)
	head, frames := flacFrames(t, file)
	if len(frames) != 5 {
		t.Fatalf("got %d frames, want 5", len(frames))
	}
	want := make([]float32, 5000)
	for i, s := range channels[0] {
		want[i] = float32(s) / 32768
	}
	// with returns the samples with some frames silent.
	with := func(silent ...int) []float32 {
		s := slices.Clone(want)
		for _, f := range silent {
			clear(s[1000*f : 1000*(f+1)])
		}
		return s
	}
	flip := func(f, at int) []byte {
		b := bytes.Clone(frames[f])
		b[at] ^= 0x10
		return b
	}
	join := func(parts ...[]byte) []byte { return append(bytes.Clone(head), bytes.Join(parts, nil)...) }
	garbage := bytes.Repeat([]byte{0xFF, 0xF8, 0xC9, 0x18}, 700)

	tests := []struct {
		name     string
		file     []byte
		want     []float32
		position int64
	}{
		{"bit in samples", join(frames[0], flip(1, 300), frames[2], frames[3], frames[4]), with(1), 1000},
		{"bit in header", join(frames[0], frames[1], flip(2, 2), frames[3], frames[4]), with(2), 2000},
		{"bit in checksum", join(frames[0], frames[1], frames[2], flip(3, len(frames[3])-1), frames[4]), with(3), 3000},
		{"first frame", join(flip(0, 50), frames[1], frames[2], frames[3], frames[4]), with(0), 0},
		{"two frames", join(frames[0], flip(1, 9), flip(2, 9), frames[3], frames[4]), with(1, 2), 1000},
		{"bytes missing", join(frames[0], frames[1][:900], frames[2], frames[3], frames[4]), with(1), 1000},
		{"frames missing", join(frames[0], frames[3], frames[4]), with(1, 2), 1000},
		{"garbage between", join(frames[0], garbage, frames[1], frames[2], frames[3], frames[4]), with(), 1000},
		{"garbage before", join(garbage, frames[0], frames[1], frames[2], frames[3], frames[4]), with(), 0},
		{"other metadata between", join(frames[0], frames[1], head, frames[2], frames[3], frames[4]), with(), 2000},
		{"starts again", join(frames[0], frames[1], frames[0]), append(with()[:2000], want[:1000]...), 2000},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, test.file)
			equalSamples(t, mustReadAll(t, r), test.want)
			wantWarnings(t, r, ErrDamaged)
			if got := r.Warnings()[0].Sample; got != test.position {
				t.Errorf("got position %d, want %d", got, test.position)
			}
		})
	}

	t.Run("joined midway", func(t *testing.T) {
		r := mustOpen(t, join(frames[2], frames[3]))
		equalSamples(t, mustReadAll(t, r), want[2000:4000])
		wantWarnings(t, r)
	})
	t.Run("cut short", func(t *testing.T) {
		r := mustOpen(t, join(frames[0], frames[1][:500]))
		equalSamples(t, mustReadAll(t, r), want[:1000])
		wantWarnings(t, r, ErrTruncated)
	})
}

func TestFLACTruncated(t *testing.T) {
	file := readFixture(t, "speech.flac")
	whole := mustReadAll(t, mustOpen(t, file))
	r := mustOpen(t, file[:len(file)/2])
	got := mustReadAll(t, r)
	if len(got) == 0 || len(got) >= len(whole) {
		t.Fatalf("got %d samples of %d", len(got), len(whole))
	}
	equalSamples(t, got, whole[:len(got)])
	wantWarnings(t, r, ErrTruncated)
	if want := fmt.Sprintf("audio: input cut short: got %d samples, want 44580", len(got)); r.Warnings()[0].Err.Error() != want {
		t.Errorf("got %q, want %q", r.Warnings()[0].Err, want)
	}
}

func TestFLACHeaders(t *testing.T) {
	file := readFixture(t, "speech.flac")
	want := mustReadAll(t, mustOpen(t, file))

	tagged := append([]byte("ID3\x04\x00\x00\x00\x00\x01\x05"), make([]byte, 133)...)
	equalSamples(t, mustReadAll(t, mustOpen(t, append(tagged, file...))), want)

	set := func(at int, b ...byte) []byte {
		f := bytes.Clone(file)
		copy(f[at:], b)
		return f
	}
	for name, bad := range map[string][]byte{
		"only the name":       file[:4],
		"cut in STREAMINFO":   file[:20],
		"cut behind it":       file[:42],
		"cut in a tag":        tagged[:50],
		"STREAMINFO of 35":    set(7, 35),
		"no STREAMINFO":       set(4, 4),
		"a second STREAMINFO": set(42, 0),
		"0 Hz":                set(18, 0, 0, 0),
		"1 bit":               set(20, 0, 0),
	} {
		if _, err := Open(bytes.NewReader(bad)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %v, want %v", name, err, ErrMalformed)
		}
	}
}

// TestFLACAllocates checks that decoding in steady state does not.
func TestFLACAllocates(t *testing.T) {
	r := mustOpen(t, readFixture(t, "speech.flac"))
	buf := make([]float32, 1000)
	if allocs := testing.AllocsPerRun(20, func() {
		if _, err := r.Read(buf); err != nil {
			t.Fatal(err)
		}
	}); allocs != 0 {
		t.Errorf("got %v allocations, want 0", allocs)
	}
}

func FuzzFLAC(f *testing.F) {
	// Short seeds: the fuzzer spends a minute to shorten a long one.
	for _, c := range []flacCase{
		{bits: 8, channels: frame.ChannelsMono, pred: frame.PredVerbatim, wasted: 2},
		{bits: 16, channels: frame.ChannelsMidSide, pred: frame.PredVerbatim, analyse: true},
		{bits: 24, channels: frame.ChannelsLR, pred: frame.PredConstant, variable: true},
	} {
		file, _ := encodeFLAC(f, c, 32, 16, 16)
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := Open(bytes.NewReader(file))
		if err != nil {
			checkOpenError(t, err)
			return
		}
		checkReader(t, r)
	})
}

// FuzzFLACSubframe goes where the checksums do not let FuzzFLAC.
func FuzzFLACSubframe(f *testing.F) {
	f.Add([]byte{0x40, 0x12, 0x34, 0x56}, uint8(16), uint16(3))
	f.Add([]byte{0x12, 0x12, 0x34, 0x00, 0x56, 0xFF}, uint8(8), uint16(64))
	f.Add([]byte{0x42, 0x12, 0x34, 0x00, 0x56, 0xFF, 0, 0, 0}, uint8(24), uint16(192))
	f.Fuzz(func(t *testing.T, data []byte, bits uint8, block uint16) {
		n := len(data)
		r := newBitReader(append(bytes.Clone(data), make([]byte, bitReaderPadding)...), n)
		out := make([]int64, int(block)+1)
		err := readFLACSubframe(&r, out, 4+uint(bits)%30)
		if err == nil && r.overrun() {
			t.Fatal("read beyond the data")
		}
	})
}
