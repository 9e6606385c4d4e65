package labels

import (
	"bytes"
	"errors"
	"testing"
)

func TestSingle(t *testing.T) {
	for name, f := range formats {
		w, err := NewWriter(&bytes.Buffer{}, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(&Result{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := w.Write(&Result{}); errors.Is(err, ErrOneResult) != f.single {
			t.Errorf("%s: the second result gives %v", name, err)
		}
	}
	if _, err := NewWriter(&bytes.Buffer{}, "xml"); err == nil {
		t.Error("xml is a format")
	}
}

// TestNothing checks that output without results is what other tools can read.
func TestNothing(t *testing.T) {
	for name, want := range map[string]string{"vtt": "WEBVTT\n", "csv": "file,start,end,start_sample,end_sample,channel\n", "json": "", "srt": ""} {
		var b bytes.Buffer
		w, err := NewWriter(&b, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil || b.String() != want {
			t.Errorf("%s: %q, %v, want %q", name, &b, err, want)
		}
	}
}

func TestClock(t *testing.T) {
	for s, want := range map[float64]string{0: "00:00:00.000", 0.0005: "00:00:00.001", 59.9996: "00:01:00.000", 3661.5: "01:01:01.500", 360000: "100:00:00.000"} {
		if got := clock(s, "."); got != want {
			t.Errorf("%v s is %s, want %s", s, got, want)
		}
	}
}

func TestRTTMName(t *testing.T) {
	for file, want := range map[string]string{"a/b c.wav": "b_c", "-": "stdin", "x": "x", ".wav": ".wav", "a.b.mp3": "a.b"} {
		if got := RTTMName(file); got != want {
			t.Errorf("%s is %s, want %s", file, got, want)
		}
	}
}
