// Command fading studies how Silero's network fades: after long noise it no
// longer finds speech that it finds at the start of a stream. The study puts
// labelled clips after seconds to an hour of noise of many kinds, and compares
// policies that keep the network's memory where speech left it. It prints the
// tables of docs/fading.md, which explains them.
//
// It runs in the root directory of the repository; make fading runs it there.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/ops"
)

// part is a part of the study. It prints regions of docs/fading.md.
type part struct {
	name string
	run  func(*study, io.Writer) error
}

var parts = []part{
	{"hours", (*study).hours},
	{"policies", (*study).policies},
	{"others", (*study).unseen},
	{"alone", (*study).alone},
}

func partNames() []string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return names
}

func main() {
	o, err := parseOptions(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(o, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fading:", err)
		os.Exit(1)
	}
}

func run(o *options, w io.Writer) error {
	s, err := newStudy(o)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Go: %s; kernels: %s  \nCommand: `%s`\n", runtime.Version(), ops.Implementation(),
		strings.Join(append([]string{"bin/fading"}, os.Args[1:]...), " "))
	for _, p := range parts {
		if !slices.Contains(o.parts, p.name) {
			continue
		}
		start := time.Now()
		if err := p.run(s, w); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		progress("%s took %v", p.name, time.Since(start).Round(time.Second))
	}
	return nil
}

// region prints a region of the documents.
func region(w io.Writer, name string, body func(io.Writer)) {
	docs.Print(w, "make fading: "+name, body)
}

// progress says on standard error what is going on.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
