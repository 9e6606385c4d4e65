// The wazero program is a host of the library as a WebAssembly module: it prints when
// speech starts and ends in raw samples, 16 bits at 16 kHz, on standard input.
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -tags nojson -o vad.wasm ../
//	go run . vad.wasm <speech.s16
//
// It is a module of its own, so that the library does not depend on wazero.
package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: wazero MODULE")
	}
	module, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if err := run(context.Background(), module, bufio.NewReader(os.Stdin), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// run prints the events of the samples that in delivers.
func run(ctx context.Context, module []byte, in io.Reader, out io.Writer) error {
	p, err := load(ctx, module)
	if err != nil {
		return err
	}
	defer p.close(ctx)
	detector, err := p.newDetector(ctx)
	if err != nil {
		return err
	}
	var data [2 * 512]byte
	for {
		n, err := io.ReadFull(in, data[:])
		pcm := make([]float32, n/2)
		for i := range pcm {
			pcm[i] = float32(int16(binary.LittleEndian.Uint16(data[2*i:]))) / (1 << 15)
		}
		events, failed := detector.write(ctx, pcm)
		if failed != nil {
			return failed
		}
		report(out, events)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	events, err := detector.end(ctx)
	report(out, events)
	return err
}

// report prints starts and segments, in seconds.
func report(out io.Writer, events []event) {
	for _, e := range events {
		switch e.kind {
		case started:
			fmt.Fprintf(out, "%.3f speech starts\n", float64(e.start)/sampleRate)
		case segment:
			fmt.Fprintf(out, "%.3f to %.3f was speech, %d samples\n", float64(e.start)/sampleRate, float64(e.end)/sampleRate, len(e.audio))
		}
	}
}
