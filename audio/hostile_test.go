package audio

import (
	"bytes"
	"encoding/binary"
	"os"
	"slices"

	"github.com/gosilero/vad/audio/internal/crc"
	"github.com/gosilero/vad/audio/internal/matroska"
	"github.com/gosilero/vad/audio/internal/ogg"
)

// hostileFiles are the most expensive files known, by what they exploit. make
// returns one of about size bytes.
var hostileFiles = []struct {
	name string
	make func(size int) []byte
}{
	{"Vorbis, chained headers with a codebook of 2^20 entries", func(size int) []byte { return chainedVorbis(size, 1, 0x66, 1<<20) }},
	{"Vorbis, chained headers of 8 channels and blocks of 8192", func(size int) []byte { return chainedVorbis(size, 8, 0xDD, 2) }},
	{"Vorbis, packets of one byte", silentVorbis},
	{"Opus, chained headers", chainedOpus},
	{"Opus, packets of one byte", func(size int) []byte { return opusPackets(size, 0x18) }},
	{"Opus, packets of two frames of no bytes", func(size int) []byte { return opusPackets(size, 0x19) }},
	{"Opus, packets of 48 frames of no bytes", func(size int) []byte { return opusPackets(size, 0x83, 48) }},
	{"Ogg, pages within pages", overlappingPages},
	{"FLAC, frames with a wrong checksum", func(size int) []byte { return largeFrames(size, false) }},
	{"FLAC, frames of one value", func(size int) []byte { return largeFrames(size, true) }},
	{"Matroska, FLAC of one value", largeBlocks},
	{"MP4, samples of a byte far apart", distantSamples},
	{"MP3, sync bytes", mp3Syncs},
	{"WAV, 65,535 channels", func(size int) []byte {
		wav := le("RIFF", uint32(0xFFFFFFFF), "WAVEfmt ", uint32(16), uint16(1), uint16(65535), uint32(16000), uint32(0), uint16(65535), uint16(8), "data", uint32(0xFFFFFFFF))
		return append(wav, make([]byte, size)...)
	}},
}

// fillTo appends what next returns up to a size.
func fillTo(size int, file []byte, next func(i int) []byte) []byte {
	for i := 0; len(file) < size; i++ {
		file = append(file, next(i)...)
	}
	return file
}

// hostileVorbis returns the headers of a stream with one codebook, on two pages.
func hostileVorbis(serial uint32, channels, blocks byte, entries uint64) []byte {
	length := uint64(len64(entries-1)) - 1
	setup := lsbBits(0, 8, 0x564342, 24, 1, 16, entries, 24, 1, 1, length, 5, entries, uint64(len64(entries)), 0, 4, // codebook
		0, 6, 0, 16, // times
		0, 6, 1, 16, 0, 5, 0, 2, 0, 4, // floor
		0, 6, 0, 16, 0, 24, 0, 24, 0, 24, 0, 6, 0, 8, 0, 4, // residue
		0, 6, 0, 16, 0, 1, 0, 1, 0, 2, 0, 24, // mapping
		0, 6, 1, 1, 0, 16, 0, 16, 0, 8, 1, 1) // mode
	head := newOggPage(2, 0, serial, 0, le(vorbisMagic, uint32(0), channels, uint32(48000), make([]byte, 12), blocks, byte(1)))
	comments := le("\x03vorbis", make([]byte, 8), byte(1))
	setup = append([]byte("\x05vorbis"), setup...)
	return append(head, sealOgg(le(ogg.Magic, byte(0), byte(0), int64(0), serial, uint32(1), uint32(0),
		byte(2), byte(len(comments)), byte(len(setup)), comments, setup))...)
}

// lsbBits packs pairs of value and width, the least significant bit first.
func lsbBits(pairs ...uint64) []byte {
	var packed []byte
	at := 0
	for i := 0; i < len(pairs); i += 2 {
		for b := range pairs[i+1] {
			if at%8 == 0 {
				packed = append(packed, 0)
			}
			packed[at/8] |= byte(pairs[i]>>b&1) << (at % 8)
			at++
		}
	}
	return packed
}

func len64(v uint64) (n int) {
	for ; v > 0; v >>= 1 {
		n++
	}
	return n
}

func chainedVorbis(size int, channels, blocks byte, entries uint64) []byte {
	return fillTo(size, nil, func(i int) []byte {
		return append(hostileVorbis(uint32(i), channels, blocks, entries), newOggPage(4, 0, uint32(i), 2, []byte{0})...)
	})
}

func silentVorbis(size int) []byte {
	return fillTo(size, hostileVorbis(1, 8, 0xDD, 2), func(i int) []byte {
		return fullOggPage(int64(i+1)*255*4096, uint32(i+2), []byte{0})
	})
}

