package labels

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// ErrOneResult reports a second result in a format that does not name recordings.
var ErrOneResult = errors.New("labels: the format holds one recording")

// ErrFormat reports a recording that cannot be written in a format.
var ErrFormat = errors.New("labels: not in this format")

// format writes results of one kind.
type format struct {
	extension string
	single    bool                      // holds one recording
	header    func(label string) string // what comes first; nil for nothing
	append    func(b *bytes.Buffer, r *Result) error
}

var formats = map[string]format{
	"text":     {extension: ".txt", append: appendText},
	"json":     {extension: ".json", append: appendJSON},
	"jsonl":    {extension: ".jsonl", append: appendJSONLines},
	"csv":      {extension: ".csv", header: always("file,start,end,start_sample,end_sample,channel\n"), append: appendCSV},
	"srt":      {extension: ".srt", single: true, append: appendSRT},
	"vtt":      {extension: ".vtt", single: true, header: always("WEBVTT\n"), append: appendVTT},
	"rttm":     {extension: ".rttm", append: appendRTTM},
	"audacity": {extension: ".txt", single: true, append: appendAudacity},
	"ctm":      {extension: ".ctm", append: appendCTM},
	"textgrid": {extension: ".TextGrid", single: true, append: appendTextGrid},
	"kaldi":    {extension: ".segments", append: appendKaldi},
	"nemo":     {extension: ".json", append: appendNeMo},
	"ffconcat": {extension: ".ffconcat", header: always("ffconcat version 1.0\n"), append: appendCutList},
	"stats":    {extension: ".txt", header: statsHeader, append: appendStats},
}

// always returns a header that does not depend on the label.
func always(header string) func(string) string { return func(string) string { return header } }

// Extension returns the file name extension of a format, with its dot.
func Extension(name string) string { return formats[name].extension }

// Single reports whether a format holds one recording only.
func Single(name string) bool { return formats[name].single }

// Check returns the error of writing a result in a format, without writing it.
func Check(name string, r *Result) error {
	w, err := NewWriter(io.Discard, name)
	if err != nil {
		return err
	}
	return w.Write(r)
}

// Writer writes results one after the other, each in one call of Write, so that an
// interrupted program leaves complete results.
type Writer struct {
	w      io.Writer
	format format
	name   string
	count  int
}

// NewWriter returns a writer in a format: text, json, jsonl, csv, srt, vtt, rttm,
// audacity, ctm, textgrid, kaldi, nemo, ffconcat or stats.
func NewWriter(w io.Writer, name string) (*Writer, error) {
	f, ok := formats[name]
	if !ok {
		return nil, fmt.Errorf("labels: unknown format %q", name)
	}
	return &Writer{w: w, format: f, name: name}, nil
}

// Write writes a result. It returns ErrOneResult for the second one in a format
// that holds one recording.
func (w *Writer) Write(r *Result) error {
	var b bytes.Buffer
	if w.count == 0 && w.format.header != nil {
		b.WriteString(w.format.header(r.label()))
	} else if w.count > 0 && w.format.single {
		return fmt.Errorf("%w: %s", ErrOneResult, w.name)
	}
	if err := w.format.append(&b, r); err != nil {
		return err
	}
	w.count++
	_, err := w.w.Write(b.Bytes())
	return err
}

// Close completes the output: without results, it writes the header alone. It does
// not close the underlying writer.
func (w *Writer) Close() error {
	if w.count > 0 || w.format.header == nil {
		return nil
	}
	_, err := io.WriteString(w.w, w.format.header(DefaultLabel))
	return err
}
