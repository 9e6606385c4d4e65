package model

import "github.com/gosilero/vad/ops"

// The layers that all networks have: the input, the LSTM and the decoder.
//
// Each layer of the LSTM has its part of the state, units values of h and of c. The
// inputs of the first layer are the encoder's outputs, those of another layer the h
// that the layer below has advanced to.

// load writes one input to row r of s.input: context and window, and their ends
// mirrored, without the outermost sample.
func (n *Network) load(s *Scratch, r int, context, window []float32) {
	x := s.input.Row(r)
	begin := n.PadLeft
	copy(x[begin:], context[:n.Context])
	copy(x[begin+n.Context:], window[:n.Window])
	end := begin + n.Context + n.Window
	for i := range n.PadLeft {
		x[begin-1-i] = x[begin+1+i]
	}
	for i := range n.PadRight {
		x[end+i] = x[end-2-i]
	}
}

// encode computes the layers before the LSTM, for inputs in rows of s, and the
// inputs' part of the sums of its first layer.
func (n *Network) encode(s *Scratch, rows int) {
	n.encoder.encode(s, rows)
	n.cells[0].Project(s.sums, s.x, rows*n.Steps)
}

// advance advances one layer of the streams by the steps of their windows, from the
// inputs' part of the sums in s.sums on. It leaves that of the layer above there, all
// steps at once, or after the last layer adds up the probabilities of the steps.
func (n *Network) advance(s *Scratch, layer int, states []*State, probs []float32) {
	isLast := layer == len(n.cells)-1
	for step := range n.Steps {
		sums, h := n.rowsOf(s.sums, step), n.rowsOf(s.h, step)
		n.gather(h, layer, states)
		n.cells[layer].Recur(sums, h, len(states))
		n.activate(sums, layer, states)
		if isLast {
			n.addProbs(probs, states)
		} else {
			n.gather(h, layer, states)
		}
	}
	if !isLast {
		n.cells[layer+1].Project(s.sums, s.h, len(states)*n.Steps)
	}
}

// rowsOf returns the rows of one step of each stream's window.
func (n *Network) rowsOf(x ops.Rows, step int) ops.Rows {
	return ops.Rows{Data: x.Row(step), Stride: n.Steps * x.Stride}
}

// gather copies a layer's h of each stream to a row of h.
func (n *Network) gather(h ops.Rows, layer int, states []*State) {
	for r, st := range states {
		copy(h.Row(r), n.part(st.H[:], layer))
	}
}

// activate advances a layer of each stream's state by the sums in its row.
func (n *Network) activate(sums ops.Rows, layer int, states []*State) {
	for r, st := range states {
		n.cells[layer].Activate(n.part(st.H[:], layer), n.part(st.C[:], layer), sums.Row(r))
	}
}

// addProbs adds the probability of each stream's last step.
func (n *Network) addProbs(probs []float32, states []*State) {
	for r, st := range states {
		probs[r] += n.decode(st)
	}
}

// pass advances one layer of a stream by the steps whose sums are rows from to
// to-1, and computes the inputs' part of the sums of the layer above.
func (n *Network) pass(s *Scratch, layer int, st *State, from, to int) {
	for i := from; i < to; i++ {
		n.recur(s, i, layer, st)
		copy(s.h.Row(i), n.part(st.H[:], layer))
	}
	sums, h := ops.Rows{Data: s.sums.Row(from), Stride: s.sums.Stride}, ops.Rows{Data: s.h.Row(from), Stride: s.h.Stride}
	n.cells[layer+1].Project(sums, h, to-from)
}

// recur advances one layer of a stream by the step whose sums are row i.
func (n *Network) recur(s *Scratch, i, layer int, st *State) {
	sums, h := s.sums.Row(i), n.part(st.H[:], layer)
	n.cells[layer].Recur(ops.Rows{Data: sums}, ops.Rows{Data: h}, 1)
	n.cells[layer].Activate(h, n.part(st.C[:], layer), sums)
}

// part returns a layer's part of h or c.
func (n *Network) part(values []float32, layer int) []float32 {
	return values[layer*n.units:][:n.units]
}

// keep moves a stream's context to the end of the window in row r.
func (n *Network) keep(s *Scratch, r int, st *State) {
	copy(st.Context[:n.Context], s.input.Row(r)[n.PadLeft+n.Window:])
}

// mean returns the mean of the probabilities of a window's steps from their sum.
func (n *Network) mean(sum float32) float32 {
	if n.Steps == 1 {
		return sum
	}
	return sum / float32(n.Steps)
}

// decode returns the probability for the output h of the LSTM's last layer:
//
//	sigmoid(bias + sum over u of decoder[u]*max(h[u], 0))
func (n *Network) decode(st *State) float32 {
	return ops.Sigmoid(ops.DotReLU(n.bias, st.H[Hidden-n.units:], n.decoder))
}
