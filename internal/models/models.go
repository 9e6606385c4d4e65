// Package models opens the weights that a command line names.
package models

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/gosilero/vad/internal/modelfile"
	"github.com/gosilero/vad/weights"
	_ "github.com/gosilero/vad/weights/onnx" // makes modelfile read ONNX
)

// Newest is the name of the newest embedded release.
const Newest = "v6"

// Releases are the names of the embedded releases, the newest first.
var Releases = []string{Newest, "v5", "v4"}

// Open returns the weights of an embedded release, v6, v5 or v4, or of a file.
func Open(name string) (*weights.Weights, error) {
	switch name {
	case Newest:
		return weights.V6(), nil
	case "v5":
		return weights.V5(), nil
	case "v4":
		return weights.V4(), nil
	}
	w, err := modelfile.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("a model is v6, v5, v4 or a file: %s: %w", name, fs.ErrNotExist)
	}
	return w, err
}
