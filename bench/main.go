// Command bench measures the detector against ONNX Runtime: the same audio, in
// turns, in one process. README.md describes the method and the options.
//
// It runs on Linux, in the root directory of the repository, where make bench
// fetches and builds what it needs.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/bench/internal/ort"
	"github.com/gosilero/vad/bench/internal/wav"
	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/ops"
)

// The main thread is reserved for ONNX Runtime, which calls the C library's
// allocator many times per window: the allocator is fastest on that thread.
func init() { runtime.LockOSThread() }

func main() {
	o, err := parseOptions(os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		os.Exit(2)
	}
	main := &thread{jobs: make(chan func())}
	go func() {
		defer main.stop()
		err = run(o, main)
	}()
	main.loop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures what the options select, and then prints it.
func run(o *options, main *thread) error {
	contests, err := prepare(o, main)
	if err != nil {
		return err
	}
	h := header{cpu: machine(), goVersion: runtime.Version(), implementation: ops.Implementation(), command: command(os.Args)}
	progress("comparing the probabilities")
	for _, c := range contests {
		d, err := c.verify()
		if err != nil {
			return fmt.Errorf("%d Hz, %w", c.rec.sampleRate, err)
		}
		h.difference = max(h.difference, d)
	}
	if err := play(contests, o.rounds, o.windows, progress); err != nil {
		return err
	}
	var results []result
	for _, c := range contests {
		results = append(results, c.result(h.implementation))
	}
	if o.json {
		return json.NewEncoder(os.Stdout).Encode(results)
	}
	if len(contests) > 0 {
		h.ortVersion = ort.Version()
	}
	return report(o, h, results, os.Stdout)
}

// prepare returns the contests.
func prepare(o *options, main *thread) ([]*contest, error) {
	if !slices.ContainsFunc(methods, func(m method) bool { return slices.Contains(o.cases, m.name) }) {
		return nil, nil
	}
	library, err := ort.Library()
	if err != nil {
		return nil, err
	}
	onnx, err := ort.Model()
	if err != nil {
		return nil, err
	}
	if err := ort.Start(library); err != nil {
		return nil, err
	}
	pcm, err := wav.Read(o.audio)
	if err != nil {
		return nil, err
	}
	model, err := vad.New()
	if err != nil {
		return nil, err
	}
	s := &setup{model: model, onnx: onnx, main: main, second: newThread(), runners: map[runnerKey]runner{}}
	var contests []*contest
	for _, rate := range o.rates {
		rec, err := newRecording(pcm, rate, fileWindows)
		if err != nil {
			return nil, err
		}
		for _, m := range methods {
			if !slices.Contains(o.cases, m.name) {
				continue
			}
			c, err := s.contest(m, rec)
			if err != nil {
				return nil, err
			}
			contests = append(contests, c)
		}
	}
	return contests, nil
}

// report measures what runs in separate processes, and prints all results.
func report(o *options, h header, results []result, w io.Writer) error {
	if slices.Contains(o.cases, casePurego) {
		progress("purego")
		purego, err := measurePurego(o)
		if err != nil {
			return err
		}
		results = append(results, purego...)
	}
	var all []*footprints
	if slices.Contains(o.cases, caseFootprint) {
		progress("loading and memory")
		var err error
		if all, err = measureFootprints(max(o.rounds, 5)); err != nil {
			return err
		}
	}
	var stages []stageColumn
	if o.stages {
		progress("stages")
		var err error
		if stages, err = measureStages(); err != nil {
			return err
		}
	}
	region(w, "machine", func(w io.Writer) { writeHeader(w, h) })
	region(w, "summary", func(w io.Writer) { writeSummary(w, h, results) })
	for _, rate := range o.rates {
		region(w, fmt.Sprintf("%d kHz", rate/1000), func(w io.Writer) { writeResults(w, rate, results) })
	}
	if all != nil {
		region(w, "loading and memory", func(w io.Writer) { writeFootprints(w, all) })
	}
	if stages != nil {
		region(w, "stages", func(w io.Writer) { writeStages(w, stages) })
	}
	return nil
}

// region prints a part of the output between the marks by which documents hold it.
func region(w io.Writer, name string, body func(io.Writer)) {
	docs.Print(w, "make bench: "+name, body)
}

// command returns the command line without the directory of the program.
func command(args []string) string {
	return strings.Join(append([]string{"bin/bench"}, args[1:]...), " ")
}

// progress prints to standard error what is being done.
func progress(what string) { fmt.Fprintln(os.Stderr, what) }
