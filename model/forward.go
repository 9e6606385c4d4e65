package model

// This file is the forward pass of the networks, in three forms: for one window, for
// one window of each of many streams, and for many windows of one stream. layers.go
// has the layers that all networks have, v5.go and v4.go those before the LSTM. They
// work on rows of a Scratch, with one window in each row.

// Step advances one stream by one window and returns its probability.
func (n *Network) Step(s *Scratch, st *State, window []float32) float32 {
	var prob [1]float32
	n.Batch(s, []*State{st}, [][]float32{window}, prob[:])
	return prob[0]
}

// Batch advances len(states) independent streams by one window each and writes
// their probabilities. Each window has Window samples; s has a row for each
// stream. The result of a stream does not depend on the other streams.
func (n *Network) Batch(s *Scratch, states []*State, windows [][]float32, probs []float32) {
	n.check(s, len(states))
	for r, st := range states {
		n.load(s, r, st.Context[:], windows[r])
	}
	n.encode(s, len(states))
	n.complete(s, states, probs)
	for r, st := range states {
		n.keep(s, r, st)
	}
}

// complete advances streams, but for their contexts, by the windows whose sums are in
// the rows of s.
func (n *Network) complete(s *Scratch, states []*State, probs []float32) {
	clear(probs[:len(states)])
	for layer := range n.cells {
		n.advance(s, layer, states, probs)
	}
	for r, st := range states {
		probs[r] = n.mean(probs[r])
		st.finish(probs[r])
	}
}

// Encode computes everything that does not depend on the LSTM's state for a
// number of consecutive windows of one stream: the layers before the LSTM and
// the inputs' part of its sums. pcm holds the windows, context the Context
// samples before them; s has a row for each window and keeps the result for
// Recur.
func (n *Network) Encode(s *Scratch, context, pcm []float32, windows int) {
	n.check(s, windows)
	for r := range windows {
		window := pcm[r*n.Window:][:n.Window]
		n.load(s, r, context, window)
		context = window[n.Window-n.Context:]
	}
	n.encode(s, windows)
}

// Recur completes the first len(probs) windows that Encode left in s, in order: it
// advances the state and writes the probabilities. Encode with Recur gives the same
// results as Batch, to the last bit.
func (n *Network) Recur(s *Scratch, st *State, probs []float32) {
	n.check(s, len(probs))
	last := len(n.cells) - 1
	for from := 0; from < len(probs); {
		// The layers below the last run ahead of it, but past no window after which
		// their state may decay.
		to := len(probs)
		if st.Decay != 0 {
			to = from + 1
		}
		for layer := range last {
			n.pass(s, layer, st, from*n.Steps, to*n.Steps)
		}
		for r := from; r < to; r++ {
			probs[r] = 0
			for step := range n.Steps {
				n.recur(s, r*n.Steps+step, last, st)
				probs[r] += n.decode(st)
			}
			n.keep(s, r, st)
			probs[r] = n.mean(probs[r])
			st.finish(probs[r])
		}
		from = to
	}
}

// AppendSums appends, for each of the first windows that Encode left in s, what the
// LSTM of a stream takes from it, for Follow: NumSums values.
func (n *Network) AppendSums(dst []float32, s *Scratch, windows int) []float32 {
	n.check(s, windows)
	for i := range windows * n.Steps {
		dst = append(dst, s.sums.Row(i)[:n.cells[0].NumSums()]...)
	}
	return dst
}

// NumSums returns the number of values that AppendSums appends for a window.
func (n *Network) NumSums() int { return n.Steps * n.cells[0].NumSums() }

// Follow advances streams that all hear the same window, each with a past of its own,
// from the window's sums on, and writes their probabilities. s has a row for each
// stream. Contexts, which AppendSums has made use of, stay. But for them Follow gives
// the same results as Batch, to the last bit.
func (n *Network) Follow(s *Scratch, sums []float32, states []*State, probs []float32) {
	n.check(s, len(states))
	row := n.cells[0].NumSums()
	for i := range len(states) * n.Steps {
		copy(s.sums.Row(i), sums[i%n.Steps*row:][:row])
	}
	n.complete(s, states, probs)
}
