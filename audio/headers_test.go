package audio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
)

// be returns v in big-endian bytes.
func be(v ...any) []byte {
	var b bytes.Buffer
	for _, v := range v {
		switch v := v.(type) {
		case string:
			b.WriteString(v)
		case []byte:
			b.Write(v)
		default:
			if err := binary.Write(&b, binary.BigEndian, v); err != nil {
				panic(err)
			}
		}
	}
	return b.Bytes()
}

// rate8000 is 8000 as a float of 80 bits.
const rate8000 = "\x40\x0b\xfa\x00\x00\x00\x00\x00\x00\x00"

func aiffChunk(id string, content []byte) []byte {
	b := be(id, uint32(len(content)), content)
	return append(b, make([]byte, len(content)%2)...)
}

// commChunk returns the chunk that describes samples; encoding is "" for AIFF.
func commChunk(channels, bits int, rate, encoding string) []byte {
	b := be(uint16(channels), uint32(6), uint16(bits), rate)
	if encoding != "" {
		b = append(b, encoding+"\x05names"...)
	}
	return aiffChunk("COMM", b)
}

func aiff(form string, chunks ...[]byte) []byte {
	body := bytes.Join(chunks, nil)
	return be("FORM", uint32(4+len(body)), form, body)
}

func ssnd(size uint32, samples []byte) []byte {
	return be("SSND", size, uint32(0), uint32(0), samples)
}

func auFile(begin, size, encoding, rate, channels uint32, rest ...any) []byte {
	return be(".snd", begin, size, encoding, rate, channels, be(rest...))
}

func w64Chunk(id string, size int64, content []byte) []byte {
	b := le(id, w64Tail, size, content)
	return append(b, make([]byte, -len(b)&7)...)
}

func w64(chunks ...[]byte) []byte {
	return le("riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00", int64(0), "wave", w64Tail, bytes.Join(chunks, nil))
}

func caf(chunks ...[]byte) []byte { return be("caff", uint32(0x10000), bytes.Join(chunks, nil)) }

func cafDesc(codec string, flags, packet, channels, bits uint32) []byte {
	return be("desc", int64(32), 8000., codec, flags, packet, uint32(1), channels, bits)
}

func cafData(size int64, samples []byte) []byte { return be("data", size, uint32(0), samples) }

// big16 is ramp16 with its bytes swapped.
var big16 = be(int16(0), int16(1), int16(-1), int16(16384), int16(32767), int16(-32768))

// TestHeaders reads the same samples from each kind whose headers alone differ.
func TestHeaders(t *testing.T) {
	aiff16 := commChunk(1, 16, rate8000, "")
	w64Format := w64Chunk("fmt ", 24+16, fmtContent(wavPCM, 1, 16, 2, 8000))
	cafBig, cafLittle := cafDesc("lpcm", 0, 2, 1, 16), cafDesc("lpcm", 2, 2, 1, 16)
	list := w64Chunk("list", 24+3, []byte("abc"))
	for _, test := range []struct {
		name    string
		kind    Kind
		file    []byte
		samples int64
	}{
		{"AIFF", KindAIFF, aiff("AIFF", aiff16, ssnd(20, big16)), 6},
		{"AIFF, other chunks", KindAIFF, aiff("AIFF", aiffChunk("NAME", []byte("odd")), aiff16, aiffChunk("MARK", nil), ssnd(20, big16), aiffChunk("ANNO", nil)), 6},
		{"AIFF, offset", KindAIFF, aiff("AIFF", aiff16, be("SSND", uint32(23), uint32(3), uint32(0), "abc", big16)), 6},
		{"AIFF, ffmpeg's pipe", KindAIFF, aiff("AIFF", aiff16, ssnd(0, big16)), -1},
		{"AIFF, sox's pipe", KindAIFF, aiff("AIFF", aiff16, ssnd(0x7F000008, big16)), -1},
		{"AIFF, 12 bits", KindAIFF, aiff("AIFF", commChunk(1, 12, rate8000, ""), ssnd(20, big16)), 6},
		{"AIFF-C", KindAIFF, aiff("AIFC", commChunk(1, 16, rate8000, "NONE"), ssnd(20, big16)), 6},
		{"AIFF-C, sowt", KindAIFF, aiff("AIFC", commChunk(1, 16, rate8000, "sowt"), ssnd(20, ramp16)), 6},
		{"AU", KindAU, auFile(24, 12, 3, 8000, 1, big16, "junk"), 6},
		{"AU, text, unknown size", KindAU, auFile(32, 0xFFFFFFFF, 3, 8000, 1, "a text..", big16), -1},
		{"Wave64", KindWave64, w64(list, w64Format, list, w64Chunk("data", 24+12, ramp16), list), 6},
		{"Wave64, ffmpeg's pipe", KindWave64, w64(w64Format, le("data", w64Tail, int64(0x7FFFFFFFFFFFFFFF), ramp16)), -1},
		{"Wave64, size 0", KindWave64, w64(w64Format, le("data", w64Tail, int64(0), ramp16)), -1},
		{"CAF, big-endian", KindCAF, caf(cafBig, be("free", int64(1), "x"), cafData(4+12, big16), be("junk")), 6},
		{"CAF, little-endian, unknown size", KindCAF, caf(cafLittle, cafData(-1, ramp16)), -1},
	} {
		r := mustOpen(t, test.file)
		if got, want := r.Format(), (Format{string(test.kind), 8000, 1, test.samples}); got != want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, want)
		}
		equalSamples(t, mustReadAll(t, r), rampFloat)
		wantWarnings(t, r)
	}
}

