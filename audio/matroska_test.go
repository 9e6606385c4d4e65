package audio

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/audio/internal/matroska"
)

// element returns an element with a size of 4 bytes.
func element(id matroska.ID, content ...any) []byte {
	c := be(content...)
	head := bytes.TrimLeft(be(uint32(id)), "\x00")
	return be(head, uint32(1<<28|len(c)), c)
}

// endless returns an element of unknown size.
func endless(id matroska.ID, content ...any) []byte {
	return be(bytes.TrimLeft(be(uint32(id)), "\x00"), "\x01\xff\xff\xff\xff\xff\xff\xff", be(content...))
}

// mkvTrack returns the entry of a track; audio is 2, video 1.
func mkvTrack(number, kind byte, codec string, more ...any) []byte {
	return element(0xAE, element(0xD7, number), element(0x83, kind), element(0x86, codec), be(more...))
}

// mkvSound are the settings of bytes at 8 kHz.
func mkvSound() []byte {
	return element(0xE1, element(0xB5, float32(8000)), element(0x9F, byte(1)), element(0x6264, byte(8)))
}

func mkvPCM(number byte, more ...any) []byte {
	return mkvTrack(number, 2, "A_PCM/INT/LIT", mkvSound(), be(more...))
}

func mkvHead(docType string, tracks ...[]byte) []byte {
	return be(element(matroska.IDHeader, element(matroska.IDDocType, docType)),
		endless(matroska.IDSegment, element(matroska.IDInfo, element(matroska.IDTimestampScale, "\x0f\x42\x40")),
			element(matroska.IDTracks, bytes.Join(tracks, nil))))
}

// mkvCluster returns a cluster at a time in ms.
func mkvCluster(at uint16, blocks ...[]byte) []byte {
	return element(matroska.IDCluster, element(matroska.IDTimestamp, at), bytes.Join(blocks, nil))
}

// mkvBlock returns a block of a track at a time in its cluster, of n bytes that
// are all v.
func mkvBlock(track byte, at int16, n int, v byte) []byte {
	return element(matroska.IDSimpleBlock, 0x80|track, at, byte(0), bytes.Repeat([]byte{v}, n))
}

// bytesOf returns what n bytes of v are as samples.
func bytesOf(n int, v byte) []float32 {
	samples := make([]float32, n)
	for i := range samples {
		samples[i] = (float32(v) - 128) / 128
	}
	return samples
}

