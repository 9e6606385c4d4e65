package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/gosilero/vad/internal/markdown"
)

// runDraws prints the figures of a number of draws of the kinds of signals with the
// given names, or of all if there are none.
func runDraws(w io.Writer, draws int, names []string) error {
	var all [][]kindFigures
	for draw := range draws {
		list, err := measureKinds(uint64(draw), names)
		if err != nil {
			return err
		}
		all = append(all, list)
	}
	writeDraws(w, all)
	return nil
}

// writeDraws prints a row for each kind: at each rate, in how many draws the largest
// difference of this library from float64 exceeds ONNX Runtime's, and over all draws
// the largest difference and the root of the mean square.
func writeDraws(w io.Writer, draws [][]kindFigures) {
	header := []string{fmt.Sprintf("%d draws", len(draws))}
	for _, c := range draws[0] {
		header = append(header, c.model+", farther in", "largest", "ONNX Runtime")
	}
	t := markdown.NewTable(w, header...)
	for i, kind := range draws[0][0].kinds {
		cells := []string{kind}
		for rate := range draws[0] {
			farther := 0
			var all figures
			for _, draw := range draws {
				f := draw[rate].figures[i]
				if slices.Max(f.oursExact) > slices.Max(f.ortDiff) {
					farther++
				}
				all.oursExact, all.ortDiff = append(all.oursExact, f.oursExact...), append(all.ortDiff, f.ortDiff...)
			}
			cells = append(cells, fmt.Sprint(farther), largestAndMean(all.oursExact), largestAndMean(all.ortDiff))
		}
		t.Row(cells...)
	}
	t.Flush()
}
