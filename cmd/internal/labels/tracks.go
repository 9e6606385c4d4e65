package labels

import (
	"bytes"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"
)

// appendSRT writes SubRip subtitles.
func appendSRT(b *bytes.Buffer, r *Result) error {
	for i, s := range r.Segments {
		fmt.Fprintf(b, "%d\n%s --> %s\nspeech\n\n", i+1, clock(s.Start, ","), clock(s.End, ","))
	}
	return nil
}

// appendVTT writes the cues of a WebVTT file.
func appendVTT(b *bytes.Buffer, r *Result) error {
	for _, s := range r.Segments {
		fmt.Fprintf(b, "\n%s --> %s\nspeech\n", clock(s.Start, "."), clock(s.End, "."))
	}
	return nil
}

// clock returns a time to the millisecond, hh:mm:ss and the given separator.
func clock(s float64, separator string) string {
	d := time.Duration(math.Round(s*1000)) * time.Millisecond
	return fmt.Sprintf("%02d:%02d:%02d%s%03d",
		int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60, separator, d.Milliseconds()%1000)
}

// appendRTTM writes a line of NIST's Rich Transcription Time Marked format for
// each segment; all speech is of one speaker, named speech. Channels count
// from 1.
func appendRTTM(b *bytes.Buffer, r *Result) error {
	channel := 1
	if r.Channel != nil {
		channel = *r.Channel + 1
	}
	for _, s := range r.Segments {
		fmt.Fprintf(b, "SPEAKER %s %d %.3f %.3f <NA> <NA> speech <NA> <NA>\n",
			RTTMName(r.File), channel, s.Start, s.End-s.Start)
	}
	return nil
}

// RTTMName returns the name of a recording in RTTM: that of its file without folder
// and extension, printable and without spaces, which separate the fields of the
// format.
func RTTMName(file string) string {
	if file == "-" {
		return "stdin"
	}
	name := filepath.Base(file)
	if stem := strings.TrimSuffix(name, filepath.Ext(name)); stem != "" {
		name = stem
	}
	return Printable(strings.Join(strings.Fields(name), "_"))
}

// appendAudacity writes an Audacity label track.
func appendAudacity(b *bytes.Buffer, r *Result) error {
	for _, s := range r.Segments {
		fmt.Fprintf(b, "%.6f\t%.6f\tspeech\n", s.Start, s.End)
	}
	return nil
}