func TestMatroskaStructure(t *testing.T) {
	head := mkvHead("matroska", mkvPCM(1))
	a, b, c := bytesOf(800, 192), bytesOf(800, 64), bytesOf(800, 160)
	A, B, C := mkvBlock(1, 0, 800, 192), mkvBlock(1, 100, 800, 64), mkvBlock(1, 200, 800, 160)
	video := mkvBlock(2, 0, 3000, 1)
	silence := func(n int) []float32 { return make([]float32, n) }
	group := func(more ...any) []byte {
		return element(matroska.IDBlockGroup, be(more...), element(matroska.IDBlock, "\x81\x00\x00\x00", bytes.Repeat([]byte{192}, 800)))
	}
	laced := element(matroska.IDSimpleBlock, "\x81\x00\x00\x04\x01", bytes.Repeat([]byte{192}, 800), bytes.Repeat([]byte{64}, 800))
	huge := mkvCluster(200, mkvBlock(1, 0, 800, 9))
	copy(huge[16:], "\x1f\xff\xff\xf0") // the block's size

	for _, test := range []struct {
		name     string
		file     []byte
		want     []float32
		warnings []error
	}{
		{"one cluster", be(head, mkvCluster(0, A, B, C)), slices.Concat(a, b, c), nil},
		{"endless clusters", be(head, endless(matroska.IDCluster, element(matroska.IDTimestamp, byte(0)), A, B),
			endless(matroska.IDCluster, element(matroska.IDTimestamp, byte(200)), A)), slices.Concat(a, b, a), nil},
		{"what else there is", be(head, element(matroska.IDCues, "x"), mkvCluster(0, element(matroska.IDPrevSize, "x"), A, element(0x5854, "unknown")),
			element(matroska.IDVoid, "x"), mkvCluster(100, A), element(matroska.IDTags, "x")), slices.Concat(a, a), nil},
		{"lacing", be(head, mkvCluster(0, laced)), slices.Concat(a, b), nil},
		{"begins late", be(head, mkvCluster(60000, A, B)), slices.Concat(a, b), nil},
		{"sound after the picture", be(head, mkvCluster(1000, video, mkvBlock(1, 50, 800, 192))), slices.Concat(silence(400), a), nil},
		{"padding", be(head, mkvCluster(0, group(element(matroska.IDDiscardPadding, int32(50e6))))), a[:400], nil},
		{"padding before", be(head, mkvCluster(0, group(element(matroska.IDDiscardPadding, int32(-25e6))))), a[:600], nil},
		{"delay", be(mkvHead("matroska", mkvPCM(1, element(0x56AA, uint32(50e6)))), mkvCluster(0, A, B)), slices.Concat(a[400:], b), nil},
		{"rounded times", be(head, mkvCluster(0, A, mkvBlock(1, 150, 800, 64))), slices.Concat(a, b), nil},
		{"a gap", be(head, mkvCluster(0, A), mkvCluster(500, A)), slices.Concat(a, silence(3200), a), []error{ErrDamaged}},
		{"a step back", be(head, mkvCluster(500, A), mkvCluster(0, A, B)), slices.Concat(a, a, b), []error{ErrDamaged}},
		{"stripped frames", be(mkvHead("matroska", mkvPCM(1, element(0x6D80, element(0x6240, element(0x5034, element(0x4254, byte(3)), element(0x4255, byte(192))))))),
			mkvCluster(0, mkvBlock(1, 0, 799, 192))), a, nil},
		{"cut at a cluster", be(head, mkvCluster(0, A)), a, nil},
		{"cut in a block", be(head, mkvCluster(0, A, B))[:len(head)+850], a, []error{ErrTruncated}},
		{"cut between blocks", be(head, mkvCluster(0, A, B))[:len(head)+len(mkvCluster(0, A))], a, []error{ErrTruncated}},
		{"garbage between clusters", be(head, mkvCluster(0, A), "garbage \x1f\x43\xb6\x75!", mkvCluster(100, A)), slices.Concat(a, a), []error{ErrDamaged}},
		{"garbage at the end", be(head, mkvCluster(0, A), "garbage garbage"), a, []error{ErrTruncated}},
		{"damaged block", be(head, mkvCluster(0, A, element(matroska.IDSimpleBlock, "\x81\x00\x64\x02\xff"), C)), slices.Concat(a, silence(800), c), []error{ErrDamaged}},
		{"damaged size", be(head, mkvCluster(0, A, B), huge, mkvCluster(300, A)), slices.Concat(a, b, silence(800), a), []error{ErrDamaged}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, test.file)
			got := mustReadAll(t, r)
			wantWarnings(t, r, test.warnings...)
			equalSamples(t, got, test.want)
		})
	}
}

// TestMatroskaDamagedPacket damages a packet, which its container does not
// notice: silence takes its place, to the millisecond that blocks have.
func TestMatroskaDamagedPacket(t *testing.T) {
	for _, test := range []struct {
		name, packet string // and its first bytes
		damage       string // in place of them
		rounding     int
	}{
		{"click-flac.mka", "\xff\xf8\xc4", "\xff\xf8\xc0", 0},
		{"speech-silk.webm", "\x08\x03\xf3\xa8", "\x0b\x00\xf3\xa8", 48},
	} {
		file := readFixture(t, test.name)
		want := mustReadAll(t, mustOpen(t, file))
		damaged := bytes.Replace(file, []byte(test.packet), []byte(test.damage), 1)
		if bytes.Equal(file, damaged) {
			t.Fatalf("%s has no packet that begins with %x", test.name, test.packet)
		}
		r := mustOpen(t, damaged)
		got := mustReadAll(t, r)
		wantWarnings(t, r, ErrDamaged)
		if d := len(got) - len(want); d < -test.rounding || d > test.rounding {
			t.Errorf("%s: got %d values, want %d", test.name, len(got), len(want))
		}
	}
}

