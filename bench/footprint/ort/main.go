// Command ort is the smallest program that loads Silero's file into ONNX
// Runtime and runs it. It prints its load time and memory for the benchmark.
package main

import (
	"log"
	"time"

	"github.com/gosilero/vad/bench/internal/footprint"
	"github.com/gosilero/vad/bench/internal/ort"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	library, err := ort.Library()
	if err != nil {
		return err
	}
	model, err := ort.Model()
	if err != nil {
		return err
	}
	var report footprint.Report
	start := time.Now()
	if err := ort.Start(library); err != nil {
		return err
	}
	report.Library = time.Since(start)
	start = time.Now()
	s, err := ort.NewSession(model, 16000, 1)
	if err != nil {
		return err
	}
	defer s.Close()
	report.Load = time.Since(start)

	windows, probs := [][]float32{footprint.Noise(512)}, make([]float32, 1)
	for range footprint.Windows {
		if err := s.Step(windows, probs); err != nil {
			return err
		}
	}
	return footprint.Print(report)
}
