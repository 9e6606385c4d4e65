// Package mark marks files as written by this module's commands, so that they replace
// no others. A program that edits such a file writes its own name in place of the mark.
package mark

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
)

// Software is what marked files name as the program that wrote them.
const Software = "github.com/gosilero/vad"

// size is how much of both ends of a file may have the mark.
const size = 1 << 10

// Has reports whether a file can be read and has the mark.
func Has(name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	for _, at := range []int64{0, max(0, info.Size()-size)} {
		b, err := io.ReadAll(io.NewSectionReader(file, at, size))
		if err != nil {
			return false
		}
		if bytes.Contains(b, []byte(Software)) {
			return true
		}
	}
	return false
}

// PNG returns a picture with a chunk of text before its last chunk.
func PNG(picture []byte) []byte {
	const end = 12 // bytes of the last chunk, which is empty
	text := []byte("tEXtSoftware\x00" + Software)
	b := bytes.Clone(picture[:len(picture)-end])
	b = binary.BigEndian.AppendUint32(b, uint32(len(text)-4))
	b = append(b, text...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(text))
	return append(b, picture[len(picture)-end:]...)
}

// XML returns a document, such as SVG, with a comment at its end.
func XML(document []byte) []byte {
	return append(bytes.Clone(document), "<!-- "+Software+" -->\n"...)
}
