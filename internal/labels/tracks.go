package labels

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"time"
)

// appendSRT writes SubRip subtitles.
func appendSRT(b *bytes.Buffer, r *Result) error {
	for i, s := range r.Segments {
		fmt.Fprintf(b, "%d\n%s --> %s\n%s\n\n", i+1, clock(s.Start, ","), clock(s.End, ","), Printable(r.label()))
	}
	return nil
}

// appendVTT writes the cues of a WebVTT file, or a note that there are none.
func appendVTT(b *bytes.Buffer, r *Result) error {
	if len(r.Segments) == 0 {
		fmt.Fprintf(b, "\nNOTE no speech in %.3f s\n", r.Duration)
	}
	for _, s := range r.Segments {
		fmt.Fprintf(b, "\n%s --> %s\n%s\n", clock(s.Start, "."), clock(s.End, "."), html.EscapeString(Printable(r.label())))
	}
	return nil
}

// clock returns a time to the millisecond, hh:mm:ss and the given separator.
func clock(s float64, separator string) string {
	d := time.Duration(math.Round(s*1000)) * time.Millisecond
	return fmt.Sprintf("%02d:%02d:%02d%s%03d",
		int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60, separator, d.Milliseconds()%1000)
}

// appendAudacity writes an Audacity label track.
func appendAudacity(b *bytes.Buffer, r *Result) error {
	for _, s := range r.Segments {
		fmt.Fprintf(b, "%.6f\t%.6f\t%s\n", s.Start, s.End, Printable(r.label()))
	}
	return nil
}
