package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/gosilero/vad/internal/noise"
)

// condition is a noise at a level, or none.
type condition struct {
	name  string
	noise []float32 // of RMS 1, to be repeated; nil for recordings as they are
	ratio float64   // of the RMS of speech and of noise, in dB
}

// ownLevel is the RMS that speech is taken to have in a recording without any, in dB:
// that of the active speech in ITU-T's recommendations.
const ownLevel = -26

// noiseSeconds is the length of a noise that is made.
const noiseSeconds = 60

// conditions returns those of all noises and ratios, the recordings as they are first.
func conditions(ctx context.Context, noises []string, ratios []float64) ([]condition, error) {
	list := []condition{{name: "none"}}
	for _, name := range noises {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		pcm, err := noiseOf(name)
		if err != nil {
			return nil, err
		}
		title := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
		for _, dB := range ratios {
			list = append(list, condition{fmt.Sprintf("%s, %g dB", title, dB), pcm, dB})
		}
	}
	return list, nil
}

// noiseOf makes a noise, or reads it from a file, and brings it to an RMS of 1.
func noiseOf(name string) ([]float32, error) {
	kind, unknown := noise.Find(name)
	if unknown == nil && kind.Fixed() {
		return nil, fmt.Errorf("noise %s has a level of its own", name)
	}
	if unknown == nil {
		voices, _, err := read("testdata/voices.wav") // babble is made of it
		if err != nil {
			return nil, err
		}
		return kind.Make(rate, noiseSeconds*rate, voices), nil
	}
	pcm, _, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("%w, and no recording: %w", unknown, err)
	}
	if noise.RMS(pcm) == 0 {
		return nil, fmt.Errorf("%s is silent", name)
	}
	noise.SetRMS(pcm, 1)
	return pcm, nil
}

// mix returns a recording with the noise added, clipped at full scale. The noise
// begins elsewhere in each recording, as n says.
func (c *condition) mix(r *recording, n int) []float32 {
	if c.noise == nil {
		return r.pcm
	}
	level := noise.RMS(r.voiced())
	if level == 0 {
		level = noise.Gain(ownLevel)
	}
	gain := level / noise.Gain(c.ratio)
	start := n * 7 * rate // s
	mixed := make([]float32, len(r.pcm))
	for i, x := range r.pcm {
		y := float64(x) + gain*float64(c.noise[(start+i)%len(c.noise)])
		mixed[i] = float32(math.Max(-1, math.Min(1, y)))
	}
	return mixed
}
