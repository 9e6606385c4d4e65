package serve

import (
	"io"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/live/options"
	"github.com/gosilero/vad/segment"
)

// detectParams are the query parameters of a recording.
type detectParams struct {
	file       string // its name in the answer
	channel    int    // -1 for the mean of all
	perChannel bool
	raw        audio.RawFormat // without an encoding, the recording has a header
	config     live.Config     // of which Segments and ResetSilence count
}

// readDetectParams reads the query of a recording.
func readDetectParams(query string, l *Limits) (*detectParams, error) {
	p := &detectParams{file: "-", channel: -1, config: live.Config{Segments: segment.DefaultConfig()}}
	if err := eachParam(query, func(name, value string) error { return p.set(name, value, l) }); err != nil {
		return nil, err
	}
	switch {
	case p.perChannel && p.channel >= 0:
		return nil, badParam("channel and per_channel exclude each other")
	case p.raw.Encoding == "" && (p.raw.SampleRate != 0 || p.raw.Channels != 0):
		return nil, badParam("rate and channels describe samples without a header; encoding is missing")
	}
	if p.raw.SampleRate == 0 {
		p.raw.SampleRate = rateOf(p.raw.Encoding)
	}
	if p.raw.Channels == 0 {
		p.raw.Channels = 1
	}
	// What 8 kHz allows, every rate allows: its samples are the longest.
	if _, err := segment.New(8000, p.config.Segments); err != nil {
		return nil, optionError(err)
	}
	if p.config.ResetSilence < 0 {
		return nil, badParam("reset_silence_ms is less than 0")
	}
	return p, nil
}

// set sets a parameter.
func (p *detectParams) set(name, value string, l *Limits) (err error) {
	switch name {
	case "file":
		p.file = value
	case "channel":
		p.channel, err = wholeNumber(name, value, 0, l.Channels-1)
	case "per_channel":
		p.perChannel, err = trueOrFalse(name, value)
	case "encoding":
		p.raw.Encoding = audio.Encoding(value)
		if _, refused := audio.OpenRaw(nil, audio.RawFormat{Encoding: p.raw.Encoding, SampleRate: 16000, Channels: 1}); refused != nil {
			err = badParam("encoding is %q: %v", value, refused)
		}
	case "rate":
		p.raw.SampleRate, err = wholeNumber(name, value, 1000, 1<<20)
	case "channels":
		p.raw.Channels, err = wholeNumber(name, value, 1, l.Channels)
	default:
		for _, o := range options.All() {
			if o.Name == name && (o.Segments || o.Field == "ResetSilence") {
				return optionError(options.Set(&p.config, name, value))
			}
		}
		err = badParam("a recording has no option %q", name)
	}
	return err
}

// open opens a recording within the limits.
func (p *detectParams) open(r io.Reader, l *Limits) (*audio.Reader, error) {
	var reader *audio.Reader
	var err error
	if p.raw.Encoding != "" {
		reader, err = audio.OpenRaw(r, p.raw)
	} else {
		reader, err = audio.Open(r)
	}
	if err != nil {
		return nil, err
	}
	return reader, reader.Limit(audio.Limits{Channels: l.Channels, Duration: l.RecordingDuration})
}
