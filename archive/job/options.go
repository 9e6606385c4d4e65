package job

import (
	"context"
	"fmt"
	"time"

	"github.com/gosilero/vad/archive/storage"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/models"
	"github.com/gosilero/vad/segment"
)

// Options say what the jobs of an archive are: where its recordings and their results
// lie, and how speech is found. Workers with the same Options write the same results.
type Options struct {
	Input  string `json:"input,omitempty"`  // URL of a place; empty if all names are URLs
	Output string `json:"output,omitempty"` // URL of a place; empty to return results alone
	Force  bool   `json:"force,omitempty"`  // find the speech again where there is a result

	Model        string         `json:"model"`            // a release such as v6, or a file
	Window       int            `json:"window,omitempty"` // samples at 16 kHz; 0 for 512
	Segments     segment.Config `json:"segments"`
	ResetSilence time.Duration  `json:"reset_silence,omitempty"` // see vad.Model.WithResetSilence
	Channel      *int           `json:"channel,omitempty"`       // the one to use; nil for the mean of all
	PerChannel   bool           `json:"per_channel,omitempty"`   // each is a recording of its own

	MaxDuration time.Duration `json:"max_duration,omitempty"` // of a recording; 0 for no limit
	MaxChannels int           `json:"max_channels,omitempty"`
	MaxBytes    int64         `json:"max_bytes,omitempty"`
}

// Worker returns a worker with these options. It opens the places and looks whether they
// exist.
func (o *Options) Worker(ctx context.Context, retry storage.Retry) (*Worker, error) {
	d, err := o.detector()
	if err != nil {
		return nil, err
	}
	w := &Worker{Force: o.Force, Detector: d, MaxBytes: o.MaxBytes}
	input, err := place(ctx, o.Input, storage.Read, retry)
	if err != nil {
		return nil, fmt.Errorf("input: %w", err)
	}
	w.Inputs = NewInputs(input, retry)
	if w.Output, err = place(ctx, o.Output, storage.Write, retry); err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	return w, nil
}

// place opens a place that exists; nil for an empty URL.
func place(ctx context.Context, url string, purpose storage.Purpose, retry storage.Retry) (*storage.Place, error) {
	if url == "" {
		return nil, nil
	}
	p, err := storage.Open(ctx, url, purpose, retry)
	if err != nil {
		return nil, err
	}
	return p, p.Check(ctx)
}

func (o *Options) detector() (*Detector, error) {
	if _, err := segment.New(8000, o.Segments); err != nil {
		return nil, err
	}
	m, err := models.Load(o.Model, o.Window)
	if err != nil {
		return nil, err
	}
	return &Detector{
		Model: m.WithResetSilence(o.ResetSilence), Segments: o.Segments, ResetsSilence: o.ResetSilence > 0,
		Limits:  audio.Limits{Channels: o.MaxChannels, Duration: o.MaxDuration},
		Channel: o.Channel, PerChannel: o.PerChannel,
	}, nil
}
