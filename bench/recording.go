package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
)

// recording is the benchmark's audio at one rate, cut into windows. Streams
// run through it in a circle, each from a place of its own.
type recording struct {
	sampleRate, window int
	pcm                []float32 // whole windows
}

// streamOffset is how many windows one stream is ahead of the one before it. It
// shares no factor with the usual sizes of chunks.
const streamOffset = 37

// newRecording cuts pcm, at 16 kHz, into windows at a rate, repeated until
// there are at least windows of them.
func newRecording(pcm []float32, sampleRate, windows int) (*recording, error) {
	if sampleRate == 8000 {
		pcm = halve(pcm)
	}
	r := &recording{sampleRate: sampleRate, window: sampleRate * 32 / 1000}
	pcm = pcm[:len(pcm)/r.window*r.window]
	if len(pcm) == 0 {
		return nil, fmt.Errorf("the recording is shorter than one window of %d samples", r.window)
	}
	for len(r.pcm) < windows*r.window {
		r.pcm = append(r.pcm, pcm...)
	}
	return r, nil
}

// halve returns pcm at half its rate: the mean of every two samples, which is
// filter enough where both sides hear the same.
func halve(pcm []float32) []float32 {
	half := make([]float32, len(pcm)/2)
	for i := range half {
		half[i] = (pcm[2*i] + pcm[2*i+1]) / 2
	}
	return half
}

// windows returns the number of windows.
func (r *recording) windows() int { return len(r.pcm) / r.window }

// at returns the window that stream stream hears in a step.
func (r *recording) at(step, stream int) []float32 {
	i := (step + stream*streamOffset) % r.windows()
	return r.pcm[i*r.window:][:r.window]
}

// stretch returns a number of consecutive windows: from step on or, where the
// recording would end before, from an earlier one.
func (r *recording) stretch(step, windows int) []float32 {
	first := step % (r.windows() - windows + 1)
	return r.pcm[first*r.window:][:windows*r.window]
}

// readWAV reads the one kind of WAV file that testdata holds: 16 kHz, one
// channel, 16 bit, a header of 44 bytes. Package audio reads every kind, and
// would bring its decoders' modules along.
func readWAV(name string) ([]float32, error) {
	file, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	pcm, err := decodeWAV(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return pcm, nil
}

func decodeWAV(file []byte) ([]float32, error) {
	const headerSize = 44
	want := []byte("WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data")
	if len(file) < headerSize || string(file[:4]) != "RIFF" || !bytes.Equal(file[8:40], want) {
		return nil, fmt.Errorf("not a WAV file of 16 kHz, one channel, 16 bit, with nothing before its samples")
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