func TestMatroskaTracks(t *testing.T) {
	tracks := [][]byte{mkvTrack(2, 1, "V_VP8"), mkvPCM(3), mkvPCM(1)}
	r := mustOpen(t, be(mkvHead("webm", tracks...), mkvCluster(0, mkvBlock(1, 0, 80, 1), mkvBlock(3, 0, 800, 192))))
	if read, all := r.Tracks(); read != 1 || all != 2 {
		t.Errorf("got track %d of %d, want 1 of 2", read, all)
	}
	if got := r.Format(); got != (Format{"WebM PCM", 8000, 1, -1}) {
		t.Errorf("got %+v", got)
	}
	equalSamples(t, mustReadAll(t, r), bytesOf(800, 192))
	wantWarnings(t, r)
}

func TestMatroskaErrors(t *testing.T) {
	cluster := mkvCluster(0, mkvBlock(1, 0, 80, 1))
	encodings := func(content ...any) []byte { return element(0x6D80, element(0x6240, be(content...))) }
	for _, test := range []struct {
		name string
		file []byte
		want error
		text string
	}{
		{"nothing else", mkvHead("webm"), ErrMalformed, "WebM ends before its first cluster"},
		{"no tracks", be(mkvHead("webm")[:30], endless(matroska.IDSegment, cluster)), ErrMalformed, ""},
		{"cluster first", be(element(matroska.IDHeader), endless(matroska.IDSegment, cluster)), ErrMalformed, "before its tracks"},
		{"no sound", be(mkvHead("matroska", mkvTrack(1, 1, "V_VP8")), cluster), ErrNoAudio, "Matroska"},
		{"AAC", be(mkvHead("matroska", mkvTrack(1, 2, "A_AAC/MPEG4/LC")), cluster), ErrUnsupported, "Matroska with AAC"},
		{"unheard of", be(mkvHead("webm", mkvTrack(1, 2, "A_NEW")), cluster), ErrUnsupported, `WebM with "A_NEW"`},
		{"compressed", be(mkvHead("matroska", mkvPCM(1, encodings(element(0x5034)))), cluster), ErrUnsupported, "compressed frames"},
		{"encrypted", be(mkvHead("matroska", mkvPCM(1, encodings(element(0x5033, byte(1))))), cluster), ErrUnsupported, "encrypted frames"},
		{"ADPCM", be(mkvHead("matroska", mkvTrack(1, 2, "A_MS/ACM", element(0x63A2, fmtContent(0x11, 1, 4, 1, 8000)))), cluster), ErrUnsupported, "Matroska with IMA ADPCM"},
		{"short ACM", be(mkvHead("matroska", mkvTrack(1, 2, "A_MS/ACM", element(0x63A2, "x"))), cluster), ErrMalformed, "1 bytes"},
		{"short Opus", be(mkvHead("matroska", mkvTrack(1, 2, "A_OPUS")), cluster), ErrMalformed, "Opus header of 0 bytes"},
		{"Opus, surround", be(mkvHead("webm", mkvTrack(1, 2, "A_OPUS", element(0x63A2, opusMagic, "\x01\x06\x00\x00\x80\xbb\x00\x00\x00\x00\x01\x04"))), cluster), ErrUnsupported, "WebM with Opus of 6 channels"},
		{"Vorbis without headers", be(mkvHead("matroska", mkvTrack(1, 2, "A_VORBIS", element(0x63A2, "\x02\x01\x01"))), cluster), ErrMalformed, "three headers"},
		{"FLAC without metadata", be(mkvHead("matroska", mkvTrack(1, 2, "A_FLAC")), cluster), ErrMalformed, "STREAMINFO"},
		{"MP3 without frames", be(mkvHead("matroska", mkvTrack(1, 2, "A_MPEG/L3")), mkvCluster(0)), ErrMalformed, "without a frame"},
		{"64 bits", be(mkvHead("matroska", mkvTrack(1, 2, "A_PCM/INT/BIG", mkvSound(), element(0xE1, element(0x6264, byte(64))))), cluster), ErrUnsupported, "64 bits"},
		{"0 channels", be(mkvHead("matroska", mkvPCM(1, element(0xE1, element(0x9F, byte(0))))), cluster), ErrMalformed, "0 channels"},
		{"sizes of 9 bytes", be(element(matroska.IDHeader, element(matroska.IDMaxSizeLength, byte(9)))), ErrMalformed, "damaged headers"},
	} {
		_, err := Open(bytes.NewReader(test.file))
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%s: got %v, want %v with %q", test.name, err, test.want, test.text)
		}
	}
}
