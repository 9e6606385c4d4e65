package main

import (
	"errors"
	"fmt"
	"io/fs"

	vad "github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/modelfile"
	"github.com/gosilero/vad/weights"
	_ "github.com/gosilero/vad/weights/onnx" // makes modelfile read ONNX
)

// newestModel is the default of --model.
const newestModel = "v6"

// modelFlags are the options that choose the network.
type modelFlags struct {
	Model string `default:"v6" placeholder:"MODEL" help:"v6, v5, or a file: Silero's ONNX or the safetensors of vad-weights (${default})."`
}

func (f *modelFlags) weights() (*weights.Weights, error) {
	switch f.Model {
	case newestModel:
		return weights.V6(), nil
	case "v5":
		return weights.V5(), nil
	}
	w, err := modelfile.ReadFile(f.Model)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("--model is v6, v5 or a file: %w", pathError(f.Model, err))
	}
	return w, err
}

func (f *modelFlags) load() (*vad.Model, error) {
	w, err := f.weights()
	if err != nil {
		return nil, err
	}
	return vad.Load(w)
}
