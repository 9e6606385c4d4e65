package audio

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

// framesOf returns n frames of the given size that begin with a header.
func framesOf(header string, size, n int) []byte {
	return bytes.Repeat(append([]byte(header), make([]byte, size-len(header))...), n)
}

// kindHeads are beginnings of files of all kinds that have no fixture.
func kindHeads() map[Kind][]byte {
	gsm := make([]byte, 33*20)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range gsm {
		gsm[i] = byte(random.IntN(256))
		if i%33 == 0 {
			gsm[i] = 0xD0 | gsm[i]&15
		}
	}
	heads := map[Kind][]byte{
		KindADTS:   framesOf("\xff\xf1\x50\x80\x03\xdf\xfc", 0x1E, 3),
		KindMP2:    framesOf("\xff\xfd\xe0\x04", 144*384000/44100, 2), // 384 kbit/s, 44.1 kHz
		KindMP1:    framesOf("\xff\xff\x90\x00", 12*288000/44100*4, 2),
		KindAC3:    framesOf("\x0b\x77\xa1\x7a\x14\x40", 384*2, 2), // 192 kbit/s, 48 kHz
		KindEAC3:   framesOf("\x0b\x77\x01\xa0\x74\x87", 0x1A1*2, 2),
		KindGSM:    gsm,
		KindMPEGTS: framesOf("G@\x11\x10", 188, 5),
		KindMPEGPS: []byte("\x00\x00\x01\xba\x21\x00\x01\x00\x01"),
		KindMP3:    []byte("ID3\x04\x00\x00\x00\x00\x7f\x7f"),
		KindWAV:    []byte("BW64\xff\xff\xff\xffWAVEds64"),
		KindWebM:   []byte("\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB"),
		KindMP4:    []byte("\x00\x00\x00\x14ftypqt  "),
	}
	for _, m := range magics {
		if heads[m.kind] == nil {
			heads[m.kind] = append(bytes.Repeat([]byte{0}, m.offset), m.magic...)
		}
	}
	return heads
}

func TestSniff(t *testing.T) {
	for kind, head := range kindHeads() {
		for _, head := range [][]byte{head, append([]byte("ID3\x04\x00\x00\x00\x00\x00\x02xx"), head...)} {
			if got := Sniff(head); got != kind {
				t.Errorf("%q: got %q, want %q", head[:min(len(head), 16)], got, kind)
			}
		}
	}
	if got := Sniff(append(make([]byte, 4), framesOf("G@\x11\x10", 192, 5)...)); got != KindMPEGTS {
		t.Errorf("transport stream with time stamps: got %q", got)
	}
	for name, kind := range map[string]Kind{
		"click-rf64.wav": KindWAV, "speech.flac": KindFLAC, "click.ogg": KindOgg, "click.opus": KindOgg,
		"click.mp3": KindMP3, "click-lavc.mp3": KindMP3, "speech.mp3": KindMP3, "click-untagged.mp3": KindMP3,
	} {
		if got := Sniff(readFixture(t, name)[:SniffSize]); got != kind {
			t.Errorf("%s: got %q, want %q", name, got, kind)
		}
	}
}

// TestSniffSamples checks that samples without a header have no kind.
func TestSniffSamples(t *testing.T) {
	speech := mustReadAll(t, mustOpen(t, readFixture(t, "speech.flac")))
	var s16 []byte
	for _, v := range speech {
		s16 = append(s16, le(int16(v*32768))...)
	}
	for name, samples := range map[string][]byte{
		"nothing": nil, "one": {0xFF}, "zeros": make([]byte, SniffSize), "s16le": s16, "f32le": le(speech),
		"silence of A-law":  bytes.Repeat([]byte{0xD5}, SniffSize),
		"silence of mu-law": bytes.Repeat([]byte{0xFF}, SniffSize),
		"noise of 1 bit":    bytes.Repeat([]byte{0xFF, 0xFF, 0, 0, 0xFF, 0xFF}, SniffSize/6),
	} {
		for i := 0; i < max(1, len(samples)-SniffSize); i += 97 {
			head := samples[min(i, len(samples)):]
			if got := Sniff(head[:min(len(head), SniffSize)]); got != "" {
				t.Fatalf("%s, from byte %d on: got %q", name, i, got)
			}
		}
	}
}

// TestUnsupportedKinds checks that Open names what it does not read.
func TestUnsupportedKinds(t *testing.T) {
	for kind, head := range kindHeads() {
		if openers[kind] != nil || kind == KindMP3 || kind == KindMP4 {
			continue
		}
		_, err := Open(bytes.NewReader(head))
		var unsupported *UnsupportedError
		if !errors.Is(err, ErrUnsupported) || !errors.As(err, &unsupported) || unsupported.Kind != kind || unsupported.Codec != "" {
			t.Errorf("%s: got %v", kind, err)
		} else if !strings.Contains(err.Error(), string(kind)) {
			t.Errorf("%s: got %q", kind, err)
		}
	}
	var unsupported *UnsupportedError
	_, err := Open(bytes.NewReader(newOggPage(2, 0, 1, 0, []byte("Speex   1.2"))))
	if !errors.As(err, &unsupported) || *unsupported != (UnsupportedError{KindOgg, "Speex"}) {
		t.Errorf("Speex: got %v", err)
	}
	_, err = Open(bytes.NewReader(riff(fmtChunk(0x11, 1, 4, 8000), chunk("data", nil))))
	if !errors.As(err, &unsupported) || *unsupported != (UnsupportedError{KindWAV, "IMA ADPCM"}) {
		t.Errorf("IMA ADPCM: got %v", err)
	}
}

func FuzzSniff(f *testing.F) {
	for _, head := range kindHeads() {
		f.Add(head)
	}
	f.Fuzz(func(t *testing.T, head []byte) {
		kind := Sniff(head)
		_, err := Open(bytes.NewReader(head))
		if err != nil {
			checkOpenError(t, err)
		}
		if kind != "" && (errors.Is(err, ErrUnknown) || errors.Is(err, ErrEmpty)) && id3Size(head) < int64(len(head)) {
			t.Errorf("Sniff says %q, Open %v", kind, err)
		}
	})
}
