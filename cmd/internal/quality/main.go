// Command quality measures how well the releases of the network find labelled speech:
// in recordings as they are, and with noise mixed in; or what the options of segments
// and detectors do to them. Run it by make quality and make options.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strconv"
	"strings"
)

// options are the options of the command line.
type options struct {
	labels string
	models []string
	noises []string
	ratios []float64 // dB
	vary   bool
	files  []string
}

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		log.Fatal(err)
	}
	if err := run(ctx, o, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// parse reads the command line.
func parse(arguments []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("quality", flag.ContinueOnError)
	flags.StringVar(&o.labels, "labels", "", "file, or folder with a file for each recording (labels.* in the folder of the recordings, or else next to each)")
	models := flags.String("models", "v6,v5,v4", "releases or files of weights; the others are compared with the first")
	noises := flags.String("noises", "pink,babble", "kinds of noise, or recordings of it")
	ratios := flags.String("snr", "20,10,5,0", "ratios of speech and noise, in dB")
	flags.BoolVar(&o.vary, "vary", false, "measure what options of segments and detectors do, not releases")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	o.models, o.noises, o.files = list(*models), list(*noises), flags.Args()
	for _, s := range list(*ratios) {
		dB, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return o, fmt.Errorf("-snr %s: want numbers of dB", *ratios)
		}
		o.ratios = append(o.ratios, dB)
	}
	if len(o.models) == 0 || len(o.files) == 0 {
		return o, errors.New("usage: quality [options] FOLDER, or RECORDING...; quality -h lists the options")
	}
	return o, nil
}

// list divides what has commas between.
func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' })
}

// run measures and prints the table.
func run(ctx context.Context, o options, w io.Writer) error {
	set, err := find(o.files, o.labels)
	if err != nil {
		return err
	}
	if o.vary {
		return vary(ctx, set, w)
	}
	runners, err := open(o.models)
	if err != nil {
		return err
	}
	conditions, err := conditions(ctx, o.noises, o.ratios)
	if err != nil {
		return err
	}
	cells, err := measure(ctx, set, runners, conditions)
	if err != nil {
		return err
	}
	write(w, set, runners, conditions, cells)
	return nil
}
