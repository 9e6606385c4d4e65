package model

import "github.com/gosilero/vad/ops"

// encoderV4 is the layers before the LSTM in v4.
type encoderV4 struct {
	transform *ops.DFT
	config    Config
	share     []float64 // [frames]: of each frame's sum of logarithms in the number to subtract
	blocks    []blockV4
}

// blockV4 is a separable block and the strided convolution after it, of one tap,
// which leaves out frames of the block's outputs. They are not computed.
type blockV4 struct {
	frames, stride int
	deep           ops.Depthwise // in -> in channels, 5 taps
	wide           ops.Panels    // in -> out
	residual       ops.Panels    // in -> out, where projected
	projected      bool
	bias           []float32  // [out]: of wide, and of residual where there is one
	conv           ops.Panels // out -> out
	convBias       []float32  // [out]
}

// scratchV4 is the memory of an encoderV4.
type scratchV4 struct {
	spectra  ops.Rows // [rows * frames][256]
	features ops.Rows // [rows * frames][magnitudes 129, logarithms 129]
	levels   []levelV4
}

// levelV4 is the outputs of a block's layers, [rows * frames/stride][channels].
type levelV4 struct{ deep, wide, out ops.Rows }

// hopV4 is the number of samples from one frame to the next.
const hopV4 = 64

// frames returns the number of frames of a window.
func (e *encoderV4) frames() int { return len(e.share) }

// bins returns the number of frequency bins.
func (e *encoderV4) bins() int { return e.config.FFT/2 + 1 }

func newEncoderV4(c Config, t tensors) *encoderV4 {
	frames := (c.PadLeft+c.Window+c.PadRight-c.FFT)/hopV4 + 1
	e := &encoderV4{transform: ops.NewDFT(c.FFT), config: c}
	e.share = frameShares(frames, e.bins(), t["adaptive_normalization.filter"])
	channels := 2 * e.bins()
	for _, b := range []struct {
		block, conv string
		out, stride int
	}{
		{"first_layer", "encoder.0", 16, 2},
		{"encoder.3", "encoder.4", 32, 2},
		{"encoder.7", "encoder.8", 32, c.SampleRate / 8000},
		{"encoder.11", "encoder.12", 64, 1},
	} {
		e.blocks = append(e.blocks, t.block(b.block, b.conv, channels, b.out, frames, b.stride))
		frames, channels = frames/b.stride, b.out
	}
	return e
}

// block packs the separable block of one name and the convolution of another.
func (t tensors) block(block, conv string, in, out, frames, stride int) blockV4 {
	b := blockV4{
		frames: frames, stride: stride,
		deep:     ops.NewDepthwise(in, t[block+".dw_conv.weight"], t[block+".dw_conv.bias"]),
		wide:     t.pack(block+".pw_conv.weight", out, in, 1, 0),
		bias:     t[block+".pw_conv.bias"],
		conv:     t.pack(conv+".weight", out, out, 1, 0),
		convBias: t[conv+".bias"],
	}
	if bias, ok := t[block+".proj.bias"]; ok {
		b.projected, b.residual = true, t.pack(block+".proj.weight", out, in, 1, 0)
		for o := range bias {
			b.bias[o] += bias[o]
		}
	}
	return b
}

// frameShares returns how much of each frame's sum over the bins is in the number
// to subtract: the mean over the frames of the bins' mean, which a filter has
// smoothed, with frames mirrored at the ends of the window.
func frameShares(frames, bins int, filter []float32) []float64 {
	share := make([]float64, frames)
	for f := range frames {
		for tap, w := range filter {
			at := f + tap - len(filter)/2
			if at < 0 {
				at = -at
			} else if at >= frames {
				at = 2*(frames-1) - at
			}
			share[at] += float64(w) / float64(frames*bins)
		}
	}
	return share
}

func (e *encoderV4) allocate(s *Scratch, rows int) {
	s.spectra = matrix(rows*e.frames(), e.config.FFT)
	s.features = matrix(rows*e.frames(), e.blocks[0].deep.Channels())
	s.levels = make([]levelV4, len(e.blocks))
	for i, b := range e.blocks {
		outputs := rows * b.frames / b.stride
		s.levels[i] = levelV4{matrix(outputs, b.deep.Channels()), matrix(outputs, len(b.bias)), matrix(outputs, len(b.bias))}
	}
	s.x = s.levels[len(e.blocks)-1].out
}

// encode computes the layers. The shapes are those with windows of 512 samples at
// 16 kHz.
func (e *encoderV4) encode(s *Scratch, rows int) {
	e.stft(s, rows)      // real and imaginary parts:   704 samples  -> 256 x 8 frames
	e.normalize(s, rows) // magnitudes and logarithms:  256 x 8      -> 258 x 8
	for i := range e.blocks {
		e.block(s, i, rows) // 258 x 8 -> 16 x 4 -> 32 x 2 -> 32 x 1 -> 64 x 1
	}
}

// stft computes s.spectra from s.input.
func (e *encoderV4) stft(s *Scratch, rows int) {
	e.transform.Apply(s.spectra, s.input, hopV4, e.frames(), rows)
}

// normalize computes s.features from s.spectra: in each frame the magnitudes and
// their logarithms, less a mean over the window's logarithms.
func (e *encoderV4) normalize(s *Scratch, rows int) {
	bins, frames := e.bins(), e.frames()
	for r := range rows {
		mean := 0.0
		for f, share := range e.share {
			x := s.features.Row(r*frames + f)
			mean += share * float64(ops.LogMagnitudes(x[:bins], x[bins:2*bins], s.spectra.Row(r*frames + f)[:e.config.FFT]))
		}
		level := float32(mean)
		for f := range frames {
			logs := s.features.Row(r*frames + f)[bins:][:bins]
			for k := range logs {
				logs[k] -= level
			}
		}
	}
}

// block computes s.levels[i], of which the last has s.x, from the level before or
// s.features.
func (e *encoderV4) block(s *Scratch, i, rows int) {
	x := s.features
	if i > 0 {
		x = s.levels[i-1].out
	}
	e.blocks[i].apply(s.levels[i], x, rows)
}

// apply computes the layers of a block for the frames of a number of windows, rows
// of x:
//
//	z = relu(wide(relu(deep(x))) + residual(x)), y = relu(conv(z))
//
// with x itself in place of residual(x) where there is no projection.
func (b *blockV4) apply(l levelV4, x ops.Rows, windows int) {
	b.deep.Apply(l.deep, x, b.frames, b.stride, windows)
	outputs := windows * b.frames / b.stride
	x.Stride *= b.stride
	if b.projected {
		ops.Product(l.wide, x, b.residual, ops.Rows{Data: b.bias}, outputs, false)
	} else {
		for i := range outputs {
			z, from := l.wide.Row(i), x.Row(i)
			for o, bias := range b.bias {
				z[o] = from[o] + bias
			}
		}
	}
	ops.Product(l.wide, l.deep, b.wide, l.wide, outputs, true)
	ops.Product(l.out, l.wide, b.conv, ops.Rows{Data: b.convBias}, outputs, true)
}
