package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// options say what is studied.
type options struct {
	clips    string // folder
	others   string // folder
	testdata string // folder
	picture  string // file, "" for none
	parts    []string
	releases []release
	rates    []int
	short    bool
	ratios   []float64 // of the part hours, in dB
	seconds  []float64 // of the part hours, rising, the first 0
}

func parseOptions(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("fading", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.clips, "clips", "../shared/labelled", "folder of recordings (FLAC, WAV) and RTTM files that label them")
	f.StringVar(&o.others, "others", "", "folder of clips that the choice was not made by, for the part others; prompts.sh makes one")
	f.StringVar(&o.testdata, "testdata", "testdata", "folder of the library's own recordings")
	f.StringVar(&o.picture, "picture", "", "write the picture to this file, PNG or SVG")
	f.BoolVar(&o.short, "short", false, "study less: a rough picture within minutes")
	names := f.String("releases", "v6,v5,v4", "releases of the network")
	rates := f.String("rates", "16000,8000", "sample rates")
	parts := f.String("parts", strings.Join(partNames(), ","), "parts of the study")
	ratios := f.String("ratios", "30,20,10,0,-6", "SNR of the part hours, in dB")
	seconds := f.String("seconds", "0,10,60,300,3600", "noise before the clips in the part hours, rising, the first 0")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("got argument %q, want none", f.Arg(0))
	}
	var err, err2 error
	o.ratios, err = numbers(*ratios)
	o.seconds, err2 = numbers(*seconds)
	if err2 == nil && (o.seconds[0] != 0 || len(o.seconds) < 2 || !slices.IsSorted(o.seconds)) {
		err2 = fmt.Errorf("seconds are %s, want 0 and more, rising", *seconds)
	}
	return o, errors.Join(o.setReleases(*names), o.setRates(*rates), o.setParts(*parts), err, err2)
}

// numbers parses a list with commas.
func numbers(list string) ([]float64, error) {
	var all []float64
	for _, s := range strings.Split(list, ",") {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

func (o *options) setReleases(names string) error {
	for _, name := range strings.Split(names, ",") {
		i := slices.IndexFunc(releases, func(r release) bool { return r.name == name })
		if i < 0 {
			return fmt.Errorf("unknown release %q", name)
		}
		o.releases = append(o.releases, releases[i])
	}
	return nil
}

func (o *options) setRates(rates string) error {
	for _, s := range strings.Split(rates, ",") {
		switch s {
		case "16000":
			o.rates = append(o.rates, 16000)
		case "8000":
			o.rates = append(o.rates, 8000)
		default:
			return fmt.Errorf("rate is %q, want 16000 or 8000", s)
		}
	}
	return nil
}

func (o *options) setParts(names string) error {
	o.parts = strings.Split(names, ",")
	for _, name := range o.parts {
		if !slices.Contains(partNames(), name) {
			return fmt.Errorf("unknown part %q, want some of %s", name, strings.Join(partNames(), ", "))
		}
	}
	return nil
}
