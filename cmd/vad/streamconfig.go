package main

import (
	"errors"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/flags"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// detectorFlags are the options of live.Config that vad stream has for its detector.
type detectorFlags struct {
	MinOnset  time.Duration `default:"0s" placeholder:"TIME" help:"Report speech_confirmed after this much speech, sooner or later than --min-speech does (when speech is sure to be a segment)."`
	Smoothing float64       `default:"0" placeholder:"WEIGHT" help:"Average probabilities over time, with this weight of the past, from 0 to less than 1 (${default})."`
	MinRMS    float64       `default:"0" placeholder:"LEVEL" help:"Take windows below this root of the mean square, 1 at full scale, for silence, such as 0.003 for -50 dB (${default})."`
}

// longestKept is the longest segment whose audio is kept in memory, unless
// --max-speech says otherwise.
const longestKept = 10 * time.Minute

// liveConfig returns the options of a detector on m, checked, for audio at a rate of
// its networks: no option's range depends on the rate.
func (c *streamCmd) liveConfig(m *vad.Model) (live.Config, error) {
	segments, err := c.config()
	if err != nil {
		return live.Config{}, err
	}
	rate := m.SampleRates()[0]
	resetSilence, err := c.resetSilence(live.DefaultConfig(rate).ResetSilence)
	if err != nil {
		return live.Config{}, err
	}
	config := live.Config{
		SampleRate:   rate,
		Segments:     segments,
		MinOnset:     c.MinOnset,
		ResetSilence: resetSilence,
		Smoothing:    c.Smoothing,
		MinRMS:       c.MinRMS,
	}
	if config.Audio = live.AudioNone; c.keepsAudio() {
		config.Audio = live.AudioWhole
		if config.Segments.MaxSpeech == 0 {
			config.Segments.MaxSpeech = longestKept
		}
	}
	if c.Turns {
		turn := segment.DefaultEndpointConfig()
		config.Turn = &turn
	}
	_, err = live.New(m, config)
	if errors.Is(err, live.ErrOption) || errors.Is(err, segment.ErrOption) {
		err = usageError{flags.OptionError(err)}
	}
	return config, err
}
