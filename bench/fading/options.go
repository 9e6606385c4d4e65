package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// options say what is studied.
type options struct {
	clips    string // folder
	testdata string // folder
	picture  string // file, "" for none
	parts    []string
	releases []release
	rates    []int
	short    bool
}

func parseOptions(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("fading", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.clips, "clips", "labelled", "folder of recordings (FLAC, WAV) and RTTM files that label them")
	f.StringVar(&o.testdata, "testdata", "testdata", "folder of the library's own recordings")
	f.StringVar(&o.picture, "picture", "", "write the picture to this file, PNG or SVG")
	f.BoolVar(&o.short, "short", false, "study less: a rough picture within minutes")
	names := f.String("releases", "v6,v5", "releases of the network")
	rates := f.String("rates", "16000,8000", "sample rates")
	parts := f.String("parts", strings.Join(partNames(), ","), "parts of the study")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("got argument %q, want none", f.Arg(0))
	}
	return o, errors.Join(o.setReleases(*names), o.setRates(*rates), o.setParts(*parts))
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
