package labels

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strings"
)

// appendKaldi writes a line of Kaldi's file segments for each segment: the id of the
// utterance, that of the recording, start and end. Ids of utterances begin with that
// of the recording and are in order of time, as Kaldi wants them.
func appendKaldi(b *bytes.Buffer, r *Result) error {
	id := r.name()
	if r.Channel != nil {
		id += fmt.Sprintf("-channel%d", *r.Channel)
	}
	for _, s := range r.Segments {
		fmt.Fprintf(b, "%s-%09.0f-%09.0f %s %.3f %.3f\n", id, milliseconds(s.Start), milliseconds(s.End), id, s.Start, s.End)
	}
	return nil
}

// isKaldi reports whether a first line is one of Kaldi's file segments. In a UEM, which
// has as many fields, the second is the number of a channel.
func isKaldi(line string) bool {
	fields := strings.Fields(line)
	if len(fields) != 4 {
		return false
	}
	_, _, timed := two(fields[2], fields[3])
	_, _, numbered := two(fields[1], fields[1])
	return timed == nil && numbered != nil
}

func (c *collector) kaldi(content []byte) error {
	return lines(content, func(n int, line string) error {
		fields := strings.Fields(line)
		if len(fields) != 4 {
			return fmt.Errorf("%w: line %d has %d fields, want 4", ErrLabels, n, len(fields))
		}
		start, end, err := two(fields[2], fields[3])
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		return c.add(owner{name: fields[1], channel: -1}, Span{start, end})
	})
}

func milliseconds(s float64) float64 { return math.Round(1000 * s) }

// appendNeMo writes an object of a manifest of NVIDIA NeMo for each segment, on a
// line of its own.
func appendNeMo(b *bytes.Buffer, r *Result) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for _, s := range r.Segments {
		line := struct {
			File     string  `json:"audio_filepath"`
			Offset   float64 `json:"offset"`
			Duration float64 `json:"duration"`
			Label    string  `json:"label"`
		}{r.File, roundMicro(s.Start), roundMicro(s.End - s.Start), r.label()}
		if err := e.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// nemo reads an object of a manifest of NeMo: a stretch of a recording, which is speech
// if its label does not say otherwise.
func (c *collector) nemo(value json.RawMessage) error {
	line := struct {
		File     string      `json:"audio_filepath"`
		Offset   json.Number `json:"offset"`
		Duration json.Number `json:"duration"`
		Label    string      `json:"label"`
	}{Offset: "0", Label: DefaultLabel}
	if err := json.Unmarshal(value, &line); err != nil {
		return err
	}
	start, length, err := two(line.Offset.String(), line.Duration.String())
	if err != nil {
		return err
	}
	o := fileOwner(line.File, nil)
	if c.of(o); isSilence(line.Label) {
		return nil
	}
	return c.add(o, Span{start, start + length})
}

// roundMicro rounds a time to the microsecond, so that no difference of times has
// more digits.
func roundMicro(s float64) float64 { return math.Round(1e6*s) / 1e6 }

// appendCutList writes the segments as a list for ffmpeg's concat demuxer, which
// plays them one after the other. Paths are absolute, since ffmpeg takes others from
// the folder of the list.
func appendCutList(b *bytes.Buffer, r *Result) error {
	if r.File == "-" {
		return fmt.Errorf("%w: standard input has no name for a list of cuts", ErrFormat)
	}
	path, err := filepath.Abs(r.File)
	if err != nil {
		return err
	}
	if strings.ContainsAny(path, "\r\n") {
		return fmt.Errorf("%w: a list of cuts cannot name %q", ErrFormat, path)
	}
	for _, s := range r.Segments {
		fmt.Fprintf(b, "file '%s'\ninpoint %.6f\noutpoint %.6f\n", strings.ReplaceAll(path, "'", `'\''`), s.Start, s.End)
	}
	return nil
}
