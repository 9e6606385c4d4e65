package main

import (
	"time"

	"github.com/gosilero/vad/internal/noise"
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
	var outcomes [][][]outcome
	for _, ratio := range t.ratios {
		outcomes = append(outcomes, t.at(e, t.gain(ratio)))
	}
	return outcomes
}

// at returns the outcomes, [length][policy], with the noise times gain.
func (t *trial) at(e *engine, gain float32) [][]outcome {
	n := e.network
	a := scene{noise: mix(nil, t.noise, gain)}
	a.circle, a.first = e.encode(a.noise, a.noise), e.encode(nil, a.noise[:n.Window])
	for c := range t.clips {
		a.clips = append(a.clips, t.inNoise(c, n.Window, gain))
		a.encoded = append(a.encoded, e.encode(nil, a.clips[c]))
	}
	g, at, alarms := newGroup(t.policies), 0, make([]int, len(t.policies))
	outcomes := make([][]outcome, len(t.lengths))
	for i, length := range t.lengths {
		outcomes[i] = make([]outcome, len(t.policies))
		for c := range t.clips {
			for ; at < t.start(length, c); at++ {
				e.step(g, a.window(at))
				for p := range g.lanes {
					if g.lanes[p].prob >= threshold {
						alarms[p]++
					}
				}
			}
			lanes := len(t.policies)
			if length == 0 {
				lanes = 1
			}
			t.hear(e, g.clone(lanes), &a, c, at, outcomes[i])
		}
		for p := range t.policies {
			o := &outcomes[i][p]
			l := &g.lanes[p]
			o.noise, o.noiseAlarms, o.acts, o.drift = at, alarms[p], l.keep.acts, l.state.Drift()/model.MostDrift(t.release)
		}
	}
	return outcomes
}

// scene is all that is heard at one level.
type scene struct {
	noise   []float32 // a circle
	circle  encoded   // all of it
	first   encoded   // its first window at the start of a stream
	clips   [][]float32
	encoded []encoded // the clips, with zeros before them
}

// window returns what the LSTM takes of a window of the noise.
func (a *scene) window(at int) []float32 {
	if at == 0 {
		return a.first.window(0)
	}
	return a.circle.window(at % a.circle.windows())
}

// hear runs a clip after windows of noise, and counts the outcomes of all lanes.
func (t *trial) hear(e *engine, g *group, a *scene, c, at int, outcomes []outcome) {
	window := e.network.Window
	first := a.encoded[c].window(0)
	if at > 0 {
		end := at * window % len(a.noise)
		if end == 0 {
			end = len(a.noise)
		}
		first = e.encode(a.noise[:end], a.clips[c][:window]).window(0)
	}
	probs := make([][]float32, len(g.lanes))
	for w := range t.clips[c].windows() {
		sums := first
		if w > 0 {
			sums = a.encoded[c].window(w)
		}
		e.step(g, sums)
		for p := range g.lanes {
			probs[p] = append(probs[p], g.lanes[p].prob)
		}
	}
	for p := range g.lanes {
		outcomes[p].add(probs[p], t.clips[c].speech)
	}
}

// inNoise returns a clip in noise times gain. Each clip has its own part of the noise.
func (t *trial) inNoise(c, window int, gain float32) []float32 {
	clip := t.clips[c].pcm
	noise, from := make([]float32, len(clip)), c*windows(30)*window
	for i := range noise {
		noise[i] = t.noise[(from+i)%len(t.noise)]
	}
	return mix(clip, noise, gain)
}
