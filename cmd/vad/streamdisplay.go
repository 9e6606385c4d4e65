package main

import (
	"math"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/vad/internal/meter"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// display shows a stream on a terminal: lines of segments above a meter.
type display struct {
	textPrinter
	meter    *meter.Meter
	levels   *levels
	channels []meter.Channel
	started  []int64 // where the open speech of each channel began, or -1
}

func newDisplay(m *meter.Meter, source audio.Source, perChannel bool) *display {
	n := source.Format().Channels
	d := &display{
		textPrinter: textPrinter{print: m.Print, perChannel: perChannel},
		meter:       m, levels: newLevels(source), channels: make([]meter.Channel, n), started: make([]int64, n),
	}
	for i := range d.started {
		d.started[i] = -1
		d.channels[i].Level = math.Inf(-1)
	}
	m.Show(0, d.channels)
	return d
}

func (d *display) event(e live.CallEvent) error {
	rate := float64(e.SampleRate())
	switch e.Kind {
	case live.Window:
		c := &d.channels[e.Channel]
		c.Level, c.Prob, c.Speech = d.levels.level(e.Channel), float64(e.Prob), 0
		if start := d.started[e.Channel]; start >= 0 {
			c.Speech = float64(e.Segment.End-start) / rate
		}
		if e.Channel == len(d.channels)-1 {
			d.meter.Show(float64(e.Segment.End)/rate, d.channels)
			d.levels.forget()
		}
	case segment.SpeechStarted:
		d.started[e.Channel] = e.Segment.Start
	case segment.SpeechEnded, segment.SpeechDropped, segment.SpeechSplit:
		d.started[e.Channel] = -1
	}
	return d.textPrinter.event(e)
}

// levels passes on a source and measures the level of each channel.
type levels struct {
	audio.Source
	sums []float64 // of the squares since forget, by channel
	n    int       // samples since forget
	next int       // the channel of the next value
}

func newLevels(source audio.Source) *levels {
	return &levels{Source: source, sums: make([]float64, source.Format().Channels)}
}

func (l *levels) Read(dst []float32) (int, error) {
	n, err := l.Source.Read(dst)
	for _, x := range dst[:n] {
		l.sums[l.next] += float64(x) * float64(x)
		if l.next++; l.next == len(l.sums) {
			l.next = 0
			l.n++
		}
	}
	return n, err
}

// level returns the root of the mean square of a channel since forget, in dB.
func (l *levels) level(channel int) float64 {
	return 10 * math.Log10(l.sums[channel]/float64(max(l.n, 1)))
}

func (l *levels) forget() {
	clear(l.sums)
	l.n = 0
}
