package main

import (
	"context"
	"encoding/json"

	vad "github.com/gosilero/vad"
)

type detectCmd struct {
	Format string   `enum:"text,json" default:"text" help:"Output format: ${enum}."`
	Files  []string `arg:"" name:"file" help:"WAV files at 8 or 16 kHz; - is standard input."`
}

func (c *detectCmd) Run(ctx context.Context, t terminal) error {
	return forEach(ctx, c.Files, t, func(r *recording) error {
		segments, err := vad.Segments(r.probs, r.samples, r.sampleRate, vad.DefaultSegmentConfig())
		if err != nil {
			return err
		}
		result := r.detection(segments)
		if c.Format == "json" {
			return json.NewEncoder(t.out).Encode(result)
		}
		return result.text(t, len(c.Files) > 1)
	})
}

// detection is the result for one file, as JSON prints it.
type detection struct {
	File       string            `json:"file"`
	SampleRate int               `json:"sample_rate"` // Hz
	Duration   float64           `json:"duration"`    // s
	Segments   []detectedSegment `json:"segments"`
}

type detectedSegment struct {
	Start       float64 `json:"start"` // s
	End         float64 `json:"end"`   // s
	StartSample int64   `json:"start_sample"`
	EndSample   int64   `json:"end_sample"`
}

func (r *recording) seconds(samples int64) float64 { return float64(samples) / float64(r.sampleRate) }

func (r *recording) detection(segments []vad.Segment) *detection {
	d := &detection{File: r.name, SampleRate: r.sampleRate, Duration: r.seconds(r.samples), Segments: []detectedSegment{}}
	for _, s := range segments {
		d.Segments = append(d.Segments, detectedSegment{
			Start: r.seconds(s.Start), End: r.seconds(s.End), StartSample: s.Start, EndSample: s.End,
		})
	}
	return d
}

// text prints a line for each segment: start, end and duration in seconds, and
// a line with the totals.
func (d *detection) text(t terminal, name bool) error {
	p := &printer{w: t.out}
	if name {
		p.printf("%s\n", d.File)
	}
	speech := 0.0
	for _, s := range d.Segments {
		p.printf("%10.3f %10.3f %10.3f\n", s.Start, s.End, s.End-s.Start)
		speech += s.End - s.Start
	}
	share := 0.0
	if d.Duration > 0 {
		share = 100 * speech / d.Duration
	}
	p.printf("%d segments, %.3f s of speech in %.3f s (%.1f %%)\n", len(d.Segments), speech, d.Duration, share)
	return p.err
}