// TestWave64Padding reads a file of ffmpeg, whose size of the samples counts the
// zeros after them.
func TestWave64Padding(t *testing.T) {
	format := w64Chunk("fmt ", 24+16, fmtContent(wavPCM, 2, 24, 6, 8000))
	r := mustOpen(t, w64(format, w64Chunk("data", 24+16, []byte("abcdefghijkl\x00\x00\x00\x00"))))
	if got := r.Format().Samples; got != 2 {
		t.Errorf("%d samples, want 2", got)
	}
	if got := len(mustReadAll(t, r)); got != 4 {
		t.Errorf("%d values, want 4", got)
	}
	wantWarnings(t, r)
}

func TestHeaderErrors(t *testing.T) {
	comm, data := commChunk(1, 16, rate8000, ""), ssnd(20, big16)
	for _, test := range []struct {
		name string
		file []byte
		want error
		text string
	}{
		{"AIFF, nothing else", aiff("AIFF"), ErrMalformed, "ends before its SSND chunk"},
		{"AIFF, samples first", aiff("AIFF", data, comm), ErrMalformed, "before the COMM chunk"},
		{"AIFF, 0 channels", aiff("AIFF", commChunk(0, 16, rate8000, ""), data), ErrMalformed, "0 channels"},
		{"AIFF, no rate", aiff("AIFF", commChunk(1, 16, "\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff", ""), data), ErrMalformed, "0 Hz"},
		{"AIFF, 64 bits", aiff("AIFF", commChunk(1, 64, rate8000, ""), data), ErrUnsupported, "64 bits"},
		{"AIFF-C, short COMM", aiff("AIFC", comm, data), ErrMalformed, "18 bytes, want at least 22"},
		{"AIFF-C, ADPCM", aiff("AIFC", commChunk(1, 16, rate8000, "ima4"), data), ErrUnsupported, "AIFF with IMA ADPCM"},
		{"AU, cut", auFile(24, 0, 3, 8000, 1)[:20], ErrMalformed, "AU ends before its samples"},
		{"AU, samples in the header", auFile(20, 0, 3, 8000, 1), ErrMalformed, "byte 20"},
		{"AU, text cut", auFile(100, 0, 3, 8000, 1), ErrMalformed, "AU ends before its samples"},
		{"AU, ADPCM", auFile(24, 0, 23, 8000, 1), ErrUnsupported, "AU with G.721 ADPCM"},
		{"AU, unheard of", auFile(24, 0, 99, 8000, 1), ErrUnsupported, "encoding 99"},
		{"AU, 2^32-1 channels", auFile(24, 0, 3, 8000, 0xFFFFFFFF), ErrMalformed, "channels"},
		{"Wave64, nothing else", w64(), ErrMalformed, "Wave64 ends before its data chunk"},
		{"Wave64, small chunk", w64(w64Chunk("fmt ", 8, nil)), ErrMalformed, "chunk of 8 bytes"},
		{"Wave64, data first", w64(w64Chunk("data", 24, nil)), ErrMalformed, "before the fmt chunk"},
		{"Wave64, ADPCM", w64(w64Chunk("fmt ", 24+16, fmtContent(0x11, 1, 4, 1, 8000))), ErrUnsupported, "Wave64 with IMA ADPCM"},
		{"CAF, nothing else", caf(), ErrMalformed, "ends before its data chunk"},
		{"CAF, data first", caf(cafData(4, nil)), ErrMalformed, "before the desc chunk"},
		{"CAF, endless chunk", caf(be("free", int64(-5))), ErrMalformed, "chunk of -5 bytes"},
		{"CAF, short desc", caf(be("desc", int64(5), "12345")), ErrMalformed, "5 bytes, want 32"},
		{"CAF, ALAC", caf(cafDesc("alac", 0, 0, 1, 0)), ErrUnsupported, "Core Audio Format with ALAC"},
		{"CAF, 64 bits", caf(cafDesc("lpcm", 0, 8, 1, 64)), ErrUnsupported, "64 bits"},
		{"CAF, 0 channels", caf(cafDesc("lpcm", 0, 2, 0, 16), cafData(4, nil)), ErrMalformed, "0 channels"},
	} {
		_, err := Open(bytes.NewReader(test.file))
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%s: got %v, want %v with %q", test.name, err, test.want, test.text)
		}
	}
}

// TestHeadersCut cuts files at each byte: what is left is read, or refused.
func TestHeadersCut(t *testing.T) {
	for _, file := range headerSeeds() {
		for n := range file {
			read(t, bytes.NewReader(file[:n]), 1000)
		}
	}
}

func headerSeeds() [][]byte {
	return [][]byte{
		aiff("AIFF", aiffChunk("NAME", []byte("odd")), commChunk(2, 16, rate8000, ""), ssnd(20, big16)),
		aiff("AIFC", commChunk(1, 32, rate8000, "fl32"), ssnd(20, big16)),
		auFile(28, 12, 6, 8000, 1, "text", big16),
		w64(w64Chunk("fmt ", 24+16, fmtContent(wavFloat, 1, 64, 8, 8000)), w64Chunk("data", 24+12, ramp16)),
		caf(cafDesc("lpcm", 1, 8, 2, 32), be("free", int64(1), "x"), cafData(4+12, big16)),
		caf(cafDesc("ulaw", 0, 1, 1, 8), cafData(-1, big16)),
	}
}

func FuzzHeaders(f *testing.F) {
	for _, file := range headerSeeds() {
		f.Add(file)
	}
	addSeeds(f, "*.aiff", "*.au", "*.w64", "*.caf")
	f.Fuzz(fuzzFile)
}
