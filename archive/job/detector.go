package job

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/inference"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

// Detector finds the speech in recordings. It is safe for use by several goroutines.
type Detector struct {
	Model    *vad.Model
	Segments segment.Config
	Limits   audio.Limits

	Channel    *int // the one to use; nil for the mean of all
	PerChannel bool // each is a recording of its own

	ResetsSilence bool // the model forgets in silence; see vad.Model.WithResetSilence
}

// Checksum returns the checksum of the model's weights, as results have it.
func (d *Detector) Checksum() string { return inference.Identity(d.Model).SHA256 }

// found is the speech in a recording.
type found struct {
	results  []*labels.Result // of the channels
	warnings []string
}

// detect finds the speech in a recording that comes from r, which results call file. It
// returns warnings with an error, too.
func (d *Detector) detect(ctx context.Context, file string, r io.Reader) (f found, err error) {
	reader, err := audio.Open(r)
	if err != nil {
		return f, err
	}
	if err := reader.Limit(d.Limits); err != nil {
		return f, err
	}
	source, mixed, err := d.choose(reader)
	if err != nil {
		return f, err
	}
	recordings, err := inference.Read(ctx, d.Model, source, inference.Taps{})
	for i, rec := range recordings {
		if rec.Channel = d.Channel; d.PerChannel {
			rec.Channel = &i
		}
		f.warnings = append(f.warnings, d.warnings(rec)...)
	}
	if mixed.Found() {
		f.warnings = append(f.warnings, "the channels cancel each other, so that their mean is nearly silent")
	}
	f.warnings = append(f.warnings, inference.Warnings(reader)...)
	if err != nil {
		return f, err
	}
	for _, rec := range recordings {
		segs, err := rec.Segments(d.Segments)
		if err != nil {
			return f, err
		}
		f.results = append(f.results, rec.Result(file, inference.Identity(d.Model), segs))
	}
	return f, nil
}

// choose returns the channels of a recording that are wanted. mixed looks at those that
// are mixed.
func (d *Detector) choose(source audio.Source) (chosen audio.Source, mixed *inference.Mixed, err error) {
	mixed = &inference.Mixed{Source: source}
	switch {
	case d.PerChannel, d.Channel == nil && source.Format().Channels == 1:
		return source, mixed, nil
	case d.Channel != nil:
		chosen, err = audio.Channel(source, *d.Channel)
		return chosen, mixed, err
	}
	return audio.Mono(mixed), mixed, nil
}

func (d *Detector) warnings(r *inference.Recording) (list []string) {
	if r.Loud != "" {
		list = append(list, r.Loud)
	}
	if s := r.DriftedSeconds(); s > 0 && !d.ResetsSilence {
		list = append(list, fmt.Sprintf("noise or music kept the network out of its range for %.0f s, so that it may have missed speech", s))
	}
	return list
}

// json returns the results as vad detect --format json prints them: an object on a line
// for each.
func (f *found) json() ([]byte, error) {
	var b bytes.Buffer
	w, err := labels.NewWriter(&b, "json")
	if err != nil {
		return nil, err
	}
	for _, r := range f.results {
		if err := w.Write(r); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}
