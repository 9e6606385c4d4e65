package main

import (
	"time"

	"github.com/gosilero/vad/bench/fading/noise"
	"github.com/gosilero/vad/model"
)

// windowTime is the length of a window at either rate.
const windowTime = 32 * time.Millisecond

// windows returns the number of windows in a number of seconds.
func windows(seconds float64) int { return int(seconds/windowTime.Seconds() + 0.5) }

// noisePeriod is how many seconds of a noise are made; they are heard in a
// circle.
const noisePeriod = 300

// trial is one noise as one network hears it, at several levels and under
// several policies.
type trial struct {
	release  string
	kind     noise.Kind
	noise    []float32 // whole windows
	ratios   []float64 // of speech to noise, in dB; one, not used, for a noise with a level of its own
	clips    []clip
	lengths  []int     // windows of noise before the first clip, rising; see start
	policies []*policy // the first is the reference
}

// outcome is what came of one policy in one noise, after one length of it.
type outcome struct {
	tally               // of all clips
	noise       int     // windows of noise before the last clip
	noiseAlarms int     // of them, taken for speech
	acts        int     // of the policy in them
	drift       float64 // of the memory after them, as vad.Stream.Drift has it
}

// start returns how much noise there is before a clip: a length, and more for
// each clip, up to 30 s or a tenth, so that no policy with a period of its own
// meets all of them in the same phase.
func (t *trial) start(length, clip int) int {
	return length + min(length/10, windows(30))*clip/len(t.clips)
}

// gain returns what the noise is multiplied by.
func (t *trial) gain(ratio float64) float32 {
	if t.kind.Fixed() {
		return 1
	}
	return float32(noise.Gain(speechLevel - ratio))
}

// run returns the outcomes, [ratio][length][policy]. Without noise before it,
// only the reference hears the clips.
func (t *trial) run(e *engine) [][][]outcome {
	groups := make([]group, len(t.ratios))
	outcomes := make([][][]outcome, len(t.ratios))
	alarms := make([][]int, len(t.ratios))
	for r := range groups {
		groups[r] = newGroup(e.network.Config, t.policies)
		outcomes[r] = make([][]outcome, len(t.lengths))
		alarms[r] = make([]int, len(t.policies))
		for l := range t.lengths {
			outcomes[r][l] = make([]outcome, len(t.policies))
		}
	}
	at := 0
	for i, length := range t.lengths {
		for c := range t.clips {
			for ; at < t.start(length, c); at++ {
				t.wait(e, groups, at, alarms)
			}
			t.hear(e, groups, c, length == 0, func(r, p int) *outcome { return &outcomes[r][i][p] })
		}
		for r := range groups {
			for p := range t.policies {
				o := &outcomes[r][i][p]
				l := &groups[r].lanes[p]
				o.noise, o.noiseAlarms, o.acts, o.drift = at, alarms[r][p], l.keep.acts, l.state.Drift()/model.MostDrift(t.release)
			}
		}
	}
	return outcomes
}

// wait advances all lanes by one window of noise, and counts those that take
// it for speech.
func (t *trial) wait(e *engine, groups []group, at int, alarms [][]int) {
	for r := range groups {
		tape := groups[r].tape
		tape.add(nil, t.noise[at*tape.window%len(t.noise):], t.gain(t.ratios[r]))
	}
	e.step(groups)
	for r := range groups {
		for p := range t.policies {
			if groups[r].lanes[p].prob >= threshold {
				alarms[r][p]++
			}
		}
	}
}

// hear runs a clip, in noise of its own, from the state of all lanes or of the
// references alone. They stay as they are; the outcomes are counted.
func (t *trial) hear(e *engine, groups []group, c int, references bool, outcome func(ratio, policy int) *outcome) {
	clip, lanes := &t.clips[c], len(t.policies)
	if references {
		lanes = 1
	}
	copies := make([]group, len(groups))
	probs := make([][][]float32, len(groups)) // [ratio][policy][window]
	for r := range groups {
		copies[r], probs[r] = groups[r].clone(lanes), make([][]float32, lanes)
	}
	for w := range clip.windows() {
		for r := range copies {
			tape := copies[r].tape
			tape.add(clip.pcm[w*tape.window:], t.under(c, w, tape.window), t.gain(t.ratios[r]))
		}
		e.step(copies)
		for r := range copies {
			for p := range lanes {
				probs[r][p] = append(probs[r][p], copies[r].lanes[p].prob)
			}
		}
	}
	for r := range copies {
		for p := range lanes {
			outcome(r, p).add(probs[r][p], clip.speech)
		}
	}
}

// under returns the noise from a window of a clip on. Each clip has its own.
func (t *trial) under(c, window, size int) []float32 {
	return t.noise[(c*windows(30)+window)*size%len(t.noise):]
}
