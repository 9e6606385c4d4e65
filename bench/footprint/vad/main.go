// Command vad is the smallest program that loads the detector and runs it. It
// prints its load time and memory for the benchmark. Build it without cgo.
package main

import (
	"log"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/bench/internal/footprint"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	start := time.Now()
	m, err := vad.New()
	if err != nil {
		return err
	}
	report := footprint.Report{Load: time.Since(start)}
	s, err := m.NewStream(16000)
	if err != nil {
		return err
	}
	window := footprint.Noise(s.WindowSize())
	for range footprint.Windows {
		if _, err := s.Process(window); err != nil {
			return err
		}
	}
	return footprint.Print(report)
}
