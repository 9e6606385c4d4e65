package main

import (
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// options are the options of the command line.
type options struct {
	cases   []string
	rates   []int
	windows int
	rounds  int
	audio   string
	stages  bool
	json    bool
}

// quickWindows and quickRounds are enough for a test of the benchmark.
const (
	defaultWindows, defaultRounds = 20000, 5
	quickWindows, quickRounds     = 3000, 3
)

// parseOptions parses the command line. It writes an error to output and returns it.
func parseOptions(args []string, output io.Writer) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(output)
	cases := flags.String("cases", strings.Join(caseNames(), ","), "what to measure")
	rates := flags.String("rates", "16000,8000", "sample rates, in Hz")
	flags.IntVar(&o.windows, "windows", defaultWindows, "approximate `number` of windows for each side of a case; a twentieth if cold, a quarter of v4")
	flags.IntVar(&o.rounds, "rounds", defaultRounds, "`number` of rounds through all cases")
	quick := flags.Bool("quick", false, fmt.Sprintf("fewer windows and rounds, %d and %d, for rough figures", quickWindows, quickRounds))
	flags.StringVar(&o.audio, "audio", "testdata/speech.wav", "recording: WAV, 16 kHz, one channel, 16 bit")
	flags.BoolVar(&o.stages, "stages", false, "also measure each stage of our network; needs Go")
	format := flags.String("format", "markdown", "markdown, or json, which has the cases only")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if *quick {
		o.windows, o.rounds = quickWindows, quickRounds
	}
	var err error
	o.rates, err = parseRates(*rates)
	o.cases = splitList(*cases)
	o.json = *format == "json"
	switch {
	case err != nil:
	case flags.NArg() > 0:
		err = fmt.Errorf("argument %q, want options only", flags.Arg(0))
	case o.windows < 1 || o.rounds < 1:
		err = fmt.Errorf("%d windows in %d rounds, want at least one of each", o.windows, o.rounds)
	case *format != "markdown" && *format != "json":
		err = fmt.Errorf("format %q, want markdown or json", *format)
	default:
		err = checkCases(o.cases)
	}
	if err != nil {
		fmt.Fprintln(output, "bench:", err)
		return nil, err
	}
	return o, nil
}

func parseRates(list string) ([]int, error) {
	var rates []int
	for _, s := range splitList(list) {
		rate, err := strconv.Atoi(s)
		if err != nil || rate != 8000 && rate != 16000 {
			return nil, fmt.Errorf("sample rate %q, want 8000 or 16000", s)
		}
		rates = append(rates, rate)
	}
	return rates, nil
}

// splitList splits at commas and spaces; an empty list has no elements.
func splitList(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
