// The resume program finds the speech of a recording in two processes. The first
// stops at any time, in the middle of a word too, and saves its detector in a
// file; the second goes on with it. Their events together are those of one
// process.
//
//	go run ./examples/resume save STATE testdata/speech.wav 5s
//	go run ./examples/resume continue STATE testdata/speech.wav
//
// A server does the same with a database in place of the file, and a call in
// place of the recording.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
)

var errUsage = errors.New("usage: resume save STATE FILE DURATION\n       resume continue STATE FILE")

func main() {
	log.SetFlags(0)
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

// run is one of the two processes.
func run(out io.Writer, args []string) error {
	switch {
	case len(args) == 4 && args[0] == "save":
		stop, err := time.ParseDuration(args[3])
		if err != nil {
			return err
		}
		return save(out, args[1], args[2], stop)
	case len(args) == 3 && args[0] == "continue":
		return resume(out, args[1], args[2])
	}
	return errUsage
}

// save prints the events of a recording up to stop, and saves the detector.
func save(out io.Writer, state, path string, stop time.Duration) error {
	pcm, rate, err := read(path)
	if err != nil {
		return err
	}
	samples := int(stop.Seconds() * float64(rate))
	if samples < 0 || samples > len(pcm) {
		return fmt.Errorf("%s: cannot stop at %v of %.3f s", path, stop, float64(len(pcm))/float64(rate))
	}
	d, err := newDetector(rate)
	if err != nil {
		return err
	}
	events, err := d.Write(nil, pcm[:samples])
	if err != nil {
		return err
	}
	data, err := d.MarshalBinary()
	if err != nil {
		return err
	}
	if err := os.WriteFile(state, data, 0o600); err != nil { // it has the audio of open speech
		return err
	}
	return write(out, events)
}

// resume prints the events of a recording from where save stopped.
func resume(out io.Writer, state, path string) error {
	pcm, rate, err := read(path)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(state)
	if err != nil {
		return err
	}
	d, err := newDetector(rate)
	if err != nil {
		return err
	}
	if err := d.UnmarshalBinary(data); err != nil {
		return fmt.Errorf("%s: %w", state, err)
	}
	if saved := d.Config().SampleRate; saved != rate || d.Samples() > int64(len(pcm)) {
		return fmt.Errorf("%s: saved after %d samples at %d Hz, but %s has %d at %d Hz", state, d.Samples(), saved, path, len(pcm), rate)
	}
	events, err := d.Write(nil, pcm[d.Samples():])
	if err != nil {
		return err
	}
	if events, err = d.Flush(events); err != nil {
		return err
	}
	return write(out, events)
}

// read returns the samples of a recording, as one channel, and their rate.
func read(path string) (pcm []float32, rate int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	reader, err := audio.Open(file)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", path, err)
	}
	pcm, err = audio.ReadAll(audio.Mono(reader))
	return pcm, reader.Format().SampleRate, err
}

// newDetector returns a detector of a model that both processes have.
func newDetector(rate int) (*live.Detector, error) {
	m, err := vad.New()
	if err != nil {
		return nil, err
	}
	return live.New(m, live.DefaultConfig(rate))
}

// write prints events as JSON, one a line.
func write(out io.Writer, events []live.Event) error {
	encoder := json.NewEncoder(out)
	for _, e := range events {
		if err := encoder.Encode(e); err != nil {
			return err
		}
	}
	return nil
}
