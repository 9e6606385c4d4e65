package main

import (
	"io"
	"slices"
	"testing"
)

func TestOptions(t *testing.T) {
	o, err := parseOptions([]string{"-releases", "v5", "-rates", "8000", "-ratios", "10,-6", "-seconds", "0,60", "-parts", "hours,alone"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.releases) != 1 || o.releases[0].name != "v5" || !slices.Equal(o.rates, []int{8000}) || !slices.Equal(o.ratios, []float64{10, -6}) ||
		!slices.Equal(o.seconds, []float64{0, 60}) || !slices.Equal(o.parts, []string{"hours", "alone"}) {
		t.Errorf("got %+v", o)
	}
	bad := [][]string{{"x"}, {"-releases", "v7"}, {"-rates", "44100"}, {"-ratios", "x"}, {"-seconds", "10,60"}, {"-seconds", "0,60,10"}, {"-seconds", "0"}, {"-parts", "none"}}
	for _, args := range bad {
		if _, err := parseOptions(args, io.Discard); err == nil {
			t.Errorf("%q: got no error", args)
		}
	}
}
