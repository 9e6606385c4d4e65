package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestWriteDraws(t *testing.T) {
	draw := func(ours, ort float64) []kindFigures {
		f := figures{oursExact: []float64{0, ours, 0, 0}, ortDiff: []float64{0, 0, 0, ort}}
		return []kindFigures{{model: "v9", kinds: []string{"hum"}, figures: []figures{f}}}
	}
	var b bytes.Buffer
	writeDraws(&b, [][]kindFigures{draw(4e-6, 2e-6), draw(4e-6, 8e-6), draw(1e-6, 8e-6)})
	text := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{"| 3 draws | v9, farther in | largest | ONNX Runtime |", "| hum | 1 | 4.0e-06 (2e-06) | 8.0e-06 (3e-06) |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
