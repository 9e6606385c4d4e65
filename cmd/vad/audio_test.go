package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/audio/audiofile"
)

// samplesOf decodes a file, interleaved.
func samplesOf(t *testing.T, name string) []float32 {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := audio.Open(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	pcm, err := audio.ReadAll(r)
	if err != nil || r.WarningCount() > 0 {
		t.Fatalf("%s: %v, %v", name, err, r.Warnings())
	}
	return pcm
}

// wavFile writes channels of equal length to a file of its own.
func wavFile(t *testing.T, rate int, channels ...[]float32) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "clip.wav")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := audiofile.NewWriter(f, audiofile.Format{
		Kind: "wav", SampleRate: rate, Channels: len(channels), Bits: 16, Samples: int64(len(channels[0])),
	})
	if err != nil {
		t.Fatal(err)
	}
	var pcm []float32
	for i := range channels[0] {
		for _, c := range channels {
			pcm = append(pcm, c[i])
		}
	}
	if err := w.Write(pcm); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// rawS16 returns samples without a header.
func rawS16(pcm []float32) []byte {
	var b []byte
	for _, x := range pcm {
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(x*(1<<15))))
	}
	return b
}
