package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	vad "github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/internal/picture"
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
	mixed := &mixCheck{Source: source}
	switch {
	case a.flags.PerChannel:
	case a.flags.Channel != nil || source.Format().Channels == 1:
		source, err = a.flags.selectChannel(source)
	default:
		source = audio.Mono(mixed)
	}
	if err == nil {
		result.recordings, err = a.perChannel(ctx, in, source)
	}
	for i, r := range result.recordings {
		if r.channel = a.flags.Channel; a.flags.PerChannel {
			r.setChannel(i)
		}
		if r.loud != "" {
			result.warnings = append(result.warnings, r.loud)
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

// readerWarnings returns what a reader went past.
func readerWarnings(r *audio.Reader) []string {
	var list []string
	for _, w := range r.Warnings() {
		list = append(list, w.Error())
	}
	if more := r.WarningCount() - len(list); more > 0 {
		list = append(list, fmt.Sprintf("%d more faults", more))
	}
	return list
}

// mixCheck passes on a source with several channels and looks whether their mean
// keeps what they hold.
type mixCheck struct {
	audio.Source
	audio.Cancellation
}

func (m *mixCheck) Read(dst []float32) (int, error) {
	n, err := m.Source.Read(dst)
	m.Add(dst[:n], m.Format().Channels)
	return n, err
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

// record computes the probabilities of a source with one channel.
func (a *analyser) record(ctx context.Context, in input, source audio.Source) (*recording, error) {
	r := &recording{file: in.name, stem: in.stem, model: identity(a.model), inputRate: source.Format().SampleRate}
	loud := &limiter{Source: source}
	counted := &tap{Source: loud}
	if a.envelopes {
		r.envelope = picture.NewEnvelope()
		counted.envelope = r.envelope
	}
	fitted, err := fit(a.model, counted)
	if err != nil {
		return r, err
	}
	rate := fitted.Format().SampleRate
	ringing := &limiter{Source: fitted} // the resampler may go past the limit
	if r.window, err = a.model.WindowSize(rate); err != nil {
		return r, err
	}
	read, err := a.model.ReadRecording(ctx, a.sounds.listen(ringing, &r.sound), rate)
	r.loud = cmp.Or(loud.warning(), ringing.warning())
	r.track, r.drifted = read.Track, read.Drifted
	r.track.Window = int64(r.window)
	r.inputSamples = counted.samples
	return r, err
}

// fit returns source at a rate of the model: its own, as live.Config.SampleRate has
// it, or else the highest.
func fit(m *vad.Model, source audio.Source) (audio.Source, error) {
	rates := m.SampleRates()
	if slices.Contains(rates, source.Format().SampleRate) {
		return source, nil
	}
	return audio.Resample(source, slices.Max(rates))
}

// tap passes on a source with one channel, counts its samples and keeps their
// envelope.
type tap struct {
	audio.Source
	samples  int64
	envelope *picture.Envelope // may be nil
}

func (t *tap) Read(dst []float32) (int, error) {
	n, err := t.Source.Read(dst)
	t.samples += int64(n)
	if t.envelope != nil {
		t.envelope.Add(dst[:n])
	}
	return n, err
}
