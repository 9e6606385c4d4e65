package audio

import (
	"bytes"
	"strings"
)

// SniffSize is how many bytes of an input Sniff wants to see: enough for two
// frames of any kind that has no other mark than its frames.
const SniffSize = 4096

// Sniff returns the kind of a file that begins with head, "" if it is not known.
// It wants SniffSize bytes, or all there are if the file is shorter. Samples
// without a header are never taken for a kind: one that is recognised by its
// frames alone, such as MP3, needs two that follow each other.
func Sniff(head []byte) Kind {
	for {
		size := id3Size(head)
		switch {
		case size == 0:
			return sniffUntagged(head)
		case size >= int64(len(head)):
			return KindMP3 // what nearly all of these tags are for
		}
		head = head[size:]
	}
}

func sniffUntagged(head []byte) Kind {
	if kind := sniffMagic(head); kind != "" {
		return kind
	}
	return sniffFrames(head)
}

// magicSize is how many bytes decide whether a kind has a mark.
const magicSize = 16

// magics are the marks that kinds begin with, the most specific first.
var magics = []struct {
	offset int
	magic  string
	kind   Kind
}{
	{0, "fLaC", KindFLAC},
	{0, "OggS", KindOgg},
	{8, "AVI ", KindAVI},
	{8, "8SVX", Kind8SVX},
	{8, "AIFF", KindAIFF},
	{8, "AIFC", KindAIFF},
	{0, "riff\x2e\x91\xcf\x11", KindWave64},
	{0, ".snd", KindAU},
	{0, "caff", KindCAF},
	{0, "\x1aE\xdf\xa3", KindMatroska},
	{0, "#!AMR", KindAMR},
	{0, "0&\xb2u\x8ef\xcf\x11", KindASF},
	{0, "FLV\x01", KindFLV},
	{0, ".RMF", KindRealMedia},
	{0, "\x7f\xfe\x80\x01", KindDTS},
	{0, "MAC ", KindAPE},
	{0, "wvpk", KindWavPack},
	{0, "TTA1", KindTTA},
	{0, "tBaK", KindTAK},
	{0, "MPCK", KindMusepack},
	{0, "MP+", KindMusepack},
	{0, "DSD ", KindDSF},
	{0, "Creative Voice ", KindVOC},
	{0, "NIST_1A", KindSPHERE},
}

// sniffMagic returns the kind whose mark head begins with.
func sniffMagic(head []byte) Kind {
	if isWAV(head) {
		return KindWAV
	}
	if isMP4(head) {
		return KindMP4
	}
	for _, m := range magics {
		if len(head) < m.offset || !bytes.HasPrefix(head[m.offset:], []byte(m.magic)) {
			continue
		}
		if m.kind == KindMatroska && isWebM(head) {
			return KindWebM
		}
		return m.kind
	}
	if isMPEGPS(head) {
		return KindMPEGPS
	}
	return ""
}

func isWAV(head []byte) bool {
	if len(head) < 12 || string(head[8:12]) != "WAVE" {
		return false
	}
	switch string(head[:4]) {
	case "RIFF", "RF64", "BW64", "RIFX":
		return true
	}
	return false
}

// isMP4 reports whether head begins with a box that may come first.
func isMP4(head []byte) bool {
	if len(head) < 8 {
		return false
	}
	switch string(head[4:8]) {
	case "ftyp", "styp", "moov", "moof", "mdat", "wide", "skip", "free", "pnot", "sidx":
		return true
	}
	return false
}

// isWebM reports whether the header of a Matroska file names WebM.
func isWebM(head []byte) bool {
	const docType = "\x42\x82"
	_, name, ok := strings.Cut(string(head[:min(len(head), 128)]), docType)
	return ok && len(name) > 1 && strings.HasPrefix(name[1:], "webm")
}

// isMPEGPS reports whether head begins with a pack, whose code is followed by
// the marks of MPEG-2 or MPEG-1.
func isMPEGPS(head []byte) bool {
	if len(head) < 5 || string(head[:4]) != "\x00\x00\x01\xba" {
		return false
	}
	return head[4]&0xC4 == 0x44 || head[4]&0xF1 == 0x21
}
