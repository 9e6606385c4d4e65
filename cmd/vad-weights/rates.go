package main

import (
	"fmt"
	"strings"

	"github.com/gosilero/vad/weights"
	_ "github.com/gosilero/vad/weights/onnx" // makes modelfile read ONNX
)

// rates formats the sample rates for a message: "8000 and 16000 Hz".
func rates(w *weights.Weights) string {
	var s []string
	for _, r := range w.Rates() {
		s = append(s, fmt.Sprint(r))
	}
	return strings.Join(s, " and ") + " Hz"
}
