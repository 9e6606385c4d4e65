// Package segment turns probabilities of speech into segments, exactly as
// Silero's reference does: those of a recording with [Find], those of a live
// stream with a [Segmenter]. It knows no model: any source of a probability for
// every 32 ms of audio, or every Config.Window samples, will do.
//
// It also finds where utterances end ([Endpointer]), cuts audio by segments
// ([Collect], [Drop]), maps times back ([TimeMap]), and has the reference's
// other online rules ([VADIterator]).
package segment

import (
	"errors"
	"math"
	"time"
)

// The errors of turning probabilities into segments.
var (
	// ErrSampleRate says that there are no segments at a sample rate. Errors of
	// package vad about rates wrap it, too.
	ErrSampleRate = errors.New("segment: unsupported sample rate")
	// ErrOption says that an option of a configuration is out of its range.
	ErrOption = errors.New("segment: option out of range")
	// ErrProbability says that a probability is NaN or infinite.
	ErrProbability = errors.New("segment: probability is not finite")
	// ErrProbabilityCount says that there are not as many probabilities as the
	// samples have windows.
	ErrProbabilityCount = errors.New("segment: wrong number of probabilities")
	// ErrSegment says that segments are out of order or outside of a recording.
	ErrSegment = errors.New("segment: wrong segment")
	// ErrEncoding says that an encoding is foreign, damaged or of another
	// version, or that there is nothing to encode.
	ErrEncoding = errors.New("segment: wrong encoding")
)

// Segment is a stretch of audio, the samples Start <= i < End.
type Segment struct {
	Start int64 `json:"start_sample"`
	End   int64 `json:"end_sample"`
}

// Len returns the number of samples of the segment, End - Start.
func (s Segment) Len() int64 { return s.End - s.Start }

// Times returns Start and End as times at a sample rate in Hz, rounded to a
// nanosecond.
func (s Segment) Times(sampleRate int) (start, end time.Duration) {
	return timeOf(s.Start, sampleRate), timeOf(s.End, sampleRate)
}

// Duration returns the length of the segment at a sample rate in Hz, rounded to
// a nanosecond.
func (s Segment) Duration(sampleRate int) time.Duration { return timeOf(s.Len(), sampleRate) }

// timeOf returns the time of a position, rounded; whole seconds come first, so
// that no product overflows within the 292 years of a Duration.
func timeOf(samples int64, sampleRate int) time.Duration {
	rate := int64(sampleRate)
	whole, part := samples/rate, samples%rate
	return time.Duration(whole)*time.Second + time.Duration(math.Round(float64(part)*1e9/float64(rate)))
}

// Config says what makes a segment. Its fields are the options of the
// reference's get_speech_timestamps, and pads of one end alone; start from
// [DefaultConfig], since the zero value is not valid.
//
// MinSpeech may exceed MaxSpeech, as in the reference: speech that is cut
// at MaxSpeech becomes a segment though it is shorter than MinSpeech.
type Config struct {
	// Threshold is the probability from which a window is speech, inside (0, 1).
	Threshold float64
	// NegThreshold is the probability below which a window of speech is silence;
	// windows in between change nothing. It is at most Threshold. Less than
	// zero means max(Threshold-0.15, 0.01); with zero, no window is silence.
	NegThreshold float64
	// MinSpeech is what speech must exceed to become a segment.
	MinSpeech time.Duration
	// MaxSpeech is the longest segment, padding and one window included; longer
	// speech is split. Zero means no limit.
	MaxSpeech time.Duration
	// MinSilence is the silence that ends a segment.
	MinSilence time.Duration
	// MinSilenceAtMaxSpeech is what a silence inside speech must exceed for
	// speech that reaches MaxSpeech to be split there.
	MinSilenceAtMaxSpeech time.Duration
	// SpeechPad is added to both ends of a segment, or half of the silence
	// between two segments where that is less.
	SpeechPad time.Duration
	// StartPad and EndPad are added to SpeechPad at that end; zero is the
	// reference. Where the silence between two segments is less than the pads that
	// meet in it, they share it in proportion.
	StartPad, EndPad time.Duration
	// Window is the number of samples that a probability stands for: what the model
	// has, vad.Model.WindowSize. It is a multiple of 32 ms, up to a second; zero means
	// 32 ms, 512 samples at 16 kHz and 256 at 8 kHz. It does not change in mid-stream:
	// there, zero leaves it as it is.
	Window int64
	// SplitAtLongestSilence splits speech that reaches MaxSpeech at its longest
	// silence, the first of equals; otherwise at the last. It is use_max_poss_sil_at_max_speech.
	SplitAtLongestSilence bool
}

// DefaultConfig returns the reference's defaults.
func DefaultConfig() Config {
	return Config{
		Threshold:             0.5,
		NegThreshold:          -1,
		MinSpeech:             250 * time.Millisecond,
		MinSilence:            100 * time.Millisecond,
		MinSilenceAtMaxSpeech: 98 * time.Millisecond,
		SpeechPad:             30 * time.Millisecond,
		SplitAtLongestSilence: true,
	}
}

// Find returns the segments of speech in a recording, given the probability of
// speech in each of its windows, which have Config.Window samples, the last one
// completed with zeros. samples is the recording's length. The result
// equals the reference's get_speech_timestamps to the sample. It costs no
// inference, so other options can be tried on the same probabilities.
//
// The reference takes a rate above 16 kHz that is a multiple of it by keeping
// every step-th sample, step = rate/16000. To do the same, give the number of
// samples kept, ceil(samples/step), and multiply the segments by step; an end
// may then lie up to step-1 samples after the recording's.
func Find(probs []float32, samples int64, sampleRate int, c Config) ([]Segment, error) {
	g, err := New(sampleRate, c)
	if err != nil {
		return nil, err
	}
	if err := checkCount(int64(len(probs)), samples, g.machine.rules.window); err != nil {
		return nil, err
	}
	var segs []Segment
	for _, p := range probs {
		segs = g.Push(segs, p)
	}
	segs = g.Finish(segs, samples)
	if err := g.Err(); err != nil {
		return nil, err
	}
	return segs, nil
}
