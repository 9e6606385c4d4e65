package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"strconv"
)

type probsCmd struct {
	Format string   `enum:"csv,json" default:"csv" help:"Output format: ${enum}."`
	Files  []string `arg:"" name:"file" help:"WAV files at 8 or 16 kHz; - is standard input."`
}

// windowProbs is the result for one file, as JSON prints it.
type windowProbs struct {
	File          string    `json:"file"`
	SampleRate    int       `json:"sample_rate"` // Hz
	Window        int       `json:"window"`      // samples
	Probabilities []float32 `json:"probabilities"`
}

func (c *probsCmd) Run(ctx context.Context, t terminal) error {
	table := csv.NewWriter(t.out)
	if c.Format == "csv" {
		table.Write([]string{"file", "start", "probability"})
	}
	err := forEach(ctx, c.Files, t, func(r *recording) error {
		if c.Format == "json" {
			return json.NewEncoder(t.out).Encode(windowProbs{r.name, r.sampleRate, r.window, r.probs})
		}
		for i, p := range r.probs {
			start := strconv.FormatFloat(r.seconds(int64(i*r.window)), 'f', 3, 64)
			table.Write([]string{r.name, start, strconv.FormatFloat(float64(p), 'g', -1, 32)})
		}
		table.Flush()
		return table.Error()
	})
	table.Flush()
	if err == nil {
		err = table.Error()
	}
	return err
}
