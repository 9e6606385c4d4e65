package main

import (
	"strings"
	"testing"
)

// TestInvert checks that what lies between the segments is all of the rest, and how it
// is called.
func TestInvert(t *testing.T) {
	out := mustRun(t, "detect", "-q", "--invert", speech)
	want := speech + `
     0.000      0.706      0.706
     7.422      8.834      1.412
    11.486     12.834      1.348
    17.790     18.890      1.100
4 segments, 4.566 s of non-speech in 18.890 s (24.2 %)
`
	if out != want {
		t.Errorf("got\n%swant\n%s", out, want)
	}
	if out, want := mustRun(t, "detect", "-q", "--invert", "-f", "stats", speech), "  duration non-speech      %  segments  file\n    18.890      4.566   24.2         4  "+speech+"\n"; out != want {
		t.Errorf("got\n%swant\n%s", out, want)
	}
	if out = mustRun(t, "detect", "-q", "--invert", "-f", "rttm", "--label=noise or so", speech); strings.Count(out, " noise_or_so <NA> <NA>\n") != 4 {
		t.Errorf("got\n%s", out)
	}
	if out = mustRun(t, "detect", "-q", "-f", "json", "--label=voice", speech); !strings.Contains(out, `"label":"voice"`) {
		t.Errorf("got %s", out)
	}
}
