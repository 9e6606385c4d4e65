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

// references finds the labels of recordings.
type references struct {
	folder string // empty: beside the recordings
	file   string // with the labels of all
	shared []labels.Reference
	known  bool // shared names a recording that is evaluated
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

// serve takes the names of all recordings that are evaluated, and checks that
// labels in one file tell them apart.
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
				return usage("%s does not tell which of %d recordings it is of", f.file, len(files))
			case ref.Name == name && taken && other != file && !slices.Contains(files, ref.File):
				return usage("%s does not tell %s and %s apart", f.file, other, file)
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

// choose returns the references that are of a recording: by the path of its file
// if they have it, by its name, or the only one if it has no name. Of several
// channels it is those of the recording's, if it is one, and otherwise all. It
// returns nil if there is none, not even one of another channel.
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
