package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// turn is a stretch of someone's speech, in seconds.
type turn struct{ start, end float64 }

// readLabels reads all RTTM files of a folder: the turns of each recording.
func readLabels(folder string) (map[string][]turn, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.rttm"))
	if err != nil {
		return nil, err
	}
	turns := map[string][]turn{}
	for _, path := range paths {
		if err := readFile(path, turns); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return turns, nil
}

func readFile(path string, turns map[string][]turn) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return readRTTM(f, turns)
}

// readRTTM adds the turns of one file:
//
//	SPEAKER recording channel start duration <NA> <NA> speaker <NA> <NA>
func readRTTM(r io.Reader, turns map[string][]turn) error {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || fields[0] != "SPEAKER" {
			continue
		}
		if len(fields) < 5 {
			return fmt.Errorf("line %d: got %d fields, want at least 5", n, len(fields))
		}
		start, err := strconv.ParseFloat(fields[3], 64)
		if err != nil {
			return fmt.Errorf("line %d: start: %w", n, err)
		}
		duration, err := strconv.ParseFloat(fields[4], 64)
		if err != nil {
			return fmt.Errorf("line %d: duration: %w", n, err)
		}
		turns[fields[1]] = append(turns[fields[1]], turn{start, start + duration})
	}
	return lines.Err()
}

// labels says of each window whether someone speaks in the middle of it.
func labels(turns []turn, windows int) []bool {
	speech := make([]bool, windows)
	for i := range speech {
		middle := (float64(i) + 0.5) * 0.032
		for _, t := range turns {
			speech[i] = speech[i] || t.start <= middle && middle < t.end
		}
	}
	return speech
}
