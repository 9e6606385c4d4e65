// Package mp3 decodes the frames of MP3 streams: MPEG-1, 2 and 2.5, layer III.
// Sources: ISO 11172-3 and ISO 13818-3.
//
// It decodes the frames it is given and reports what is wrong with them. Where
// frames begin, and what to do about those that are lost, is up to the caller.
package mp3

import "errors"

// Reasons why a frame cannot be decoded.
var (
	ErrShort     = errors.New("frame is cut short")
	ErrSide      = errors.New("invalid side information")
	ErrReservoir = errors.New("frame needs data of a lost frame")
	ErrHuffman   = errors.New("Huffman codes exceed the frame")
	ErrChecksum  = errors.New("wrong checksum")
)

// Delay is how many samples late the output of a Decoder is: half the length of
// the two filter banks. An encoder's delay is counted without it.
const Delay = 528 + 1
