package audio

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
)

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
		if bits <= 16 { // the encoder's choice overflows beyond, where int has 32 bits
			cases = append(cases, flacCase{bits: bits, channels: frame.ChannelsMidSide, pred: frame.PredVerbatim, analyse: true})
		}
		cases = append(cases,
			flacCase{bits: bits, channels: frame.ChannelsLR, pred: frame.PredConstant},
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
		"cut after it":        file[:42],
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
	addSeeds(f, "*.flac")
	f.Fuzz(fuzzFile)
}
