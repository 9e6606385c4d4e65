package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// writeProbsNPY writes NumPy's format, version 1.0: a magic, the length of the
// header, the header, and the data in little endian. The header is a Python
// dictionary, padded with spaces so that the data begins at a multiple of 64.
func writeProbsNPY(w io.Writer, r *recording) error {
	const prefix = "\x93NUMPY\x01\x00"
	header := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%d,), }", len(r.Track.Probs))
	const fixed = len(prefix) + 2 + 1 // with the length and the newline
	header += strings.Repeat(" ", (64-(fixed+len(header))%64)%64) + "\n"

	head := binary.LittleEndian.AppendUint16([]byte(prefix), uint16(len(header)))
	if _, err := w.Write(append(head, header...)); err != nil {
		return err
	}
	return binary.Write(w, binary.LittleEndian, r.Track.Probs)
}
