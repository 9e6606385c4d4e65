package audio_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/gosilero/vad/audio"
)

// A file of any kind becomes one channel at 16 kHz, piece by piece.
func ExampleOpen() {
	file, err := os.Open("../testdata/speech.wav")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	reader, err := audio.Open(file)
	if err != nil {
		log.Fatal(err)
	}
	if err := reader.Limit(audio.Limits{Channels: 8, Duration: time.Hour}); err != nil {
		log.Fatal(err)
	}
	format := reader.Format()
	fmt.Println(format.Kind, format.SampleRate, "Hz,", format.Channels, "channel")

	source, err := audio.Resample(audio.Mono(reader), 16000)
	if err != nil {
		log.Fatal(err)
	}
	samples, piece := 0, make([]float32, 4096)
	for {
		n, err := source.Read(piece)
		if err == io.EOF {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		samples += n
	}
	fmt.Println(samples, "samples,", reader.WarningCount(), "warnings")
	// Output:
	// WAV 16000 Hz, 1 channel
	// 302240 samples, 0 warnings
}

// A file that was cut short is read as far as it goes, and a warning says where it
// ends.
func ExampleWarning() {
	data, err := os.ReadFile("../testdata/speech.wav")
	if err != nil {
		log.Fatal(err)
	}
	reader, err := audio.Open(bytes.NewReader(data[:100_000]))
	if err != nil {
		log.Fatal(err)
	}
	pcm, err := audio.ReadAll(reader)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(pcm), "samples")
	for _, w := range reader.Warnings() {
		fmt.Println("at", w.Time, "cut short:", errors.Is(w, audio.ErrTruncated))
	}
	// Output:
	// 49978 samples
	// at 3.123625s cut short: true
}

// A file of a kind that is known and not decoded: somebody has to convert it.
func ExampleUnsupportedError() {
	head := append([]byte("wvpk\x20\x00\x00\x00\x10\x04"), make([]byte, 200)...)
	_, err := audio.Open(bytes.NewReader(head))
	var unsupported *audio.UnsupportedError
	if errors.As(err, &unsupported) {
		fmt.Println("convert it first:", unsupported.Kind)
	}
	fmt.Println(audio.Sniff(head))
	// Output:
	// convert it first: WavPack
	// WavPack
}

// Telephone audio without a header: bytes of G.711, mu-law.
func ExampleOpenRaw() {
	payload := audio.MuLaw.Append(nil, []float32{0, 0.25, -0.5, 1})
	source, err := audio.OpenRaw(bytes.NewReader(payload), audio.RawFormat{Encoding: audio.MuLaw, SampleRate: 8000, Channels: 1})
	if err != nil {
		log.Fatal(err)
	}
	pcm, err := audio.ReadAll(source)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d bytes: %.3f\n", len(payload), pcm)
	// Output: 4 bytes: [0.000 0.254 -0.512 0.980]
}

// Samples of two bytes from a socket, without a Reader.
func ExampleEncoding_Decode() {
	packet := binary.LittleEndian.AppendUint16(nil, 0x4000)
	pcm := make([]float32, 1)
	audio.S16LE.Decode(pcm, packet)
	fmt.Println(pcm)
	// Output: [0.5]
}

// Two channels in opposite phase cancel each other in their mean.
func ExampleCancellation() {
	stereo := make([]float32, 2*16000)
	for i := range 16000 {
		stereo[2*i] = float32(i%80)/80 - 0.5
		stereo[2*i+1] = -stereo[2*i]
	}
	var c audio.Cancellation
	c.Add(stereo, 2)
	fmt.Println("detect on one of the channels:", c.Found())
	// Output: detect on one of the channels: true
}
