package clock

import (
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"0": 0, "0.5": 500 * time.Millisecond, "7.422": 7422 * time.Millisecond, "100": 100 * time.Second, "1e-3": time.Millisecond,
		"500ms": 500 * time.Millisecond, "1m30s": 90 * time.Second, "-1s": -time.Second, "-0.5": -500 * time.Millisecond,
		"1:30": 90 * time.Second, "00:01:30": 90 * time.Second, "00:01:30.5": 90500 * time.Millisecond, "1:02:03,250": 3723250 * time.Millisecond,
		"90:00": 90 * time.Minute, "-1:30": -90 * time.Second, ".5": 500 * time.Millisecond,
	} {
		if got, err := Parse(s); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "abc", "1:", ":30", "1:60", "1:2:3:4", "1.5:30", "1:2.", "0x10", "inf", "NaN", "5 s", "--1", "1-2", "1:-2"} {
		if got, err := Parse(s); err == nil {
			t.Errorf("%q is %v, want an error", s, got)
		}
	}
	for _, s := range []string{"1e300", "1e10", "9999999:00:00", "1e999"} {
		if got, err := Parse(s); err == nil || !strings.Contains(err.Error(), "too long") {
			t.Errorf("%q is %v, %v, want an error that says too long", s, got, err)
		}
	}
}
