package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/labels"
)

// rate is the sample rate at which all is measured, in Hz.
const rate = 16000

// recordings are files with their labels.
type recordings struct {
	files  []string
	finder *labels.Finder
	speech float64 // s, of those that were loaded
	total  float64 // s
}

// recording is one of them in memory.
type recording struct {
	file   string
	pcm    []float32
	labels []labels.Span // s
}

// find lists the recordings in files and folders, and opens their labels.
func find(paths []string, labelled string) (*recordings, error) {
	var set recordings
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			set.files = append(set.files, path)
			continue
		}
		if labelled == "" {
			labelled = shared(path)
		}
		if err := filepath.WalkDir(path, set.add); err != nil {
			return nil, err
		}
	}
	if len(set.files) == 0 {
		return nil, fmt.Errorf("%s: no recordings of a kind that package audio reads", strings.Join(paths, ", "))
	}
	var err error
	if set.finder, err = labels.Find(labelled); err != nil {
		return nil, err
	}
	return &set, set.finder.Serve(set.files)
}

// shared returns the file with the labels of all recordings in a folder, if there is
// one, which has the name labels.
func shared(folder string) string {
	names, err := filepath.Glob(filepath.Join(folder, "labels.*"))
	if err != nil || len(names) == 0 {
		return ""
	}
	return names[0]
}

// add keeps a file if it is a recording, as its beginning shows.
func (set *recordings) add(path string, entry fs.DirEntry, err error) error {
	if err != nil || entry.IsDir() {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	head := make([]byte, audio.SniffSize)
	n, _ := file.Read(head) // what cannot be read is no recording
	if audio.Sniff(head[:n]) != "" {
		set.files = append(set.files, path)
	}
	return nil
}

// load reads a recording and its labels.
func (set *recordings) load(ctx context.Context, file string) (*recording, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	pcm, sampleRate, err := read(file)
	if err != nil {
		return nil, err
	}
	stem := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	spans, err := set.finder.Spans(labels.Recording{File: file, Stem: stem, SampleRate: sampleRate})
	if err != nil {
		return nil, err
	}
	r := &recording{file, pcm, spans}
	set.total += r.seconds()
	for _, s := range spans {
		set.speech += max(0, min(s.End, r.seconds())-s.Start)
	}
	return r, nil
}

func (r *recording) seconds() float64 { return float64(len(r.pcm)) / rate }

// voiced returns the samples of speech.
func (r *recording) voiced() []float32 {
	var pcm []float32
	for _, s := range r.labels {
		from, to := int(s.Start*rate), int(s.End*rate)
		pcm = append(pcm, r.pcm[min(from, len(r.pcm)):min(to, len(r.pcm))]...)
	}
	return pcm
}

// read returns a file as one channel at the rate, and the rate that it had.
func read(file string) (pcm []float32, sampleRate int, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	reader, err := audio.Open(f)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", file, err)
	}
	source, err := audio.Resample(audio.Mono(reader), rate)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", file, err)
	}
	if pcm, err = audio.ReadAll(source); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", file, err)
	}
	return slices.Clip(pcm), reader.Format().SampleRate, nil
}
