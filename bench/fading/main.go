// Command fading studies how Silero's network fades: after long noise it no
// longer finds speech that it finds at the start of a stream. The study puts
// labelled clips after seconds to an hour of noise of many kinds, and compares
// policies that keep the network's memory where speech left it. It prints
// tables in Markdown; docs/fading.md explains the result.
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

	"github.com/gosilero/vad/ops"
)

// part is a part of the study.
type part struct {
	name, title string
	run         func(*study, io.Writer) error
}

var parts = []part{
	{"hours", "Hours in noise", (*study).hours},
	{"candidates", "Policies", (*study).candidates},
	{"constants", "Other constants of the policy chosen", (*study).constants},
	{"others", "Noises that the choice was not made by", (*study).others},
	{"ordinary", "Recordings as they are", (*study).ordinary},
	{"alone", "ONNX Runtime alone", (*study).alone},
	{"picture", "Picture", (*study).draw},
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
	fmt.Fprint(w, legend)
	for _, p := range parts {
		if !slices.Contains(o.parts, p.name) {
			continue
		}
		fmt.Fprintf(w, "\n## %s\n\n", p.title)
		start := time.Now()
		if err := p.run(s, w); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		progress("%s took %v", p.name, time.Since(start).Round(time.Second))
	}
	return nil
}

// legend explains the tables that compare policies with a fresh stream.
const legend = `
A fresh stream is one that begins with the clip, in the same noise. Compared with it:

- F1: F1 of windows at a threshold of 0.5, in per cent of the fresh stream's: the mean of the conditions, and the least.
- halves: the least by the clips with even and with odd numbers alone.
- missed: conditions with less than 98.5 %.
- AUC: the mean difference of the areas under the ROC curve.
- alarms: windows without speech that are taken for speech, in the clips; far ones are more than 8 windows from all speech.
- latest onset: the most that onsets are found later, in windows, as the mean of a condition; late: conditions with more than 1.
- in babble alone: windows taken for speech before the clips begin.
`

// progress says on standard error what is going on.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
