package labels

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
)

// appendText writes the name, a line for each segment with start, end and
// length in seconds, and a line with the totals.
func appendText(b *bytes.Buffer, r *Result) error {
	b.WriteString(Printable(r.File))
	if r.Channel != nil {
		fmt.Fprintf(b, " channel %d", *r.Channel)
	}
	b.WriteByte('\n')
	for _, s := range r.Segments {
		fmt.Fprintf(b, "%10.3f %10.3f %10.3f\n", s.Start, s.End, s.End-s.Start)
	}
	unit := "segments"
	if len(r.Segments) == 1 {
		unit = "segment"
	}
	fmt.Fprintf(b, "%d %s, %.3f s of %s in %.3f s (%.1f %%)\n", len(r.Segments), unit, r.Speech(), Printable(r.label()), r.Duration, r.percent())
	return nil
}

// statsHeader names the columns of appendStats.
func statsHeader(label string) string {
	return fmt.Sprintf("%10s %10s %6s %9s  %s\n", "duration", Printable(label), "%", "segments", "file")
}

// appendStats writes a line with the length of the recording and of the segments in
// seconds, the share of the segments in per cent, and their number.
func appendStats(b *bytes.Buffer, r *Result) error {
	fmt.Fprintf(b, "%10.3f %10.3f %6.1f %9d  %s", r.Duration, r.Speech(), r.percent(), len(r.Segments), Printable(r.File))
	if r.Channel != nil {
		fmt.Fprintf(b, " channel %d", *r.Channel)
	}
	b.WriteByte('\n')
	return nil
}

// appendJSON writes an object on a line of its own.
func appendJSON(b *bytes.Buffer, r *Result) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// appendJSONLines writes an object for each segment, on a line of its own, and for a
// recording without speech the object that appendJSON writes.
func appendJSONLines(b *bytes.Buffer, r *Result) error {
	if len(r.Segments) == 0 {
		return appendJSON(b, r)
	}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for _, s := range r.Segments {
		line := struct {
			File       string `json:"file"`
			Channel    *int   `json:"channel,omitempty"`
			SampleRate int    `json:"sample_rate"`
			Segment
		}{r.File, r.Channel, r.SampleRate, s}
		if err := e.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// appendCSV writes a row for each segment, or one without times for a recording
// without speech. Names are exact, quoted where RFC 4180 says so.
func appendCSV(b *bytes.Buffer, r *Result) error {
	w := csv.NewWriter(b)
	if len(r.Segments) == 0 {
		w.Write([]string{r.File, "", "", "", "", channelName(r)})
	}
	for _, s := range r.Segments {
		w.Write([]string{
			r.File, seconds(s.Start), seconds(s.End),
			strconv.FormatInt(s.StartSample, 10), strconv.FormatInt(s.EndSample, 10), channelName(r),
		})
	}
	w.Flush()
	return w.Error()
}

// seconds formats a time to the microsecond, which distinguishes samples at any
// rate.
func seconds(s float64) string { return strconv.FormatFloat(s, 'f', 6, 64) }

func channelName(r *Result) string {
	if r.Channel == nil {
		return ""
	}
	return strconv.Itoa(*r.Channel)
}
