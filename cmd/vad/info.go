package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"

	"github.com/gosilero/vad/internal/build"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

type infoCmd struct {
	Format string `short:"f" enum:"text, json" default:"text" placeholder:"FORMAT" help:"Output format: ${enum} (${default})."`
	modelFlags
}

func (infoCmd) Help() string {
	return `Examples:

  vad info
  vad info --model v5 --format json
  vad info --model silero_vad.onnx`
}

// info is what vad info shows.
type info struct {
	Model       string `json:"model"`
	SampleRates []int  `json:"sample_rates"` // Hz
	Windows     []int  `json:"windows"`      // samples, by rate
	Checksum    string `json:"checksum"`     // SHA-256 of the container
	Source      string `json:"source"`       // SHA-256 of the ONNX file
	File        string `json:"file"`         // its name, if it is one of Silero's; otherwise, custom
	Holds       string `json:"holds"`        // the version of the weights in it, or custom
	Kernels     string `json:"kernels"`
	Cores       int    `json:"cores"`
	Platform    string `json:"platform"`
	Version     string `json:"version"`
	Revision    string `json:"revision,omitempty"`
	Go          string `json:"go"`
}

func (c *infoCmd) Run(t terminal) error {
	w, err := c.weights()
	if err != nil {
		return err
	}
	m, err := c.load()
	if err != nil {
		return err
	}
	file, ok := weights.FileOf(w.Source())
	if !ok {
		file.Name = weights.Custom
	}
	i := info{
		Model: w.Release(), SampleRates: m.SampleRates(),
		Checksum: fmt.Sprintf("%x", w.Checksum()), Source: w.Source(),
		File: file.Name, Holds: file.Version,
		Kernels: ops.Implementation(), Cores: runtime.GOMAXPROCS(0),
		Platform: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(),
	}
	for _, rate := range i.SampleRates {
		window, err := m.WindowSize(rate)
		if err != nil {
			return err
		}
		i.Windows = append(i.Windows, window)
	}
	i.Version, i.Revision = build.Version()
	if c.Format == "json" {
		return json.NewEncoder(t.out).Encode(i)
	}
	_, err = t.out.Write([]byte(i.text()))
	return err
}

func (i *info) text() string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-10s %s\n", name, fmt.Sprintf(format, args...))
	}
	line("model", "%s", i.Model)
	for k, rate := range i.SampleRates {
		line("", "%d Hz, windows of %d samples", rate, i.Windows[k])
	}
	line("weights", "sha256 %s", i.Checksum)
	line("from file", "sha256 %s", i.Source)
	line("file", "%s", i.file())
	line("kernels", "%s", i.Kernels)
	line("cores", "%d", i.Cores)
	line("build", "%s %s %s %s", i.Version, i.Revision, i.Platform, i.Go)
	return b.String()
}

// file says which file the weights are from.
func (i *info) file() string {
	if i.File == weights.Custom {
		return "custom, not one of Silero's that are known"
	}
	return fmt.Sprintf("%s, %s", i.File, i.Holds)
}
