package model

import "github.com/gosilero/vad/ops"

// Step advances one stream by one window and returns its probability.
func (n *Network) Step(s *Scratch, st *State, window []float32) float32 {
	n.load(s.input.Data, st.Context[:n.Context], window)
	h := s.xh.Data[channels4:][:Hidden]
	copy(h, st.H[:])
	n.encode(s, 1)
	cell := ops.Rows{Data: st.C[:]}
	n.cell.Step(s.xh, cell, s.sums, 1)
	copy(st.H[:], h)
	copy(st.Context[:n.Context], window[n.Window-n.Context:])
	return n.decode(h)
}

// Batch advances len(states) independent streams by one window each and
// writes their probabilities. Each window has Window samples; s has room for
// as many rows. A row's result does not depend on the other rows.
func (n *Network) Batch(s *Scratch, states []*State, windows [][]float32, probs []float32) {
	for r, st := range states {
		n.load(s.input.Row(r), st.Context[:n.Context], windows[r])
		copy(s.xh.Row(r)[channels4:], st.H[:])
		copy(s.cell.Row(r), st.C[:])
	}
	n.encode(s, len(states))
	n.cell.Step(s.xh, s.cell, s.sums, len(states))
	for r, st := range states {
		h := s.xh.Row(r)[channels4:][:Hidden]
		copy(st.H[:], h)
		copy(st.C[:], s.cell.Row(r))
		copy(st.Context[:n.Context], windows[r][n.Window-n.Context:])
		probs[r] = n.decode(h)
	}
}

// Encode computes all that does not depend on the LSTM's state for a number of
// consecutive windows of one stream, as many as s has rows at most: the layers
// up to the LSTM and the input's share of its gates. pcm holds the windows,
// context the Context samples before them. The result stays in s for Recur.
func (n *Network) Encode(s *Scratch, context, pcm []float32, windows int) {
	for r := range windows {
		window := pcm[r*n.Window:][:n.Window]
		n.load(s.input.Row(r), context[:n.Context], window)
		context = window[n.Window-n.Context:]
	}
	n.encode(s, windows)
	n.cell.Project(s.sums, s.xh, windows)
}

// Recur completes the windows that Encode left in s, in their order: it
// advances the state and writes the probabilities. Encode with Recur gives what
// Batch gives, to the last bit.
func (n *Network) Recur(s *Scratch, st *State, probs []float32) {
	for r := range probs {
		n.cell.Recur(s.sums.Row(r), st.H[:], st.C[:])
		probs[r] = n.decode(st.H[:])
	}
	if last := len(probs) - 1; last >= 0 {
		copy(st.Context[:n.Context], s.input.Row(last)[n.Window:])
	}
}

// load writes one input: context, window, and the window's end mirrored:
// pad[i] = x[len-2-i].
func (n *Network) load(dst, context, window []float32) {
	copy(dst, context)
	copy(dst[n.Context:], window[:n.Window])
	end := n.Context + n.Window
	for i := range n.Pad() {
		dst[end+i] = dst[end-2-i]
	}
}

// encode runs the layers that have no state on rows windows, from s.input to
// the first half of s.xh's rows.
func (n *Network) encode(s *Scratch, rows int) {
	for r := range rows {
		n.stft.Magnitudes(s.mag.Row(r), s.input.Row(r), s.fft)
	}
	n.convolve(s, rows)
}

// convolve runs the four convolutions of encode on the magnitudes.
func (n *Network) convolve(s *Scratch, rows int) {
	n.conv1.Apply(s.act1, s.mag, rows)

	// With stride 2, frame 0 of the second layer meets frames 0 and 1 of the
	// first with taps 1 and 2, and frame 1 meets frames 2 and 3: one product,
	// as the frames of a window lie side by side. Tap 0 meets padding before
	// frame 0, and frame 1 of the first layer before frame 1.
	for r := range rows {
		copy(s.act2.Row(r), n.bias2)
	}
	middle := ops.Rows{Data: s.act1.Data[channels1:], Stride: s.act1.Stride}
	second := ops.Rows{Data: s.act2.Data[channels2:], Stride: s.act2.Stride}
	ops.Product(second, middle, n.conv2.Inputs(0, channels1), ops.Rows{Data: n.bias2}, rows, false)
	pairs := ops.Rows{Data: s.act1.Data, Stride: 2 * channels1}
	frames := ops.Rows{Data: s.act2.Data, Stride: channels2}
	ops.Product(frames, pairs, n.conv2.Inputs(channels1, 3*channels1), frames, 2*rows, true)

	ops.Product(s.act3, s.act2, n.conv3, ops.Rows{Data: n.bias3}, rows, true)
	ops.Product(s.xh, s.act3, n.conv4, ops.Rows{Data: n.bias4}, rows, true)
}

// decode returns the probability that the LSTM's output h stands for.
func (n *Network) decode(h []float32) float32 {
	return ops.Sigmoid(ops.DotReLU(n.bias, h, n.decoder))
}
