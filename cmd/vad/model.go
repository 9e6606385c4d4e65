package main

import (
	"errors"
	"time"

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
	w, err := f.weights()
	if err != nil {
		return nil, err
	}
	if f.Window == 0 {
		return vad.Load(w)
	}
	m, err := vad.LoadWindow(w, time.Duration(f.Window)*time.Second/16000)
	if errors.Is(err, vad.ErrWindowLength) {
		return nil, usage("--window is %d, want %s for %s", f.Window, windows(w), w.Release())
	}
	return m, err
}

// windows names the sizes of windows that weights have at 16 kHz.
func windows(w *weights.Weights) string {
	if w.Architecture() == weights.ArchitectureV4 {
		return "512, 1024 or 1536"
	}
	return "512"
}
