// Package mp3 decodes the frames of MP3 streams: MPEG-1, 2 and 2.5, layer III.
// Sources: ISO 11172-3 and ISO 13818-3.
//
// It decodes the frames it is given and reports what is wrong with them. Where
// frames begin, and what to do about those that are lost, is up to the caller.
//
// No library is used: github.com/hajimehoshi/go-mp3 loses its place in files at
// 22.05 kHz with certain bit rates, does not know MPEG-2.5, which recordings of
// telephones at 8 kHz are, decodes noise where a frame is lost, and takes six
// times as long. The tests of package audio compare with it where it is right.
package mp3

import "errors"

// Reasons why a frame cannot be decoded.
var (
	ErrShort     = errors.New("frame is cut short")
	ErrSide      = errors.New("invalid side information")
	ErrReservoir = errors.New("frame needs data of a lost frame")
	ErrHuffman   = errors.New("spectrum exceeds the frame")
	ErrChecksum  = errors.New("wrong checksum")
)

// Delay is how many samples late the output of a Decoder is: half the length of
// the two filter banks. An encoder's delay is counted without it.
const Delay = 528 + 1
