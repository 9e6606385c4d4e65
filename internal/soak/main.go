// Soak runs detectors for long while all happens to them that may: resets, encodings
// that go on elsewhere, wrong samples, losses, contexts that end. What comes out must
// equal what comes out of detectors that nothing happens to, memory must stay flat,
// and no goroutine may be left.
//
//	go run ./internal/soak                          # a day of audio, and half an hour of 1,000 detectors
//	go run ./internal/soak -hours 0.5 -time 2m -detectors 200
//
// It prints the regions of docs/reliability.md and fails if anything is not as it
// must be.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
)

// options say how long to run.
type options struct {
	hours     float64 // of audio through one detector
	time      time.Duration
	detectors int
	testdata  string // the folder
}

func main() {
	var o options
	f := flag.NewFlagSet("soak", flag.ContinueOnError)
	f.Float64Var(&o.hours, "hours", 24, "how much audio goes through one detector")
	f.DurationVar(&o.time, "time", 30*time.Minute, "how long detectors run on schedulers")
	f.IntVar(&o.detectors, "detectors", 1000, "how many detectors do")
	f.StringVar(&o.testdata, "testdata", "testdata", "the `folder` with speech.wav and voices.wav")
	err := f.Parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(os.Stdout, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, o options) error {
	clips, err := readClips(o.testdata)
	if err != nil {
		return err
	}
	day, err := runDay(clips, o.hours)
	if err != nil {
		return fmt.Errorf("a day of audio: %w", err)
	}
	docs.Print(w, "make soak: day", func(w io.Writer) { day.print(w, fmt.Sprintf("%g h of audio through one detector", o.hours)) })
	before := runtime.NumGoroutine()
	many, err := runMany(clips, o)
	if err == nil {
		err = goroutinesEnd(before)
	}
	if err != nil {
		return fmt.Errorf("%d detectors: %w", o.detectors, err)
	}
	docs.Print(w, "make soak: schedulers", func(w io.Writer) {
		many.print(w, fmt.Sprintf("%v of %d detectors on two schedulers; no goroutine was left", o.time, o.detectors))
	})
	return nil
}

// goroutinesEnd waits until there are no more goroutines than before.
func goroutinesEnd(before int) error {
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("%d goroutines in the end, %d before", runtime.NumGoroutine(), before)
}

// report is what a run did.
type report struct {
	did    did
	memory memory
}

func (r *report) print(w io.Writer, title string) {
	fmt.Fprintf(w, "%s:\n\n", title)
	t := markdown.NewTable(w, "audio", "events compared", "resets", "moves by encoding", "losses", "wrong samples", "contexts that ended", "heap at first", "heap in the end", "heap at most")
	first, last, most := r.memory.figures()
	d := &r.did
	t.Row(fmt.Sprintf("%.1f h", float64(d.samples)/rate/3600), fmt.Sprint(d.events), fmt.Sprint(d.resets), fmt.Sprint(d.moves), fmt.Sprint(d.losses), fmt.Sprint(d.wrong), fmt.Sprint(d.ended),
		megabytes(first), megabytes(last), megabytes(most))
	t.Flush()
}

func megabytes(bytes uint64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
