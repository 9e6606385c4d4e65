package main

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/reference"
)

// goldenSignals returns the signals of the goldens.
func goldenSignals(rate int) ([]signal, error) {
	signals, err := reference.Signals(rate)
	if err != nil {
		return nil, err
	}
	var list []signal
	for _, s := range signals {
		list = append(list, signal{s.Name, s.PCM})
	}
	return list, nil
}

var extensions = []string{".wav", ".flac", ".mp3", ".ogg", ".opus"}

// recordings returns a function that reads the recordings under some folders, the
// mean of their channels at a rate.
func recordings(folders []string) func(rate int) ([]signal, error) {
	return func(rate int) (list []signal, err error) {
		for _, folder := range folders {
			err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
				if err != nil || entry.IsDir() || !slices.Contains(extensions, strings.ToLower(filepath.Ext(path))) {
					return err
				}
				pcm, err := readRecording(path, rate)
				if err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				list = append(list, signal{filepath.Base(path), pcm})
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
		if len(list) == 0 {
			return nil, fmt.Errorf("no recordings in %q", folders)
		}
		return list, nil
	}
}

func readRecording(path string, rate int) ([]float32, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := audio.Open(bufio.NewReader(f))
	if err != nil {
		return nil, err
	}
	source, err := audio.Resample(audio.Mono(r), rate)
	if err != nil {
		return nil, err
	}
	return audio.ReadAll(source)
}
