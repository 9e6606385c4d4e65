// Package wav reads WAV files like those in testdata: 16 kHz, one channel, 16 bit,
// a header of 44 bytes. Package audio, which reads every kind, would add the
// modules of its decoders to the dependencies of the benchmarks.
package wav

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
)

// Read reads a WAV file.
func Read(name string) ([]float32, error) {
	file, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	pcm, err := decode(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return pcm, nil
}

func decode(file []byte) ([]float32, error) {
	const headerSize = 44
	want := []byte("WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data")
	if len(file) < headerSize || string(file[:4]) != "RIFF" || !bytes.Equal(file[8:40], want) {
		return nil, fmt.Errorf("not a WAV file of 16 kHz, one channel, 16 bit, with a header of 44 bytes")
	}
	size := int(binary.LittleEndian.Uint32(file[40:]))
	if size != len(file)-headerSize {
		return nil, fmt.Errorf("got %d bytes of samples, want %d", len(file)-headerSize, size)
	}
	pcm := make([]float32, size/2)
	for i := range pcm {
		pcm[i] = float32(int16(binary.LittleEndian.Uint16(file[headerSize+2*i:]))) / (1 << 15)
	}
	return pcm, nil
}
