package main

import "github.com/gosilero/vad/model"

// lane is one stream under a policy.
type lane struct {
	state model.State
	twin  model.State // of a policy that has one
	keep  keeper
	prob  float32 // of the newest window
}

// group is lanes that hear the same audio.
type group struct {
	lanes []lane
	tape  *tape
}

// newGroup returns a new stream for each policy.
func newGroup(c model.Config, policies []*policy) group {
	g := group{make([]lane, len(policies)), newTape(c)}
	for i, p := range policies {
		g.lanes[i].keep.policy = p
	}
	return g
}

// clone returns a copy of the first n lanes that goes on by itself.
func (g *group) clone(n int) group {
	return group{append([]lane(nil), g.lanes[:n]...), g.tape.clone()}
}

// batch is how many streams one pass through the network advances at most.
const batch = 64

// engine runs streams through one network. It is used by one goroutine at a
// time.
type engine struct {
	network *model.Network
	scratch *model.Scratch
	states  []*model.State
	windows [][]float32
	probs   []float32
	again   [maxReplay]float32 // probabilities of windows that run once more
}

func newEngine(n *model.Network) *engine {
	return &engine{network: n, scratch: n.NewScratch(batch)}
}

// step advances all lanes by the newest windows of their tapes.
func (e *engine) step(groups []group) {
	e.states, e.windows = e.states[:0], e.windows[:0]
	for g := range groups {
		window := groups[g].tape.last(1)[e.network.Context:]
		for i := range groups[g].lanes {
			l := &groups[g].lanes[i]
			e.add(&l.state, window)
			if l.keep.twin > 0 {
				e.add(&l.twin, window)
			}
		}
	}
	e.advance()
	row := 0
	for g := range groups {
		for i := range groups[g].lanes {
			l := &groups[g].lanes[i]
			l.prob = e.probs[row]
			row++
			if l.keep.twin > 0 {
				row++
			}
			e.keep(l, groups[g].tape)
		}
	}
}

func (e *engine) add(st *model.State, window []float32) {
	e.states = append(e.states, st)
	e.windows = append(e.windows, window)
}

// advance runs what was added through the network.
func (e *engine) advance() {
	for len(e.probs) < len(e.states) {
		e.probs = append(e.probs, 0)
	}
	for first := 0; first < len(e.states); first += batch {
		end := min(first+batch, len(e.states))
		e.network.Batch(e.scratch, e.states[first:end], e.windows[first:end], e.probs[first:end])
	}
}

// keep does what the lane's policy says after a window.
func (e *engine) keep(l *lane, t *tape) {
	if n := l.keep.twin; n > 0 {
		if l.keep.age++; l.keep.age == n {
			l.state, l.keep.age = l.twin, 0
			l.keep.acts++
			clearAll(&l.twin)
		}
	}
	if l.keep.after(&l.state, l.prob) {
		n := l.keep.replay
		pcm := t.last(n)
		e.network.Encode(e.scratch, pcm, pcm[t.context:], n)
		e.network.Recur(e.scratch, &l.state, e.again[:n])
	}
}
