package main

import "github.com/gosilero/vad/model"

// A policy says what is done to a stream's memory after each of its windows.
// All that it knows are the window's probability, h, c and what a keeper
// counts, so that a stream alone, a batch and a recording can all follow it.
type policy struct {
	name string

	// act changes the memory after silence windows below neg in a row, and
	// then after every windows more for as long as they last. A nil act does
	// nothing.
	act     func(*model.State)
	silence int
	every   int
	neg     float32

	// run, if not 0, is how much speech makes act change the memory after each
	// of its windows too: a window of speech counts 1, one of silence takes
	// away pauseWeight.
	run int

	// drifted, if not nil, must hold for act to be called.
	drifted func(*model.State) bool

	// replay is how many of the newest windows run once more after act.
	replay int

	// always, if not nil, is called after every window.
	always func(st *model.State, prob float32)

	// twin, if not 0, runs a second memory beside the first, and puts it in the
	// place of the first after each twin windows; a new one then begins.
	twin int
}

// pauseWeight is how many windows of speech a window of silence makes up for.
// Speech pauses for more than a ninth of its time.
const pauseWeight = 8

// keeper applies a policy to one stream. It is a value: a copy goes on for a
// copy of the stream.
type keeper struct {
	*policy
	quiet  int // windows of silence in a row
	wait   int // windows until act may be called again
	speech int // what run compares with
	age    int // windows since the twin began
	acts   int // calls of act
}

// after is called after a window of a probability. It reports whether the
// newest windows are to run once more.
func (k *keeper) after(st *model.State, prob float32) (replay bool) {
	if k.always != nil {
		k.always(st, prob)
	}
	if k.act == nil || !k.due(prob) || k.drifted != nil && !k.drifted(st) {
		return false
	}
	k.act(st)
	k.acts++
	k.wait = k.every - 1
	return k.replay > 0
}

// due counts a window and reports whether it is time to act.
func (k *keeper) due(prob float32) bool {
	if prob < k.neg {
		k.quiet++
		k.speech = max(0, k.speech-pauseWeight)
	} else {
		k.quiet, k.wait = 0, 0
		k.speech = min(k.speech+1, k.run)
	}
	silent := k.quiet > 0 && k.quiet >= k.silence
	endless := k.run > 0 && k.speech >= k.run
	if silent && k.wait > 0 {
		k.wait--
		return false
	}
	return silent || endless
}

// clearAll is what a new stream begins with, but for the context, which is
// audio.
func clearAll(st *model.State) { clear(st.H[:]); clear(st.C[:]) }

func clearCell(st *model.State) { clear(st.C[:]) }

// decay multiplies c by a factor.
func decay(factor float32) func(*model.State) {
	return func(st *model.State) {
		for i := range st.C {
			st.C[i] *= factor
		}
	}
}

// decayAll multiplies h and c by a factor.
func decayAll(factor float32) func(*model.State) {
	cell := decay(factor)
	return func(st *model.State) {
		cell(st)
		for i := range st.H {
			st.H[i] *= factor
		}
	}
}

// factor is what c is multiplied by after a window for it to fall by e in a
// number of seconds.
func factor(seconds float64) float32 { return 1 - float32(windowTime.Seconds()/seconds) }

// decayAlways lets c decay after every window.
func decayAlways(seconds float64) func(*model.State, float32) {
	act := decay(factor(seconds))
	return func(st *model.State, _ float32) { act(st) }
}

// decayByProbability lets c decay the faster, the less probable speech is.
func decayByProbability(seconds float64) func(*model.State, float32) {
	rate := 1 - factor(seconds)
	return func(st *model.State, prob float32) { decay(1 - float32(rate*(1-prob)))(st) }
}

// bound keeps all of c in [-limit, limit].
func bound(limit float32) func(*model.State, float32) {
	return func(st *model.State, _ float32) {
		for i, c := range st.C {
			st.C[i] = min(max(c, -limit), limit)
		}
	}
}

// beyond reports whether any of c is outside of [-limit, limit].
func beyond(limit float32) func(*model.State) bool {
	return func(st *model.State) bool {
		for _, c := range st.C {
			if c > limit || c < -limit {
				return true
			}
		}
		return false
	}
}
