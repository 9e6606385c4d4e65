package main

import (
	"errors"

	vad "github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/models"
	"github.com/gosilero/vad/weights"
)

// modelFlags are the options that choose the network.
type modelFlags struct {
	Model  string `default:"v6" placeholder:"MODEL" help:"v6, v5, v4, or a file: Silero's ONNX or safetensors, or what vad-weights wrote (${default})."`
	Window int    `placeholder:"SAMPLES" help:"Samples of a window at 16 kHz, half as many at 8 kHz: with v4 also 1024 or 1536 (512)."`
}

func (f *modelFlags) weights() (*weights.Weights, error) { return models.Open(f.Model) }

func (f *modelFlags) load() (*vad.Model, error) {
	m, err := models.Load(f.Model, f.Window)
	var wrong *models.WindowError
	if errors.As(err, &wrong) {
		return nil, usage("--window is %d, want %s for %s", wrong.Window, wrong.Want, wrong.Release)
	}
	return m, err
}
