package audio

import (
	"bufio"
	"bytes"

	"github.com/gosilero/vad/audio/internal/mp3"
)

// sniffFrames returns the kind of input that has no mark but its frames.
func sniffFrames(head []byte) Kind {
	if mp3Chain(bufio.NewReaderSize(bytes.NewReader(head), max(16, len(head))), 0, 2) {
		return KindMP3
	}
	if isMPEGTS(head) {
		return KindMPEGTS
	}
	if isGSM(head) {
		return KindGSM
	}
	for _, k := range []struct {
		kind Kind
		size func(frame []byte) int
	}{{KindADTS, adtsSize}, {KindMP2, mp2Size}, {KindMP1, mp1Size}, {KindAC3, ac3Size}, {KindEAC3, eac3Size}} {
		first := k.size(head)
		if first > 0 && first < len(head) && k.size(head[first:]) > 0 {
			return k.kind
		}
	}
	return ""
}

// isMPEGTS reports whether head consists of the packets of a transport stream,
// or of the longer ones of cameras, in which a time stamp precedes each.
func isMPEGTS(head []byte) bool {
	const packets = 4
	for _, layout := range []struct{ first, size int }{{0, 188}, {4, 192}} {
		n, at := 0, layout.first
		for ; at < len(head) && head[at] == 'G'; at += layout.size {
			n++
		}
		if at >= len(head) && n >= packets {
			return true
		}
	}
	return false
}

// isGSM reports whether head consists of frames of GSM 06.10, which begin with
// the same four bits. Nothing else in them may be constant: the silence of
// A-law is.
func isGSM(head []byte) bool {
	const size, frames = 33, 10
	if len(head) < frames*size {
		return false
	}
	for at := range size {
		constant := true
		for i := at; i < len(head); i += size {
			constant = constant && head[i]>>4 == 0xD
		}
		if constant != (at == 0) {
			return false
		}
	}
	return true
}

// adtsSize returns the size of the ADTS frame of AAC that b begins with, 0 if it
// begins with none: ISO 14496-3, section 1.A.3.2.
func adtsSize(b []byte) int {
	const least = 7 // the header
	if len(b) < least || b[0] != 0xFF || b[1]&0xF6 != 0xF0 || b[2]>>2&15 > 12 {
		return 0
	}
	size := int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5]>>5)
	if size < least {
		return 0
	}
	return size
}

// mp2Size returns the size of the frame of MPEG audio layer 2 that b begins
// with, 0 if it begins with none.
func mp2Size(b []byte) int { return mpegSize(b, KindMP2, mp2Rates) }

// mp1Size is mp2Size for layer 1.
func mp1Size(b []byte) int { return mpegSize(b, KindMP1, mp1Rates) }

// The bit rates of MPEG audio in kbit/s: of MPEG-1, and of MPEG-2, whose layer 2
// has those of layer 3.
var (
	mp2Rates = [2][15]int{
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	}
	mp1Rates = [2][15]int{
		{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
		{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
	}
)

// mpegSize returns the size of a frame of MPEG audio of a layer, 0 if b does not
// begin with one.
func mpegSize(b []byte, layer Kind, kilobits [2][15]int) int {
	if len(b) < mp3.HeaderSize {
		return 0
	}
	if _, name, ok := mp3.ParseHeader(b); !ok || Kind(name) != layer {
		return 0
	}
	version := b[1] >> 3 & 3 // 3 is MPEG-1, 2 MPEG-2, 0 MPEG-2.5
	rate := [3]int{44100, 48000, 32000}[b[2]>>2&3]
	lowRate := 0
	if version != 3 {
		lowRate = 1
		rate /= 2
	}
	if version == 0 {
		rate /= 2
	}
	bits, padding := kilobits[lowRate][b[2]>>4]*1000, int(b[2]>>1&1)
	if layer == KindMP1 {
		return (12*bits/rate + padding) * 4
	}
	return 144*bits/rate + padding
}

// ac3Size returns the size of the AC-3 frame that b begins with, 0 if it begins
// with none: ETSI TS 102 366, section 4.4.1.
func ac3Size(b []byte) int {
	if !isAC3Sync(b) || b[5]>>3 > 10 {
		return 0
	}
	rate, code := b[4]>>6, int(b[4]&0x3F)
	kilobits := [19]int{32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640}
	if rate == 3 || code/2 >= len(kilobits) {
		return 0
	}
	const samples = 1536
	words := kilobits[code/2] * 1000 / 16 * samples / [3]int{48000, 44100, 32000}[rate]
	if rate == 1 {
		words += code & 1
	}
	return 2 * words
}

// eac3Size is ac3Size for E-AC-3: annex E of the same.
func eac3Size(b []byte) int {
	if !isAC3Sync(b) || b[5]>>3 < 11 || b[5]>>3 > 16 {
		return 0
	}
	return 2 * (int(b[2]&7)<<8 | int(b[3]) + 1)
}

func isAC3Sync(b []byte) bool { return len(b) >= 6 && b[0] == 0x0B && b[1] == 'w' }
