package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"

	vad "github.com/gosilero/vad"
	"github.com/gosilero/vad/ops"
)

type benchCmd struct {
	Format string        `short:"f" enum:"text, json" default:"text" placeholder:"FORMAT" help:"Output format: ${enum} (${default})."`
	Time   time.Duration `default:"1s" placeholder:"TIME" help:"How long to measure each figure (${default})."`
	Batch  int           `default:"16" placeholder:"N" help:"Streams in a batch (${default})."`
	modelFlags
	Files []string `arg:"" optional:"" sep:"none" name:"file" help:"Recordings to measure, reading and decoding included."`
}

func (benchCmd) Help() string {
	return `One window is what a live stream waits for; a batch is the next window of each
of many streams, on one core; a file is a recording in memory, on all cores.

With recordings, the time of detection from the file on is compared with that of
inference alone, in turns.

Examples:

  vad bench
  vad bench --model v5 --time 5s --format json
  vad bench interview.flac`
}

// conditions are what the figures depend on.
type conditions struct {
	Model   string `json:"model"`
	Kernels string `json:"kernels"`
	Cores   int    `json:"cores"`
}

func newConditions(m *vad.Model) conditions {
	return conditions{Model: m.Release(), Kernels: ops.Implementation(), Cores: runtime.GOMAXPROCS(0)}
}

// figures are what vad bench measures at one sample rate.
type figures struct {
	conditions
	SampleRate int     `json:"sample_rate"`         // Hz
	Window     float64 `json:"window_us"`           // median
	WindowP99  float64 `json:"window_p99_us"`       // 99th percentile
	Batch      float64 `json:"batch_window_us"`     // for each window
	File       float64 `json:"file_window_us"`      // for each window
	Speed      float64 `json:"file_times_realtime"` // for a file
}

func (c *benchCmd) Run(ctx context.Context, t terminal) error {
	if c.Time <= 0 {
		return usage("--time is %v, want more than 0", c.Time)
	}
	if c.Batch < 1 {
		return usage("--batch is %d, want 1 or more", c.Batch)
	}
	m, err := c.load()
	if err != nil {
		return err
	}
	if len(c.Files) > 0 {
		return c.benchFiles(ctx, m, t)
	}
	for _, rate := range m.SampleRates() {
		f := figures{conditions: newConditions(m), SampleRate: rate}
		if err := c.measure(ctx, m, &f); err != nil {
			return err
		}
		if err := c.print(t, f, f.text(c.Batch)); err != nil {
			return err
		}
	}
	return nil
}

// print writes figures in the format that the user chose.
func (c *benchCmd) print(t terminal, figures any, text string) error {
	if c.Format == "json" {
		return json.NewEncoder(t.out).Encode(figures)
	}
	_, err := io.WriteString(t.out, text)
	return err
}

func (f *figures) text(batch int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s at %d Hz, %s, %s\n", f.Model, f.SampleRate, f.Kernels, count(f.Cores, "core"))
	fmt.Fprintf(&b, "  one window    %8.1f us, %.1f us at the 99th percentile\n", f.Window, f.WindowP99)
	fmt.Fprintf(&b, "  batch of %-4d %8.1f us for each window\n", batch, f.Batch)
	fmt.Fprintf(&b, "  file          %8.1f us for each window, %.0f times real time\n", f.File, f.Speed)
	return b.String()
}

// measure sets the figures for f.SampleRate.
func (c *benchCmd) measure(ctx context.Context, m *vad.Model, f *figures) error {
	window, err := m.WindowSize(f.SampleRate)
	if err != nil {
		return err
	}
	pcm := tone(60*f.SampleRate, f.SampleRate)
	windows := len(pcm) / window
	at := func(i int) []float32 { return pcm[i%windows*window:][:window] }

	stream, err := m.NewStream(f.SampleRate)
	if err != nil {
		return err
	}
	times, err := c.repeat(ctx, func(i int) error {
		_, err := stream.Process(at(i))
		return err
	})
	if err != nil {
		return err
	}
	f.Window, f.WindowP99 = times[len(times)/2], times[len(times)*99/100]

	streams := make([]*vad.Stream, c.Batch)
	inputs := make([][]float32, c.Batch)
	for k := range streams {
		if streams[k], err = m.NewStream(f.SampleRate); err != nil {
			return err
		}
	}
	probs := make([]float32, c.Batch)
	if times, err = c.repeat(ctx, func(i int) error {
		for k := range inputs {
			inputs[k] = at(i + k)
		}
		return m.ProcessBatch(streams, inputs, probs)
	}); err != nil {
		return err
	}
	f.Batch = times[len(times)/2] / float64(c.Batch)

	if times, err = c.repeat(ctx, func(int) error {
		_, err := m.Probabilities(ctx, pcm, f.SampleRate)
		return err
	}); err != nil {
		return err
	}
	f.File = times[len(times)/2] / float64(windows)
	f.Speed = float64(window) / float64(f.SampleRate) / (f.File * 1e-6)
	return nil
}

// repeat calls work for c.Time, at least three times after one to warm up, and
// returns the times in microseconds, sorted.
func (c *benchCmd) repeat(ctx context.Context, work func(i int) error) ([]float64, error) {
	if err := work(0); err != nil {
		return nil, err
	}
	var times []float64
	for enough := c.forTime(); !enough(len(times)); {
		took, err := microseconds(ctx, func() error { return work(len(times)) })
		if err != nil {
			return nil, err
		}
		times = append(times, took)
	}
	slices.Sort(times)
	return times, nil
}

// forTime returns a function that reports whether n calls are enough: at least
// three, until c.Time after the call of forTime.
func (c *benchCmd) forTime() (enough func(n int) bool) {
	end := time.Now().Add(c.Time)
	return func(n int) bool { return n >= 3 && !time.Now().Before(end) }
}

// microseconds returns how long work takes.
func microseconds(ctx context.Context, work func() error) (float64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	start := time.Now()
	err := work()
	return float64(time.Since(start).Nanoseconds()) / 1000, err
}

// median sorts x and returns its middle element.
func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// tone returns a tone that swells three times a second. The time of the network
// does not depend on its input.
func tone(samples, rate int) []float32 {
	pcm := make([]float32, samples)
	for i := range pcm {
		t := float64(i) / float64(rate)
		pcm[i] = float32(0.3 * math.Sin(2*math.Pi*440*t) * math.Sin(2*math.Pi*3*t))
	}
	return pcm
}
