package host

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gosilero/vad/live"
)

// ErrOption says that an option is no number, or more than a length of time can be.
var ErrOption = errors.New("host: option out of range")

// Places of the options in the array that a host passes, with times in
// milliseconds. A bit of a mask says for each whether it is given; otherwise it is
// that of [live.DefaultConfig].
const (
	sampleRate = iota
	threshold
	negThreshold
	minSpeech
	maxSpeech
	minSilence
	speechPad
	preRoll
	postRoll
	minOnset
	resetSilence
	audioKind  // 0: whole segments, 1: none, 2: as it comes
	windows    // not 0: a Window event for each
	networkPCM // not 0: audio is resampled to 16 kHz first, and positions are in its samples
	minSilenceAtMaxSpeech
	splitAtLongestSilence // 0: split at the last silence
	startPad
	endPad
	optionCount
)

var optionNames = [optionCount]string{
	"sampleRate", "threshold", "negThreshold", "minSpeech", "maxSpeech", "minSilence", "speechPad", "preRoll", "postRoll",
	"minOnset", "resetSilence", "audio", "windows", "resample",
	"minSilenceAtMaxSpeech", "splitAtLongestSilence", "startPad", "endPad",
}

// options are those of a detector.
type options struct {
	live.Config
	inputRate  int
	networkPCM bool
}

// read returns the options in an array. The sample rate is that of positions: of
// the input, or 16 kHz where that is resampled first.
func read(values []float64, given uint32) (o options, err error) {
	has := func(i int) bool { return i < len(values) && given&(1<<i) != 0 }
	o.inputRate = 16000
	if has(sampleRate) {
		if o.inputRate, err = hertz(values[sampleRate]); err != nil {
			return o, err
		}
	}
	o.networkPCM = has(networkPCM) && values[networkPCM] != 0
	rate := o.inputRate
	if o.networkPCM {
		rate = 16000
	}
	o.Config = live.DefaultConfig(rate)
	if has(threshold) {
		o.Segments.Threshold = values[threshold]
	}
	if has(negThreshold) {
		o.Segments.NegThreshold = values[negThreshold]
	}
	if has(audioKind) {
		o.Audio = live.Audio(int32(values[audioKind]))
	}
	if has(splitAtLongestSilence) {
		o.Segments.SplitAtLongestSilence = values[splitAtLongestSilence] != 0
	}
	o.Windows = has(windows) && values[windows] != 0
	for i, field := range map[int]*time.Duration{
		minSpeech: &o.Segments.MinSpeech, maxSpeech: &o.Segments.MaxSpeech, minSilence: &o.Segments.MinSilence,
		speechPad: &o.Segments.SpeechPad, preRoll: &o.PreRoll, postRoll: &o.PostRoll, minOnset: &o.MinOnset,
		resetSilence: &o.ResetSilence, minSilenceAtMaxSpeech: &o.Segments.MinSilenceAtMaxSpeech,
		startPad: &o.Segments.StartPad, endPad: &o.Segments.EndPad,
	} {
		if has(i) {
			if *field, err = milliseconds(optionNames[i], values[i]); err != nil {
				return o, err
			}
		}
	}
	return o, nil
}

// hertz returns a sample rate.
func hertz(rate float64) (int, error) {
	if rate >= 0 && rate <= math.MaxInt32 && math.Trunc(rate) == rate {
		return int(rate), nil
	}
	return 0, fmt.Errorf("%w: %s: got %v Hz, want a whole number", ErrOption, optionNames[sampleRate], rate)
}

// milliseconds returns a length of time.
func milliseconds(name string, ms float64) (time.Duration, error) {
	if ns := ms * 1e6; math.Abs(ns) < math.MaxInt64/2 {
		return time.Duration(math.Round(ns)), nil
	}
	return 0, fmt.Errorf("%w: %s: got %v ms, want a number up to 100 years", ErrOption, name, ms)
}
