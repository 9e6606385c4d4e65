// Numbers prints what unusual samples do to the arithmetic, as the regions of
// docs/reliability.md: what windows of silence and of denormals cost beside speech,
// and how far the probabilities are from those in float64 after hours of sound that
// is not speech.
//
//	go run ./internal/numbers            # an hour of each sound
//	go run ./internal/numbers -hours 3
//
// An hour of a sound takes about two minutes of a processor, in float64.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
	"github.com/gosilero/vad/ops"
)

func main() {
	f := flag.NewFlagSet("numbers", flag.ContinueOnError)
	hours := f.Float64("hours", 2.7, "how long each sound lasts")
	voices := f.String("voices", "testdata/voices.wav", "what follows it")
	err := f.Parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(os.Stdout, *hours, *voices)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "numbers:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, hours float64, voices string) error {
	costs, err := measureCosts()
	if err != nil {
		return err
	}
	docs.Print(w, "make numbers: cost", func(w io.Writer) { printCosts(w, costs) })
	distances, err := measureDistances(hours, voices)
	if err != nil {
		return err
	}
	docs.Print(w, "make numbers: hours", func(w io.Writer) { printDistances(w, hours, distances) })
	return nil
}

func printCosts(w io.Writer, costs []cost) {
	names := []string{"windows of"}
	for _, c := range costs {
		names = append(names, fmt.Sprintf("%s, %d kHz", c.release, c.rate/1000))
	}
	t := markdown.NewTable(w, names...)
	for i, s := range costSounds {
		cells := []string{s.name}
		for _, c := range costs {
			cells = append(cells, fmt.Sprintf("%.1f µs, %.2f", c.times[i].Seconds()*1e6, c.times[i].Seconds()/c.times[0].Seconds()))
		}
		t.Row(cells...)
	}
	t.Flush()
	fmt.Fprintf(w, "\nThe time of a window, and its ratio to that of speech (%s kernels, %s).\n", ops.Implementation(), runtime.GOARCH)
}

func printDistances(w io.Writer, hours float64, distances []distance) {
	t := markdown.NewTable(w, "sound", "during it", "in the voices after it", "windows across 0.5", "segments of the voices")
	for _, d := range distances {
		segments := "the same"
		if !d.segments {
			segments = "others"
		}
		t.Row(d.name, fmt.Sprintf("%.1e", d.sound), fmt.Sprintf("%.1e", d.voices), fmt.Sprint(d.across), segments)
	}
	t.Flush()
	fmt.Fprintf(w, "\nv6 at 16 kHz; each sound lasts for %g h (%s kernels, %s).\n", hours, ops.Implementation(), runtime.GOARCH)
}
