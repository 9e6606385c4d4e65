package main

import (
	"fmt"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/model"
)

// negThreshold is Silero's: a window below it is silence.
const negThreshold = 0.35

// none leaves the memory as it is: the reference.
func none() *policy { return &policy{name: "none"} }

// clearing clears h and c after some seconds of silence, and again after each
// such time more.
func clearing(seconds float64) *policy {
	n := windows(seconds)
	return &policy{name: fmt.Sprintf("clear, %g s", seconds), act: clearAll, silence: n, every: n, neg: negThreshold}
}

// decaying takes a window's part of some seconds from c after each window of
// silence, as the library does.
func decaying(seconds float64) *policy {
	return &policy{name: fmt.Sprintf("decay, %.3g s", seconds), act: decay(factor(seconds)), silence: 1, every: 1, neg: model.SilenceThreshold}
}

// chosenSeconds is the default of live detection.
var chosenSeconds = live.DefaultConfig(16000).ResetSilence.Seconds()

// chosen is the library's policy.
func chosen() *policy { return decaying(chosenSeconds) }

// compared are the policies of the long tables: the reference, the simplest, and the
// one chosen.
func compared() []*policy { return []*policy{none(), clearing(5), chosen()} }

// with returns p, renamed and changed.
func (p *policy) with(name string, change func(*policy)) *policy {
	p.name = name
	change(p)
	return p
}

// candidates are the policies that were compared, the reference first.
func candidates() []*policy {
	all := []*policy{none()}
	for _, seconds := range []float64{1, 2, 5, 10, 30} {
		all = append(all, clearing(seconds))
	}
	all = append(all,
		clearing(5).with("clear c alone, 5 s", func(p *policy) { p.act = clearCell }),
		clearing(5).with("clear, 5 s, and replay 8 windows", func(p *policy) { p.replay = 8 }),
		clearing(5).with("clear, 5 s, if a cell is beyond 50", func(p *policy) { p.drifted = beyond(50) }),
		&policy{name: "bound all cells by 3", always: bound(3)},
		chosen().with(chosen().name+" (chosen)", func(*policy) {}))
	for _, seconds := range []float64{2, 3, 5, 7, 10, 16} {
		all = append(all, decaying(seconds))
	}
	for _, neg := range []float32{0.05, 0.1, 0.35} {
		all = append(all, chosen().with(fmt.Sprintf("decay, below %g", neg), func(p *policy) { p.neg = neg }))
	}
	all = append(all,
		chosen().with("decay, from 1 s of silence on", func(p *policy) { p.silence = windows(1) }),
		chosen().with("decay of h and c", func(p *policy) { p.act = decayAll(factor(chosenSeconds)) }),
		chosen().with("decay, in 20 s without pause too", func(p *policy) { p.run = windows(20) }),
		&policy{name: "decay by probability", always: decayByProbability(chosenSeconds)},
		&policy{name: "decay always, 10 s", always: decayAlways(10)},
		&policy{name: "two memories, one for 8 s", twin: windows(8)})
	return all
}
