package main

import (
	"slices"
	"strings"
	"testing"
)

func TestReadRTTM(t *testing.T) {
	turns := map[string][]turn{}
	err := readRTTM(strings.NewReader(`SPKR-INFO a 1 <NA> <NA> <NA> unknown x <NA>
SPEAKER a 1 0.5 1.25 <NA> <NA> x <NA> <NA>

SPEAKER b 1 2 1 <NA> <NA> x <NA> <NA>
SPEAKER a 1 3 0.1 <NA> <NA> y <NA> <NA>
`), turns)
	if err != nil {
		t.Fatal(err)
	}
	if want := []turn{{0.5, 1.75}, {3, 3.1}}; len(turns) != 2 || !slices.Equal(turns["a"], want) {
		t.Errorf("got %v, want %v for a", turns, want)
	}
	for _, bad := range []string{"SPEAKER a 1 2", "SPEAKER a 1 x 2", "SPEAKER a 1 2 x"} {
		if err := readRTTM(strings.NewReader(bad), turns); err == nil {
			t.Errorf("%q: got no error", bad)
		}
	}
}

func TestLabels(t *testing.T) {
	// Windows of 32 ms: their middles lie at 16, 48, 80, 112, 144 ms.
	got := labels([]turn{{0.048, 0.080}, {0.143, 1}}, 5)
	if want := []bool{false, true, false, false, true}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
