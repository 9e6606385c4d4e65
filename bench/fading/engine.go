package main

import "github.com/gosilero/vad/model"

// maxReplay is the most windows that a policy may run once more.
const maxReplay = 16

// lane is one stream under a policy.
type lane struct {
	state model.State
	twin  model.State // of a policy that has one
	keep  keeper
	prob  float32 // of the newest window
}

// group is lanes that hear the same audio.
type group struct {
	lanes  []lane
	recent [maxReplay][]float32 // the sums of the newest windows, in a circle
	heard  int                  // windows
}

// newGroup returns a new stream for each policy.
func newGroup(policies []*policy) *group {
	g := &group{lanes: make([]lane, len(policies))}
	for i, p := range policies {
		g.lanes[i].keep.policy = p
	}
	return g
}

// clone returns a copy of the first n lanes that goes on by itself.
func (g *group) clone(n int) *group {
	c := *g
	c.lanes = append([]lane(nil), g.lanes[:n]...)
	return &c
}

// engine runs streams through one network. It is used by one goroutine at a
// time.
type engine struct {
	network *model.Network
	scratch *model.Scratch
	states  []*model.State
	probs   []float32
}

// encodeWindows is how many windows go through the layers before the LSTM at once.
const encodeWindows = 64

func newEngine(n *model.Network) *engine {
	return &engine{network: n, scratch: n.NewScratch(encodeWindows)}
}

// encoded is windows as the LSTM takes them, which does not depend on its state: so
// all streams, whatever they heard before, can share them.
type encoded struct {
	sums []float32
	size int // of a window
}

func (e encoded) windows() int { return len(e.sums) / e.size }

func (e encoded) window(i int) []float32 { return e.sums[i*e.size:][:e.size] }

// encode runs the windows of pcm through the layers before the LSTM; context is
// audio before them, zeros if it is nil.
func (e *engine) encode(context, pcm []float32) encoded {
	n := e.network
	if context == nil {
		context = make([]float32, n.Context)
	}
	all := encoded{size: n.NumSums()}
	for len(pcm) >= n.Window {
		windows := min(len(pcm)/n.Window, encodeWindows)
		n.Encode(e.scratch, context[len(context)-n.Context:], pcm, windows)
		all.sums = n.AppendSums(all.sums, e.scratch, windows)
		context, pcm = pcm[:windows*n.Window], pcm[windows*n.Window:]
	}
	return all
}

// step advances all lanes of a group by a window.
func (e *engine) step(g *group, sums []float32) {
	g.recent[g.heard%maxReplay] = sums
	g.heard++
	e.states = e.states[:0]
	for i := range g.lanes {
		e.states = append(e.states, &g.lanes[i].state)
		if g.lanes[i].keep.twin > 0 {
			e.states = append(e.states, &g.lanes[i].twin)
		}
	}
	if rows := len(e.states); len(e.probs) < rows {
		e.probs = make([]float32, rows)
	}
	e.network.Follow(e.scratch, sums, e.states, e.probs)
	row := 0
	for i := range g.lanes {
		l := &g.lanes[i]
		l.prob = e.probs[row]
		row++
		if l.keep.twin > 0 {
			row++
		}
		e.keep(l, g)
	}
}

// keep does what the lane's policy says after a window.
func (e *engine) keep(l *lane, g *group) {
	if n := l.keep.twin; n > 0 {
		if l.keep.age++; l.keep.age == n {
			l.state, l.keep.age = l.twin, 0
			l.keep.acts++
			clearAll(&l.twin)
		}
	}
	if l.keep.after(&l.state, l.prob) {
		var again [1]float32
		for w := g.heard - l.keep.replay; w < g.heard; w++ {
			e.network.Follow(e.scratch, g.recent[w%maxReplay], []*model.State{&l.state}, again[:])
		}
	}
}
