package labels

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrAmbiguous says that labels in one file do not say which recording they are of.
var ErrAmbiguous = errors.New("labels: not of one recording")

// extensions are those of files with labels.
var extensions = []string{".rttm", ".txt", ".csv", ".json", ".jsonl", ".srt", ".vtt", ".TextGrid", ".ctm", ".segments", ".scv"}

// Finder finds the reference labels of recordings.
type Finder struct {
	folder string // with a file for each; if it and file are empty, next to the recordings
	file   string // with the labels of all recordings
	shared []Reference
	known  bool              // shared names one of the recordings
	names  map[string]string // of the recordings, distinct
}

// Recording says whose labels are wanted.
type Recording struct {
	File       string // its path; "-" for standard input
	Stem       string // of the names of files that belong to it, in a folder of labels
	Channel    *int   // nil if the channels are mixed
	SampleRate int    // of the samples that labels may count
}

// Find returns the labels in a file or a folder or, for an empty path, those next
// to each recording.
func Find(path string) (*Finder, error) {
	if path == "" {
		return &Finder{}, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, named(path, err)
	}
	if info.IsDir() {
		return &Finder{folder: path}, nil
	}
	shared, err := readFile(path)
	return &Finder{file: path, shared: shared}, err
}

// Serve sets the files of the recordings. It returns an error that wraps
// ErrAmbiguous if labels in one file do not distinguish them.
func (f *Finder) Serve(files []string) error {
	f.names = Names(files)
	byName := map[string]string{}
	for _, file := range files {
		name := RTTMName(file)
		other, taken := byName[name]
		byName[name] = file
		for _, ref := range f.shared {
			f.known = f.known || ref.Name == name || ref.Name == f.names[file]
			switch {
			case ref.Name == "" && len(files) > 1:
				return fmt.Errorf("%w: %s does not name its recording, and there are %d", ErrAmbiguous, f.file, len(files))
			case ref.Name == name && taken && other != file && !slices.Contains(files, ref.File):
				return fmt.Errorf("%w: %s does not distinguish %s from %s", ErrAmbiguous, f.file, other, file)
			}
		}
	}
	return nil
}

func readFile(path string) ([]Reference, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, named(path, err)
	}
	defer file.Close()
	list, err := Read(file)
	if err != nil {
		return nil, named(path, err)
	}
	return list, nil
}

// named returns err with the name of the file before it, once.
func named(path string, err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// Spans returns the labels of a recording, in seconds.
func (f *Finder) Spans(r Recording) ([]Span, error) {
	path, list := f.file, f.shared
	if path == "" {
		var err error
		if path, err = f.find(r); err != nil {
			return nil, err
		}
		if list, err = readFile(path); err != nil {
			return nil, err
		}
	}
	found := choose(list, r, f.names[r.File])
	if found == nil && !(path == f.file && f.known) {
		return nil, fmt.Errorf("%s: has labels of %s, none of %s", path, namesOf(list), RTTMName(r.File))
	}
	var spans []Span
	for _, ref := range found {
		scale := 1.0
		if ref.Samples {
			scale = float64(r.SampleRate)
		}
		for _, s := range ref.Spans {
			spans = append(spans, Span{Start: s.Start / scale, End: s.End / scale})
		}
	}
	return Merge(spans), nil
}

// namesOf lists the first recordings that labels name.
func namesOf(list []Reference) string {
	var names []string
	for _, r := range list {
		if !slices.Contains(names, r.Name) {
			names = append(names, r.Name)
		}
	}
	const shown = 3
	if len(names) > shown {
		return fmt.Sprintf("%s and %d others", strings.Join(names[:shown], ", "), len(names)-shown)
	}
	return cmp.Or(strings.Join(names, ", "), "no recording")
}

// find returns the file with the labels of a recording: it has the recording's
// name with another extension.
func (f *Finder) find(r Recording) (string, error) {
	if r.File == "-" {
		return "", errors.New("standard input has no name to find labels by; use --labels")
	}
	base := strings.TrimSuffix(r.File, filepath.Ext(r.File))
	if f.folder != "" {
		base = filepath.Join(f.folder, r.Stem)
	}
	for _, e := range extensions {
		if _, err := os.Stat(base + e); err == nil {
			return base + e, nil
		}
	}
	return "", fmt.Errorf("no labels: no file %s with extension %s", base, strings.Join(extensions, ", "))
}

// choose returns the references of a recording: those with the path of its file, or
// with the name that distinguishes it, or else those with its plain name, or the only
// one if that has no name. If the
// recording is one channel, references of other channels are left out. choose
// returns nil if nothing names the recording, not even for another channel.
func choose(list []Reference, r Recording, distinct string) []*Reference {
	var exact, byName []*Reference
	for i := range list {
		switch ref := &list[i]; {
		case ref.File == r.File, ref.Name == distinct && ref.File == "":
			exact = append(exact, ref)
		case ref.Name == RTTMName(r.File), len(list) == 1 && ref.Name == "":
			byName = append(byName, ref)
		}
	}
	if len(exact) > 0 {
		byName = exact
	}
	if r.Channel == nil || byName == nil {
		return byName
	}
	same := []*Reference{}
	for _, ref := range byName {
		if ref.Channel == nil || *ref.Channel == *r.Channel {
			same = append(same, ref)
		}
	}
	return same
}
