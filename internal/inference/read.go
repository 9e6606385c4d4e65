package inference

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
)

// Taps hear samples as they are read. A field may be nil, and return nil.
type Taps struct {
	Input   func(channel int) func(pcm []float32)       // at the rate of the input
	Network func(channel, rate int) func(pcm []float32) // as the network has them
}

func (t *Taps) input(channel int) func([]float32) {
	if t.Input == nil {
		return nil
	}
	return t.Input(channel)
}

func (t *Taps) network(channel, rate int) func([]float32) {
	if t.Network == nil {
		return nil
	}
	return t.Network(channel, rate)
}

// Read computes the probabilities of each channel of source, which it reads once: one
// goroutine decodes, one for each channel resamples and computes. That saves time with
// one channel, too. On error, it returns what it has.
func Read(ctx context.Context, m *vad.Model, source audio.Source, taps Taps) ([]*Recording, error) {
	format := source.Format()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	channels := make([]*channelSource, format.Channels)
	recordings := make([]*Recording, format.Channels)
	errs := make([]error, format.Channels)
	var running sync.WaitGroup
	for i := range channels {
		channels[i] = newChannelSource(format)
		running.Add(1)
		go func() {
			defer running.Done()
			recordings[i], errs[i] = record(ctx, m, i, channels[i], taps)
			if errs[i] != nil {
				cancel() // this channel is read no further
			}
		}()
	}
	err := divide(ctx, source, channels)
	running.Wait()
	// A channel that fails cancels the others; its error counts, not theirs.
	for _, e := range errs {
		if e != nil && (err == nil || errors.Is(err, context.Canceled)) {
			err = e
		}
	}
	return recordings, err
}

// record computes the probabilities of a source with one channel.
func record(ctx context.Context, m *vad.Model, channel int, source audio.Source, taps Taps) (*Recording, error) {
	r := &Recording{InputRate: source.Format().SampleRate}
	loud := &Limiter{Source: source}
	counted := &tap{Source: loud, hear: taps.input(channel)}
	fitted, err := Fit(m, counted)
	if err != nil {
		return r, err
	}
	rate := fitted.Format().SampleRate
	ringing := &Limiter{Source: fitted} // the resampler may go past the limit
	if r.Window, err = m.WindowSize(rate); err != nil {
		return r, err
	}
	read, err := m.ReadRecording(ctx, &tap{Source: ringing, hear: taps.network(channel, rate)}, rate)
	r.Loud = cmp.Or(loud.Warning(), ringing.Warning())
	r.Track, r.Drifted = read.Track, read.Drifted
	r.Track.Window = int64(r.Window)
	r.InputSamples = counted.samples
	return r, err
}

// Fit returns source at a rate of the model: its own, as live.Config.SampleRate has
// it, or else the highest.
func Fit(m *vad.Model, source audio.Source) (audio.Source, error) {
	rates := m.SampleRates()
	if slices.Contains(rates, source.Format().SampleRate) {
		return source, nil
	}
	return audio.Resample(source, slices.Max(rates))
}

// tap passes on a source with one channel, counts its samples and lets hear have them.
type tap struct {
	audio.Source
	samples int64
	hear    func(pcm []float32) // may be nil
}

func (t *tap) Read(dst []float32) (int, error) {
	n, err := t.Source.Read(dst)
	t.samples += int64(n)
	if t.hear != nil {
		t.hear(dst[:n])
	}
	return n, err
}

// Mixed passes on a source with several channels and looks whether their mean keeps
// what they hold.
type Mixed struct {
	audio.Source
	audio.Cancellation
}

// Read implements audio.Source.
func (m *Mixed) Read(dst []float32) (int, error) {
	n, err := m.Source.Read(dst)
	m.Add(dst[:n], m.Format().Channels)
	return n, err
}

// Warnings returns what a reader went past.
func Warnings(r *audio.Reader) []string {
	var list []string
	for _, w := range r.Warnings() {
		list = append(list, w.Error())
	}
	if more := r.WarningCount() - len(list); more > 0 {
		list = append(list, fmt.Sprintf("%d more faults", more))
	}
	return list
}