// fullOggPage returns a page with a packet 255 times, or 127 times if it has two bytes.
func fullOggPage(granule int64, sequence uint32, packet []byte) []byte {
	n := 255 / len(packet)
	return sealOgg(le(ogg.Magic, byte(0), byte(0), granule, uint32(1), sequence, uint32(0),
		byte(n), bytes.Repeat([]byte{byte(len(packet))}, n), bytes.Repeat(packet, n)))
}

func hostileOpus(serial uint32) []byte {
	head := newOggPage(2, 0, serial, 0, le(opusMagic, byte(1), byte(2), uint16(0), uint32(48000), int16(0), byte(0)))
	return append(head, newOggPage(0, 0, serial, 1, []byte("OpusTags"))...)
}

func chainedOpus(size int) []byte {
	return fillTo(size, nil, func(i int) []byte {
		return append(hostileOpus(uint32(i)), newOggPage(4, 120, uint32(i), 2, []byte{0x80})...)
	})
}

func opusPackets(size int, packet ...byte) []byte {
	samples, _ := opusDuration(packet)
	return fillTo(size, hostileOpus(1), func(i int) []byte {
		n := int64(255 / len(packet) * samples)
		return fullOggPage(int64(i+1)*n, uint32(i+2), packet)
	})
}

// overlappingPages returns headers of pages of 60 kB, one after the other.
func overlappingPages(size int) []byte {
	header := append([]byte(ogg.Magic), make([]byte, ogg.HeaderSize-len(ogg.Magic))...)
	header[26] = 255
	segments := bytes.Repeat([]byte{255}, 8)
	return fillTo(size, hostileOpus(1), func(int) []byte { return append(header, segments...) })
}

// largeFrames returns frames of 65,535 samples and 8 channels, all of one value.
func largeFrames(size int, valid bool) []byte {
	info := make([]byte, 34)
	copy(info, le(uint16(0), uint16(0)))
	binary.BigEndian.PutUint16(info[0:], 65535)
	binary.BigEndian.PutUint16(info[2:], 65535)
	binary.BigEndian.PutUint64(info[10:], 48000<<44|7<<41|7<<36)
	file := slices.Concat([]byte("fLaC\x80\x00\x00\x22"), info)
	return fillTo(size, file, func(i int) []byte {
		if !valid {
			i = 0
		}
		frame := append([]byte{0xFF, 0xF8, 0x70, 0x72}, []byte(string(rune(i%0xD000)))...)
		frame = append(frame, 0xFF, 0xFE)
		frame = append(frame, crc.Sum8(frame))
		frame = append(frame, make([]byte, 16)...)
		sum := crc.Update16(0, frame)
		if !valid {
			sum++
		}
		return binary.BigEndian.AppendUint16(frame, sum)
	})
}

// largeBlocks returns the frames of largeFrames in clusters of Matroska.
func largeBlocks(size int) []byte {
	const metadata = 4 + 4 + 34
	flac := largeFrames(size, true)
	frames := flac[metadata:]
	file := mkvHead("matroska", mkvTrack(1, 2, "A_FLAC", element(0x63A2, flac[:metadata])))
	for i := 0; len(frames) > 0; i++ {
		next := bytes.Index(frames[1:], []byte{0xFF, 0xF8, 0x70, 0x72}) + 1
		if next == 0 {
			next = len(frames)
		}
		file = append(file, mkvCluster(0, element(matroska.IDSimpleBlock, "\x81\x00\x00\x00", frames[:next]))...)
		frames = frames[next:]
	}
	return file
}

// distantSamples returns an MP4 file whose index, its greatest part, leads from
// its beginning to its end and back for each byte.
func distantSamples(size int) []byte {
	n := uint32(size / 8)
	offsets := make([]uint32, n)
	for i := range offsets {
		offsets[i] = 20 + uint32(i) + uint32(i%2)*uint32(size/3)
	}
	tables := be(fullBox("stts", 0, uint32(1), n, uint32(1)), fullBox("stsc", 0, uint32(1), uint32(1), uint32(1), uint32(1)),
		fullBox("stsz", 0, uint32(1), n), fullBox("stco", 0, n, offsets))
	return be(box("ftyp", "qt  "), box("mdat", make([]byte, size/2)), moov(mp4Sound(1, mp4Entry("raw "), tables)))
}

func mp3Syncs(size int) []byte {
	file := mustFixture("speech.mp3")
	return fillTo(size, file, func(int) []byte { return append(bytes.Clone(file[:800]), bytes.Repeat([]byte{0xFF}, 100)...) })
}

// mustFixture returns a file of testdata.
func mustFixture(name string) []byte {
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		panic(err)
	}
	return data
}
