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
		if err := c.verify(); err != nil {
			return fmt.Errorf("%d Hz, windows of %d, %w", c.rec.sampleRate, c.rec.window, err)
		}
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
	if err := ort.Start(library); err != nil {
		return nil, err
	}
	pcm, err := wav.Read(o.audio)
	if err != nil {
		return nil, err
	}
	s := newSetup(pcm, main)
	var contests []*contest
	for _, rate := range o.rates {
		for _, m := range methods {
			if !slices.Contains(o.cases, m.name) {
				continue
			}
			for _, times := range m.lengths() {
				c, err := s.contest(m, rate, times)
				if err != nil {
					return nil, err
				}
				contests = append(contests, c)
			}
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
	var ofV6, ofV4 []stageColumn
	if o.stages {
		progress("stages")
		var err error
		if ofV6, err = stagesV6.measure(); err != nil {
			return err
		}
		if ofV4, err = stagesV4.measure(); err != nil {
			return err
		}
	}
	v6, v4 := byNetwork(results)
	region(w, "machine", func(w io.Writer) { writeHeader(w, h, results) })
	region(w, "summary", func(w io.Writer) { writeSummary(w, h, v6) })
	for _, rate := range o.rates {
		region(w, fmt.Sprintf("%d kHz", rate/1000), func(w io.Writer) { writeResults(w, rate, v6) })
	}
	if len(v4) > 0 {
		region(w, "v4", func(w io.Writer) { writeV4(w, v4) })
	}
	if all != nil {
		region(w, "loading and memory", func(w io.Writer) { writeFootprints(w, all) })
	}
	if o.stages {
		region(w, "stages", func(w io.Writer) { stagesV6.write(w, ofV6) })
		region(w, "stages of v4", func(w io.Writer) { stagesV4.write(w, ofV4) })
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
