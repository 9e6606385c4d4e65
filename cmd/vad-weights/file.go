package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"github.com/gosilero/vad/weights"
	"github.com/gosilero/vad/weights/onnx"
)

// readFile reads weights from a safetensors or an ONNX file.
func readFile(path string) (*weights.Weights, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err // names the path
	}
	var w *weights.Weights
	if isSafetensors(b) {
		w, err = weights.Parse(b)
	} else {
		w, err = onnx.Read(bytes.NewReader(b))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return w, nil
}

// isSafetensors reports whether b is a safetensors file, which begins with the
// length of a JSON object and the object. In an ONNX file, the first bytes are a
// length beyond the end of the file.
func isSafetensors(b []byte) bool {
	return len(b) > 8 && b[8] == '{' && binary.LittleEndian.Uint64(b) <= uint64(len(b))
}

// rates formats the sample rates for a message: "8000 and 16000 Hz".
func rates(w *weights.Weights) string {
	var s []string
	for _, r := range w.Rates() {
		s = append(s, fmt.Sprint(r))
	}
	return strings.Join(s, " and ") + " Hz"
}
