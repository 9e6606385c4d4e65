package model

// This file is the forward pass of the network, in three forms: for one window, for
// one window of each of many streams, and for many windows of one stream. layers.go
// has the layers. They work on rows of a Scratch, with one window in each row.

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
		n.begin(s, r, st, windows[r])
	}
	n.encode(s, len(states))
	n.cell.Sum(s.sums, s.xh, len(states))
	for r, st := range states {
		n.advance(s, r, st)
		probs[r] = n.decode(st.H[:])
	}
}

// Encode computes everything that does not depend on the LSTM's state for a
// number of consecutive windows of one stream: the layers before the LSTM and
// the input's part of its sums. pcm holds the windows, context the Context
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
	n.cell.Project(s.sums, s.xh, windows)
}

// Recur completes the first len(probs) windows that Encode left in s, in order: it
// advances the state and writes the probabilities. Encode with Recur gives the same
// results as Batch, to the last bit.
func (n *Network) Recur(s *Scratch, st *State, probs []float32) {
	n.check(s, len(probs))
	for r := range probs {
		n.cell.Recur(s.sums.Row(r), st.H[:])
		n.advance(s, r, st)
		probs[r] = n.decode(st.H[:])
	}
}

// encode computes the layers before the LSTM, for inputs in rows of s. The
// shapes are those at 16 kHz.
func (n *Network) encode(s *Scratch, rows int) {
	n.stft(s, rows)  // magnitudes:      640 samples    -> 129 bins x 4
	n.conv1(s, rows) // stride 1, ReLU:  129 x 4 frames -> 128 x 4
	n.conv2(s, rows) // stride 2, ReLU:  128 x 4        -> 64 x 2
	n.conv3(s, rows) // stride 2, ReLU:  64 x 2         -> 64
	n.conv4(s, rows) // stride 1, ReLU:  64             -> 128
}
