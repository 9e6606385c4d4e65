package segment

import "time"

// VADIteratorConfig has the options of the reference's VADIterator; start from
// [DefaultVADIteratorConfig], since the zero value is not valid.
type VADIteratorConfig struct {
	// Threshold is the probability from which a window is speech, inside (0, 1).
	// Below Threshold-0.15 it is silence.
	Threshold float64
	// MinSilence is the silence that ends speech.
	MinSilence time.Duration
	// SpeechPad is added to both ends.
	SpeechPad time.Duration
	// Window is the number of samples of a window, as in [Config].
	Window int64
}

// DefaultVADIteratorConfig returns the reference's defaults.
func DefaultVADIteratorConfig() VADIteratorConfig {
	return VADIteratorConfig{Threshold: 0.5, MinSilence: 100 * time.Millisecond, SpeechPad: 30 * time.Millisecond}
}

// Boundary is where speech starts or ends.
type Boundary struct {
	End    bool // it ends; otherwise, it starts
	Sample int64
}

// VADIterator is the reference's VADIterator, to the sample. It has no shortest
// and no longest speech, lets the pads of neighbours overlap, and does not end
// speech with the stream. Its results differ from those of [Find]; those of
// [Segmenter] do not.
//
// It is not safe for concurrent use. Make one with [NewVADIterator]; the methods
// of the zero value panic.
type VADIterator struct {
	window, pos    int64 // pos is the end of the last window
	threshold, neg float64
	minSilence     float64
	pad            float64
	open           bool
	silence        int64 // the end of the first window of silence, 0 for none
}

// NewVADIterator returns an iterator for a stream at 8000 or 16000 Hz.
func NewVADIterator(sampleRate int, c VADIteratorConfig) (*VADIterator, error) {
	window, err := windowSize(sampleRate, c.Window)
	if err != nil {
		return nil, err
	}
	if err := checkDurations(option{"MinSilence", c.MinSilence}, option{"SpeechPad", c.SpeechPad}); err != nil {
		return nil, err
	}
	it := &VADIterator{window: window, minSilence: Samples(c.MinSilence, sampleRate), pad: Samples(c.SpeechPad, sampleRate)}
	if err := it.SetThreshold(c.Threshold); err != nil {
		return nil, err
	}
	return it, nil
}

// mustBeMade panics if NewVADIterator has not made the iterator.
func (it *VADIterator) mustBeMade() {
	if it == nil || it.window == 0 {
		panic("segment: VADIterator is nil or zero, make it with NewVADIterator")
	}
}

// Push takes the probability of the next window and reports whether speech
// starts or ends. If the probability is not finite, it takes nothing.
func (it *VADIterator) Push(prob float32) (b Boundary, ok bool, err error) {
	it.mustBeMade()
	if err := checkProbability(prob, it.pos, it.window); err != nil {
		return b, false, err
	}
	p := float64(prob)
	it.pos += it.window
	if p >= it.threshold {
		it.silence = 0
		if !it.open {
			it.open = true
			return Boundary{Sample: int64(max(0, float64(it.pos)-it.pad-float64(it.window)))}, true, nil
		}
	}
	if !it.open || p >= it.neg {
		return b, false, nil
	}
	if it.silence == 0 {
		it.silence = it.pos
	}
	if float64(it.pos-it.silence) < it.minSilence {
		return b, false, nil
	}
	b = Boundary{End: true, Sample: int64(float64(it.silence) + it.pad - float64(it.window))}
	it.open, it.silence = false, 0
	return b, true, nil
}

// SetThreshold changes Threshold for the windows to come; open speech stays open.
// On error it stays as it was.
func (it *VADIterator) SetThreshold(threshold float64) error {
	it.mustBeMade()
	if _, err := checkThresholds(threshold, -1); err != nil {
		return err
	}
	it.threshold, it.neg = threshold, threshold-0.15 // neg without the floor that Find has
	return nil
}

// Reset takes the iterator back to the start of a stream. The threshold stays.
func (it *VADIterator) Reset() {
	it.mustBeMade()
	it.pos, it.open, it.silence = 0, false, 0
}
