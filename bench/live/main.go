// Command live measures detectors: what losses do to segments, by ways to make up
// for them, how much memory a detector takes, and how late its events come.
// docs/live.md explains the results.
//
// It needs Go alone. make live runs it, on the recordings in testdata. With names
// of other recordings, WAV files of 16 kHz with one channel of 16 bits, and -name
// for what they are, it measures the losses in these.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/bench/internal/wav"
	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
)

// rate is that of the recordings, in Hz.
const rate = 16000

// recording is a file of speech.
type recording struct {
	name string
	pcm  []float32
}

// readings are the recordings that are read aloud, in testdata.
var readings = []string{"testdata/speech.wav", "testdata/voices.wav"}

func main() {
	f := flag.NewFlagSet("live", flag.ContinueOnError)
	name := f.String("name", "recordings", "what the recordings are")
	err := f.Parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(*name, f.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1)
	}
}

func run(name string, files []string) error {
	m, err := vad.New()
	if err != nil {
		return err
	}
	if len(files) > 0 {
		recordings, err := read(files)
		if err != nil {
			return err
		}
		return printLosses(m, name, recordings)
	}
	recordings, err := read(readings)
	if err != nil {
		return err
	}
	if err := printLosses(m, "testdata", recordings); err != nil {
		return err
	}
	if err := printMemory(m); err != nil {
		return err
	}
	return printLatency(m, recordings[0])
}

func read(files []string) (recordings []recording, err error) {
	for _, name := range files {
		pcm, err := wav.Read(name)
		if err != nil {
			return nil, err
		}
		recordings = append(recordings, recording{name, pcm})
	}
	return recordings, nil
}

// table prints a table with the marks by which documents hold it.
func table(name, title string, columns []string, rows [][]string) {
	docs.Print(os.Stdout, "make live: "+name, func(w io.Writer) {
		if title != "" {
			fmt.Fprintf(w, "%s\n\n", title)
		}
		t := markdown.NewTable(w, columns...)
		for _, row := range rows {
			t.Row(row...)
		}
		t.Flush()
	})
}
