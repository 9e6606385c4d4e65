package main

import (
	"bytes"
	"fmt"
	"os"

	vad "github.com/gosilero/vad"
	"github.com/gosilero/vad/weights"
	"github.com/gosilero/vad/weights/onnx"
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
	blob, err := os.ReadFile(f.Model)
	if err != nil {
		return nil, fmt.Errorf("--model is v6, v5 or a file: %w", pathError(f.Model, err))
	}
	read := func(blob []byte) (*weights.Weights, error) { return onnx.Read(bytes.NewReader(blob)) }
	// A container begins with a 64-bit length and a JSON object.
	if len(blob) > 8 && blob[8] == '{' {
		read = weights.Parse
	}
	w, err := read(blob)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Model, err)
	}
	return w, nil
}

func (f *modelFlags) load() (*vad.Model, error) {
	w, err := f.weights()
	if err != nil {
		return nil, err
	}
	return vad.Load(w)
}
