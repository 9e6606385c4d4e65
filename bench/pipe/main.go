// Command pipe computes the probabilities of float32 samples at 16 kHz from standard
// input on ONNX Runtime, window by window as Silero's own programs do, and prints
// how many windows there were and how many of them are speech.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/gosilero/vad/bench/internal/ort"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "pipe:", err)
		os.Exit(1)
	}
}

const (
	sampleRate = 16000
	window     = 512 // samples
	threshold  = 0.5
)

func run() error {
	library, err := ort.Library()
	if err != nil {
		return err
	}
	model, err := ort.Model()
	if err != nil {
		return err
	}
	if err := ort.Start(library); err != nil {
		return err
	}
	session, err := ort.NewSession(model, sampleRate, 1)
	if err != nil {
		return err
	}
	defer session.Close()
	windows, speech, err := count(session, bufio.NewReaderSize(os.Stdin, 1<<16))
	if err != nil {
		return err
	}
	fmt.Println(windows, "windows,", speech, "speech")
	return nil
}

// count runs the model over all windows; the last one is completed with zeros.
func count(session *ort.Session, input io.Reader) (windows, speech int, err error) {
	bytes := make([]byte, 4*window)
	pcm := make([]float32, window)
	prob := make([]float32, 1)
	for {
		n, err := io.ReadFull(input, bytes)
		if n == 0 {
			if err == io.EOF {
				err = nil
			}
			return windows, speech, err
		}
		clear(bytes[n:])
		for i := range pcm {
			pcm[i] = math.Float32frombits(binary.LittleEndian.Uint32(bytes[4*i:]))
		}
		if err := session.Step([][]float32{pcm}, prob); err != nil {
			return windows, speech, err
		}
		windows++
		if prob[0] >= threshold {
			speech++
		}
	}
}
