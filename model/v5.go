package model

import "github.com/gosilero/vad/ops"

// encoderV5 is the layers before the LSTM in v5 and v6.
type encoderV5 struct {
	transform *ops.STFT
	weights1  ops.Conv   // bins -> 128, 4 frames
	weights2  ops.Panels // 128 -> 64, stride 2: 4 -> 2 frames; inputs [3 taps][128]
	weights3  ops.Panels // 64 -> 64, stride 2: 2 -> 1 frame; inputs [taps 1, 2][64]
	weights4  ops.Panels // 64 -> 128, 1 frame; taps 0 and 2 take padding only
	bias2     []float32  // [64]
	bias3     []float32  // [64]
	bias4     []float32  // [128]
}

// scratchV5 is the memory of an encoderV5.
type scratchV5 struct {
	fft  []float64 // one window's complex points
	mag  ops.Rows  // [rows][bins][4]
	act1 ops.Rows  // [rows][4 frames][128]
	act2 ops.Rows  // [rows][2 frames][64]
	act3 ops.Rows  // [rows][64]
}

// Channels of the layers.
const (
	channels1 = 128
	channels2 = 64
	channels3 = 64
	channels4 = 128
)

func newEncoderV5(c Config, t tensors) *encoderV5 {
	t.sortChannels()
	transform := ops.NewSTFT(c.FFT)
	return &encoderV5{
		transform: transform,
		weights1:  ops.NewConv(channels1, transform.Bins(), t["encoder.0.weight"], t["encoder.0.bias"]),
		weights2:  t.pack("encoder.1.weight", channels2, channels1, 3, 0, 1, 2),
		weights3:  t.pack("encoder.2.weight", channels3, channels2, 3, 1, 2),
		weights4:  t.pack("encoder.3.weight", channels4, channels3, 3, 1),
		bias2:     t["encoder.1.bias"],
		bias3:     t["encoder.2.bias"],
		bias4:     t["encoder.3.bias"],
	}
}

func (e *encoderV5) allocate(s *Scratch, rows int) {
	s.x = matrix(rows, channels4)
	s.scratchV5 = scratchV5{
		fft:  make([]float64, e.transform.Work()),
		mag:  matrix(rows, e.transform.Bins()*ops.Frames),
		act1: matrix(rows, ops.Frames*channels1),
		act2: matrix(rows, 2*channels2),
		act3: matrix(rows, channels3),
	}
}

// encode computes the layers. The shapes are those at 16 kHz.
func (e *encoderV5) encode(s *Scratch, rows int) {
	e.stft(s, rows)  // magnitudes:      640 samples    -> 129 bins x 4
	e.conv1(s, rows) // stride 1, ReLU:  129 x 4 frames -> 128 x 4
	e.conv2(s, rows) // stride 2, ReLU:  128 x 4        -> 64 x 2
	e.conv3(s, rows) // stride 2, ReLU:  64 x 2         -> 64
	e.conv4(s, rows) // stride 1, ReLU:  64             -> 128
}

// stft computes s.mag from s.input.
func (e *encoderV5) stft(s *Scratch, rows int) {
	for r := range rows {
		e.transform.Magnitudes(s.mag.Row(r), s.input.Row(r), s.fft)
	}
}

// conv1 computes s.act1 from s.mag.
func (e *encoderV5) conv1(s *Scratch, rows int) {
	e.weights1.Apply(s.act1, s.mag, rows)
}

// conv2 computes s.act2 from s.act1.
//
// With stride 2, output frame 0 takes input frames 0 and 1 with taps 1 and 2,
// and frame 1 takes frames 2 and 3: one product, as the frames of a window lie
// side by side. Tap 0 takes padding for output frame 0, and input frame 1 for
// frame 1: a product of its own, which comes first.
func (e *encoderV5) conv2(s *Scratch, rows int) {
	for r := range rows {
		copy(s.act2.Row(r), e.bias2)
	}
	middle := ops.Rows{Data: s.act1.Data[channels1:], Stride: s.act1.Stride}
	second := ops.Rows{Data: s.act2.Data[channels2:], Stride: s.act2.Stride}
	ops.Product(second, middle, e.weights2.Inputs(0, channels1), ops.Rows{Data: e.bias2}, rows, false)
	pairs := ops.Rows{Data: s.act1.Data, Stride: 2 * channels1}
	frames := ops.Rows{Data: s.act2.Data, Stride: channels2}
	ops.Product(frames, pairs, e.weights2.Inputs(channels1, 3*channels1), frames, 2*rows, true)
}

// conv3 computes s.act3 from s.act2.
func (e *encoderV5) conv3(s *Scratch, rows int) {
	ops.Product(s.act3, s.act2, e.weights3, ops.Rows{Data: e.bias3}, rows, true)
}

// conv4 computes the inputs of the LSTM, s.x, from s.act3.
func (e *encoderV5) conv4(s *Scratch, rows int) {
	ops.Product(s.x, s.act3, e.weights4, ops.Rows{Data: e.bias4}, rows, true)
}
