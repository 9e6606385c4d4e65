package main

import "math"

// threshold is Silero's: a window of this probability or more is speech.
const threshold = 0.5

// collar is how many windows around labelled speech a false alarm may lie in
// without being a far one: nobody labels to the window.
const collar = 8

// An onset is speech after at least onsetSilence windows without any. One that
// is not found within onsetLimit windows counts as late as that.
const (
	onsetSilence = 10
	onsetLimit   = 31
)

// tally counts what a detector makes of labelled windows. Tallies add up.
type tally struct {
	hits, misses, alarms, rejections int
	far                              int         // alarms farther than collar from labelled speech
	onsets, delay                    int         // onsets, and the sum of their delays in windows
	inSpeech, inOthers               [bins]int32 // probabilities
}

// add counts one recording.
func (t *tally) add(probs []float32, speech []bool) {
	near := widen(speech, collar)
	for i, p := range probs {
		found := p >= threshold
		switch {
		case speech[i] && found:
			t.hits++
		case speech[i]:
			t.misses++
		case found:
			t.alarms++
			if !near[i] {
				t.far++
			}
		default:
			t.rejections++
		}
		if speech[i] {
			t.inSpeech[bin(p)]++
		} else {
			t.inOthers[bin(p)]++
		}
	}
	quiet := 0
	for i, s := range speech {
		if s && quiet >= onsetSilence {
			t.onsets++
			t.delay += delay(probs[i:], speech[i:])
		}
		quiet++
		if s {
			quiet = 0
		}
	}
}

// widen returns speech with n windows more on either side of each stretch.
func widen(speech []bool, n int) []bool {
	wide := make([]bool, len(speech))
	for i, s := range speech {
		if s {
			for j := max(0, i-n); j < min(len(speech), i+n+1); j++ {
				wide[j] = true
			}
		}
	}
	return wide
}

// delay returns how many windows of the speech at the start pass before the
// first that is found.
func delay(probs []float32, speech []bool) int {
	for i := range min(onsetLimit, len(probs)) {
		if !speech[i] {
			break
		}
		if probs[i] >= threshold {
			return i
		}
	}
	return onsetLimit
}

// merge adds other to t.
func (t *tally) merge(other *tally) {
	t.hits += other.hits
	t.misses += other.misses
	t.alarms += other.alarms
	t.rejections += other.rejections
	t.far += other.far
	t.onsets += other.onsets
	t.delay += other.delay
	for i := range t.inSpeech {
		t.inSpeech[i] += other.inSpeech[i]
		t.inOthers[i] += other.inOthers[i]
	}
}

// f1 is the harmonic mean of precision and recall.
func (t *tally) f1() float64 {
	return ratio(2*float64(t.hits), float64(2*t.hits+t.misses+t.alarms))
}

// others returns the number of windows without speech.
func (t *tally) others() int { return t.alarms + t.rejections }

// recall is the part of the speech that is found.
func (t *tally) recall() float64 { return ratio(float64(t.hits), float64(t.hits+t.misses)) }

// meanDelay is the mean delay of onsets, in windows.
func (t *tally) meanDelay() float64 { return ratio(float64(t.delay), float64(t.onsets)) }

// auc is the probability that a window of speech has a higher probability than
// one without: the area under the ROC curve.
func (t *tally) auc() float64 {
	var sum, below, speech float64
	for i := range t.inSpeech {
		s, o := float64(t.inSpeech[i]), float64(t.inOthers[i])
		sum += s * (below + o/2)
		below += o
		speech += s
	}
	return ratio(sum, speech*below)
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// bins is how many kinds of probability a tally knows.
const bins = 1024

// bin returns the bin of a probability: logits of -16 to 16 in equal steps.
func bin(p float32) int {
	logit := math.Log(float64(p) / (1 - float64(p)))
	return int(min(max((logit+16)/32*bins, 0), bins-1))
}
