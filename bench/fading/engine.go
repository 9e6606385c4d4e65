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

func newEngine(n *model.Network) *engine { return &engine{network: n} }

// step advances all lanes by the newest windows of their tapes. All groups have
// lanes of the same policies.
func (e *engine) step(groups []group) {
	e.states, e.windows = e.states[:0], e.windows[:0]
	for g := range groups {
		e.windows = append(e.windows, groups[g].tape.last(1)[groups[g].tape.context:])
		for i := range groups[g].lanes {
			l := &groups[g].lanes[i]
			e.states = append(e.states, &l.state)
			if l.keep.twin > 0 {
				e.states = append(e.states, &l.twin)
			}
		}
	}
	if rows := max(len(e.states), maxReplay); e.scratch.Rows() < rows {
		e.scratch, e.probs = e.network.NewScratch(rows), make([]float32, rows)
	}
	e.network.Fan(e.scratch, e.states, e.windows, e.probs)
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
