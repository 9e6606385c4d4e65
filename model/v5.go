package model

import "github.com/gosilero/vad/ops"

// The layers, in the order of the forward pass. Those with a parameter rows
// compute the first rows of s, the others one row or one stream.

// begin writes a stream's next window and what the stream remembers to row r.
func (n *Network) begin(s *Scratch, r int, st *State, window []float32) {
	n.load(s, r, st.Context[:], window)
	copy(s.xh.Row(r)[channels4:], st.H[:])
}

// load writes one input to row r of s.input: context, window, and the window's
// end mirrored: pad[i] = x[len-2-i].
func (n *Network) load(s *Scratch, r int, context, window []float32) {
	x := s.input.Row(r)
	copy(x, context[:n.Context])
	copy(x[n.Context:], window[:n.Window])
	end := n.Context + n.Window
	for i := range n.Pad() {
		x[end+i] = x[end-2-i]
	}
}

// stft computes s.mag from s.input.
func (n *Network) stft(s *Scratch, rows int) {
	for r := range rows {
		n.transform.Magnitudes(s.mag.Row(r), s.input.Row(r), s.fft)
	}
}

// conv1 computes s.act1 from s.mag.
func (n *Network) conv1(s *Scratch, rows int) {
	n.weights1.Apply(s.act1, s.mag, rows)
}

// conv2 computes s.act2 from s.act1.
//
// With stride 2, output frame 0 takes input frames 0 and 1 with taps 1 and 2,
// and frame 1 takes frames 2 and 3: one product, as the frames of a window lie
// side by side. Tap 0 takes padding for output frame 0, and input frame 1 for
// frame 1: a product of its own, which comes first.
func (n *Network) conv2(s *Scratch, rows int) {
	for r := range rows {
		copy(s.act2.Row(r), n.bias2)
	}
	middle := ops.Rows{Data: s.act1.Data[channels1:], Stride: s.act1.Stride}
	second := ops.Rows{Data: s.act2.Data[channels2:], Stride: s.act2.Stride}
	ops.Product(second, middle, n.weights2.Inputs(0, channels1), ops.Rows{Data: n.bias2}, rows, false)
	pairs := ops.Rows{Data: s.act1.Data, Stride: 2 * channels1}
	frames := ops.Rows{Data: s.act2.Data, Stride: channels2}
	ops.Product(frames, pairs, n.weights2.Inputs(channels1, 3*channels1), frames, 2*rows, true)
}

// conv3 computes s.act3 from s.act2.
func (n *Network) conv3(s *Scratch, rows int) {
	ops.Product(s.act3, s.act2, n.weights3, ops.Rows{Data: n.bias3}, rows, true)
}

// conv4 computes the inputs of the LSTM, in s.xh, from s.act3.
func (n *Network) conv4(s *Scratch, rows int) {
	ops.Product(s.xh, s.act3, n.weights4, ops.Rows{Data: n.bias4}, rows, true)
}

// advance moves a stream's state past the window in row r: h and c by the
// LSTM's gates, the context to the window's end.
func (n *Network) advance(s *Scratch, r int, st *State) {
	n.cell.Activate(st.H[:], st.C[:], s.sums.Row(r))
	copy(st.Context[:n.Context], s.input.Row(r)[n.Window:])
}

// decode returns the probability for the LSTM's output h:
//
//	sigmoid(bias + sum over u of decoder[u]*max(h[u], 0))
func (n *Network) decode(h []float32) float32 {
	return ops.Sigmoid(ops.DotReLU(n.bias, h, n.decoder))
}
