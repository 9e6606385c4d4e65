package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gosilero/vad/cmd/vad/internal/labels"
)

var labelExtensions = []string{".rttm", ".txt", ".csv", ".json", ".jsonl"}

// references finds the reference labels of recordings.
type references struct {
	folder string // with a file for each; if it and file are empty, next to the recordings
	file   string // with the labels of all recordings
	shared []labels.Reference
	known  bool // shared names one of the recordings
}

// openReferences returns the labels in a file or a folder or, for an empty path,
// those next to each recording.
func openReferences(path string) (*references, error) {
	if path == "" {
		return &references{}, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, pathError(path, err)
	}
	if info.IsDir() {
		return &references{folder: path}, nil
	}
	shared, err := readLabels(path)
	return &references{file: path, shared: shared}, err
}

// serve sets the files to evaluate. It returns an error if labels in one file do
// not distinguish them.
func (f *references) serve(files []string) error {
	byName := map[string]string{}
	for _, file := range files {
		name := labels.RTTMName(file)
		other, taken := byName[name]
		byName[name] = file
		for _, ref := range f.shared {
			f.known = f.known || ref.Name == name
			switch {
			case ref.Name == "" && len(files) > 1:
				return usage("%s does not name its recording, and there are %d", f.file, len(files))
			case ref.Name == name && taken && other != file && !slices.Contains(files, ref.File):
				return usage("%s does not distinguish %s from %s", f.file, other, file)
			}
		}
	}
	return nil
}

func readLabels(path string) ([]labels.Reference, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, pathError(path, err)
	}
	defer file.Close()
	list, err := labels.Read(file)
	if err != nil {
		return nil, pathError(path, err)
	}
	return list, nil
}

// spans returns the labels of a recording, in seconds.
func (f *references) spans(r *recording) ([]labels.Span, error) {
	path, list := f.file, f.shared
	if path == "" {
		var err error
		if path, err = f.find(r); err != nil {
			return nil, err
		}
		if list, err = readLabels(path); err != nil {
			return nil, err
		}
	}
	found := choose(list, r)
	if found == nil && !(path == f.file && f.known) {
		return nil, fmt.Errorf("%s: has no labels of %s", path, labels.RTTMName(r.file))
	}
	var spans []labels.Span
	for _, ref := range found {
		scale := 1.0
		if ref.Samples {
			scale = float64(r.inputRate)
		}
		for _, s := range ref.Spans {
			spans = append(spans, labels.Span{Start: s.Start / scale, End: s.End / scale})
		}
	}
	return labels.Merge(spans), nil
}

// find returns the file with the labels of a recording: it has the recording's
// name with another extension.
func (f *references) find(r *recording) (string, error) {
	if r.file == "-" {
		return "", errors.New("standard input has no name to find labels by; use --labels")
	}
	base := strings.TrimSuffix(r.file, filepath.Ext(r.file))
	if f.folder != "" {
		base = filepath.Join(f.folder, r.stem)
	}
	for _, e := range labelExtensions {
		if _, err := os.Stat(base + e); err == nil {
			return base + e, nil
		}
	}
	return "", fmt.Errorf("no labels: no file %s with extension %s", base, strings.Join(labelExtensions, ", "))
}

// choose returns the references of a recording: those with the path of its file,
// or else those with its name, or the only one if that has no name. If the
// recording is one channel, references of other channels are left out. choose
// returns nil if nothing names the recording, not even for another channel.
func choose(list []labels.Reference, r *recording) []*labels.Reference {
	var exact, named []*labels.Reference
	for i := range list {
		switch ref := &list[i]; {
		case ref.File == r.file:
			exact = append(exact, ref)
		case ref.Name == labels.RTTMName(r.file), len(list) == 1 && ref.Name == "":
			named = append(named, ref)
		}
	}
	if len(exact) > 0 {
		named = exact
	}
	if r.channel == nil || named == nil {
		return named
	}
	same := []*labels.Reference{}
	for _, ref := range named {
		if ref.Channel == nil || *ref.Channel == *r.channel {
			same = append(same, ref)
		}
	}
	return same
}
