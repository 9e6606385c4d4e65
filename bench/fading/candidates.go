package main

import "fmt"

// negThreshold is Silero's: a window below it is silence.
const negThreshold = 0.35

// none is the reference.
func none() *policy { return &policy{name: "none (reference)"} }

// clearing clears h and c after some seconds of silence, and again after each
// such time more.
func clearing(seconds float64) *policy {
	n := windows(seconds)
	return &policy{name: fmt.Sprintf("clear h, c: %g s", seconds), act: clearAll, silence: n, every: n, neg: negThreshold}
}

// decaying lets c decay in silence, to a part e in some seconds.
func decaying(seconds float64) *policy {
	return &policy{name: fmt.Sprintf("decay: %g s", seconds), act: decay(factor(seconds)), silence: 1, every: 1, neg: negThreshold}
}

// The constants of the policy chosen.
const (
	chosenTime    = 5   // s, in which c decays by e
	chosenSilence = 0.2 // a window below it is silence
	chosenEndless = 20  // s of speech without pauses are taken for noise
)

// chosen lets c decay in silence and in speech that does not end.
func chosen() *policy { return decayingBelow(chosenTime, chosenSilence, chosenEndless) }

// decayingBelow is decaying with a threshold of its own; c decays in endless
// speech too.
func decayingBelow(seconds float64, neg float32, endless float64) *policy {
	p := decaying(seconds)
	p.name = fmt.Sprintf("decay: %g s, below %g, endless %g s", seconds, neg, endless)
	p.neg, p.run = neg, windows(endless)
	return p
}

// with returns p, renamed and changed.
func (p *policy) with(name string, change func(*policy)) *policy {
	p.name = name
	change(p)
	return p
}

// candidates are the policies compared, the reference first.
func candidates() []*policy {
	all := []*policy{none()}
	for _, seconds := range []float64{0.5, 1, 2, 5, 10, 30} {
		all = append(all, clearing(seconds))
	}
	all = append(all,
		clearing(10).with("clear h, c: 10 s, then each 0.5 s", func(p *policy) { p.every = windows(0.5) }),
		clearing(10).with("clear h, c: 10 s, then each 5 s", func(p *policy) { p.every = windows(5) }),
		clearing(5).with("clear c alone: 5 s", func(p *policy) { p.act = clearCell }))
	for _, n := range []int{1, 2, 4, 8, 16} {
		all = append(all, clearing(5).with(fmt.Sprintf("clear h, c: 5 s, replay %d", n), func(p *policy) { p.replay = n }))
	}
	for _, limit := range []float32{20, 50, 100} {
		all = append(all, clearing(5).with(fmt.Sprintf("clear h, c: 5 s if a c is beyond %g", limit), func(p *policy) { p.drifted = beyond(limit) }))
	}
	for _, limit := range []float32{1, 3, 10, 50} {
		all = append(all, &policy{name: fmt.Sprintf("bound c by %g", limit), always: bound(limit)})
	}
	for _, seconds := range []float64{3, 5, 7, 10, 16} {
		all = append(all, decaying(seconds))
	}
	all = append(all,
		decaying(5).with("decay: 5 s, from 1 s of silence on", func(p *policy) { p.silence = windows(1) }),
		decaying(3).with("decay: 3 s, from 10 s of silence on", func(p *policy) { p.silence = windows(10) }),
		&policy{name: "decay by probability: 5 s", always: decayByProbability(5)},
		&policy{name: "decay always: 10 s", always: decayAlways(10)},
		decayingBelow(5, negThreshold, chosenEndless),
		chosen(),
		&policy{name: "two memories, one for 8 s", twin: windows(8)})
	return all
}

// variants are the policy chosen, and it with other constants.
func variants() []*policy {
	all := []*policy{none(), chosen()}
	for _, seconds := range []float64{3, 4, 6, 7, 8, 10} {
		all = append(all, decayingBelow(seconds, chosenSilence, chosenEndless))
	}
	for _, neg := range []float32{0.1, 0.15, 0.25, 0.35, 0.5} {
		all = append(all, decayingBelow(chosenTime, neg, chosenEndless))
	}
	for _, endless := range []float64{10, 30, 60} {
		all = append(all, decayingBelow(chosenTime, chosenSilence, endless))
	}
	return all
}
