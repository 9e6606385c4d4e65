package main

import (
	"context"
	"fmt"
	"io"

	vad "github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/internal/inference"
)

// analyser runs the model over inputs. It is safe for use by several goroutines.
type analyser struct {
	model     *vad.Model
	flags     *inputFlags
	terminal  terminal
	progress  io.Writer   // counts the bytes read
	envelopes bool        // keep the waveforms' envelopes
	sounds    *soundRange // whose sound is kept; nil for none

	warnOfDrift bool
}

// analysis is the result of one input. The warnings report damage that decoding
// went past, and noise that the network may not have.
type analysis struct {
	recordings []*recording
	warnings   []string
	byFFmpeg   bool // decoded by ffmpeg
}

// analyse decodes an input and computes its probabilities, as one recording or as
// one per channel. It returns warnings with an error, too.
func (a *analyser) analyse(ctx context.Context, in input) (result analysis, err error) {
	reader, err := a.flags.openInput(ctx, in, a.terminal, a.progress)
	if err != nil {
		return result, err
	}
	defer reader.Close()
	result.byFFmpeg = reader.ffmpeg != nil
	source := audio.Source(reader)
	mixed := &inference.Mixed{Source: source}
	switch {
	case a.flags.PerChannel:
	case a.flags.Channel != nil || source.Format().Channels == 1:
		source, err = a.flags.selectChannel(source)
	default:
		source = audio.Mono(mixed)
	}
	if err == nil {
		result.recordings, err = a.read(ctx, in, source)
	}
	for i, r := range result.recordings {
		if r.Channel = a.flags.Channel; a.flags.PerChannel {
			r.setChannel(i)
		}
		if r.Loud != "" {
			result.warnings = append(result.warnings, r.Loud)
		}
		if w := r.driftWarning(); w != "" && a.warnOfDrift {
			result.warnings = append(result.warnings, w)
		}
	}
	if mixed.Found() {
		result.warnings = append(result.warnings, "the channels cancel each other, so that their mean is nearly silent; try --channel 0 or --per-channel")
	}
	result.warnings = append(result.warnings, reader.warnings()...)
	return result, err
}

// selectChannel returns the channel that the flags choose, or the mean of all.
func (f *inputFlags) selectChannel(source audio.Source) (audio.Source, error) {
	if f.Channel == nil {
		return audio.Mono(source), nil
	}
	channel, err := audio.Channel(source, *f.Channel)
	if err != nil {
		err = fmt.Errorf("--channel: %w", err)
	}
	return channel, err
}

// read computes the probabilities of each channel of source.
func (a *analyser) read(ctx context.Context, in input, source audio.Source) ([]*recording, error) {
	list := make([]*recording, source.Format().Channels)
	for i := range list {
		list[i] = &recording{file: in.name, stem: in.stem, model: inference.Identity(a.model)}
		if a.envelopes {
			list[i].envelope = picture.NewEnvelope()
		}
	}
	taps := inference.Taps{Network: func(channel, rate int) func([]float32) {
		if l := a.sounds.listen(rate, &list[channel].sound); l != nil {
			return l.hear
		}
		return nil
	}}
	if a.envelopes {
		taps.Input = func(channel int) func([]float32) { return list[channel].envelope.Add }
	}
	results, err := inference.Read(ctx, a.model, source, taps)
	for i, r := range results {
		list[i].Recording = r
	}
	return list, err
}
