package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gosilero/vad/cmd/vad/internal/labels"
)

var labelExtensions = []string{".rttm", ".txt", ".csv", ".json", ".jsonl"}

// references finds the labels of recordings.
type references struct {
	folder string // empty: beside the recordings
	file   string // with the labels of all
	shared []labels.Reference
}

// openReferences returns the labels in a file, in a folder, or for an empty
// path, beside each recording.
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
	ref, err := choose(list, r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if ref.Samples {
		for i, s := range ref.Spans {
			ref.Spans[i] = labels.Span{Start: s.Start / float64(r.inputRate), End: s.End / float64(r.inputRate)}
		}
	}
	return ref.Spans, nil
}

// find returns the file with the labels of a recording: one of its name, with
// another extension.
func (f *references) find(r *recording) (string, error) {
	if r.file == "-" {
		return "", errors.New("standard input has no name to find labels by; --labels tells the file")
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
	return "", fmt.Errorf("no labels: there is no %s with %s", base, strings.Join(labelExtensions, ", "))
}

// choose returns the reference that is of a recording: by name, or the only
// one if it has no name.
func choose(list []labels.Reference, r *recording) (labels.Reference, error) {
	for _, ref := range list {
		if ref.Name == labels.RTTMName(r.file) {
			return ref, nil
		}
	}
	if len(list) == 1 && list[0].Name == "" {
		return list[0], nil
	}
	return labels.Reference{}, fmt.Errorf("has no labels of %s", labels.RTTMName(r.file))
}
