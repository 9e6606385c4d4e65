package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// The stages of a pass, as BenchmarkStages reports them.
const (
	stageInput   = iota // states and windows into rows, the mirrored end
	stageSTFT           // window, FFT, magnitudes
	stageConv1          // bins -> 128
	stageConv2          // 128 -> 64
	stageConv34         // 64 -> 64 -> 128
	stageProject        // W_ih*x ahead of the recurrence; files only
	stageSums           // the LSTM's other sums: W_ih*x + W_hh*h, W_hh*h alone for files
	stageGates          // activations, c and h
	stageDecode         // ReLU, decoder, sigmoid; states out of rows
	stages
)

var stageNames = [stages]string{"input", "stft", "conv1", "conv2", "conv3+4", "project", "sums", "gates", "decode"}

// stagePass takes windows through the network stage by stage, as the methods of
// Network do, and looks at the clock in between: with the memory traffic of a
// whole pass, which a stage that is measured alone does not meet. The clock is
// here so that those methods carry none.
type stagePass struct {
	*Network
	scratch *Scratch
	states  []*State
	windows [][]float32
	probs   []float32
	gates   []float32 // sums, c and h for the gates measured apart

	start time.Time
	last  time.Duration // since start: the last look at the clock
	times [stages]time.Duration
	looks [stages]int // at the clock, which are part of the times
}

func newStagePass(n *Network, rows int) *stagePass {
	r := rand.New(rand.NewPCG(1, 2))
	p := &stagePass{Network: n, scratch: n.NewScratch(rows), probs: make([]float32, rows), gates: make([]float32, 6*Hidden), start: time.Now()}
	for range rows {
		window := make([]float32, n.Window)
		for i := range window {
			window[i] = 0.2*r.Float32() - 0.1
		}
		p.states = append(p.states, new(State))
		p.windows = append(p.windows, window)
	}
	return p
}

// mark adds the time since the last mark to a stage.
func (p *stagePass) mark(stage int) {
	now := time.Since(p.start)
	p.times[stage] += now - p.last
	p.looks[stage]++
	p.last = now
}

// begin starts the clock of a pass.
func (p *stagePass) begin() { p.last = time.Since(p.start) }

// encode is Network.encode.
func (p *stagePass) encode(rows int) {
	s := p.scratch
	for r := range rows {
		p.stft.Magnitudes(s.mag.Row(r), s.input.Row(r), s.fft)
	}
	p.mark(stageSTFT)
	p.conv1.Apply(s.act1, s.mag, rows)
	p.mark(stageConv1)
	for r := range rows {
		copy(s.act2.Row(r), p.bias2)
	}
	middle := ops.Rows{Data: s.act1.Data[channels1:], Stride: s.act1.Stride}
	second := ops.Rows{Data: s.act2.Data[channels2:], Stride: s.act2.Stride}
	ops.Product(second, middle, p.conv2.Inputs(0, channels1), ops.Rows{Data: p.bias2}, rows, false)
	pairs := ops.Rows{Data: s.act1.Data, Stride: 2 * channels1}
	frames := ops.Rows{Data: s.act2.Data, Stride: channels2}
	ops.Product(frames, pairs, p.conv2.Inputs(channels1, 3*channels1), frames, 2*rows, true)
	p.mark(stageConv2)
	ops.Product(s.act3, s.act2, p.conv3, ops.Rows{Data: p.bias3}, rows, true)
	ops.Product(s.xh, s.act3, p.conv4, ops.Rows{Data: p.bias4}, rows, true)
	p.mark(stageConv34)
}

// step is Network.Step.
func (p *stagePass) step() {
	s, st, window := p.scratch, p.states[0], p.windows[0]
	p.begin()
	p.load(s.input.Data, st.Context[:p.Context], window)
	h := s.xh.Data[channels4:][:Hidden]
	copy(h, st.H[:])
	p.mark(stageInput)
	p.encode(1)
	p.cell.Step(s.xh, ops.Rows{Data: st.C[:]}, s.sums, 1)
	p.mark(stageSums)
	copy(st.H[:], h)
	copy(st.Context[:p.Context], window[p.Window-p.Context:])
	p.probs[0] = p.decode(h)
	p.mark(stageDecode)
}

// batch is Network.Batch.
func (p *stagePass) batch() {
	s := p.scratch
	p.begin()
	for r, st := range p.states {
		p.load(s.input.Row(r), st.Context[:p.Context], p.windows[r])
		copy(s.xh.Row(r)[channels4:], st.H[:])
		copy(s.cell.Row(r), st.C[:])
	}
	p.mark(stageInput)
	p.encode(len(p.states))
	p.cell.Step(s.xh, s.cell, s.sums, len(p.states))
	p.mark(stageSums)
	for r, st := range p.states {
		h := s.xh.Row(r)[channels4:][:Hidden]
		copy(st.H[:], h)
		copy(st.C[:], s.cell.Row(r))
		copy(st.Context[:p.Context], p.windows[r][p.Window-p.Context:])
		p.probs[r] = p.decode(h)
	}
	p.mark(stageDecode)
}

// file is Network.Encode and Network.Recur.
func (p *stagePass) file() {
	s, st := p.scratch, p.states[0]
	p.begin()
	context := st.Context[:p.Context]
	for r, window := range p.windows {
		p.load(s.input.Row(r), context, window)
		context = window[p.Window-p.Context:]
	}
	p.mark(stageInput)
	p.encode(len(p.windows))
	p.cell.Project(s.sums, s.xh, len(p.windows))
	p.mark(stageProject)
	for r := range p.probs {
		p.cell.Recur(s.sums.Row(r), st.H[:], st.C[:])
		p.mark(stageSums)
		p.probs[r] = p.decode(st.H[:])
		p.mark(stageDecode)
	}
	copy(st.Context[:p.Context], s.input.Row(len(p.probs) - 1)[p.Window:])
}

// gatesApart measures the gates of one window, which the cell computes together
// with the sums: they read little memory, so they cost the same apart.
func (p *stagePass) gatesApart() {
	for range p.windows {
		p.begin()
		ops.Gates(p.gates[5*Hidden:], p.gates[4*Hidden:5*Hidden], p.gates[:4*Hidden])
		p.mark(stageGates)
	}
}

// stageModes are the passes.
var stageModes = []struct {
	name string
	rows int
	run  func(*stagePass)
}{
	{"one", 1, (*stagePass).step},
	{"batch16", 16, (*stagePass).batch},
	{"file16", 16, (*stagePass).file},
}

// TestStages checks that what BenchmarkStages measures is what the network
// does.
func TestStages(t *testing.T) {
	n := stageNetwork(t)
	for _, m := range stageModes {
		p, twin := newStagePass(n, m.rows), newStagePass(n, m.rows)
		for i := range 5 {
			m.run(p)
			switch m.name {
			case "one":
				twin.probs[0] = n.Step(twin.scratch, twin.states[0], twin.windows[0])
			case "batch16":
				n.Batch(twin.scratch, twin.states, twin.windows, twin.probs)
			case "file16":
				st := twin.states[0]
				n.Encode(twin.scratch, st.Context[:], slices.Concat(twin.windows...), m.rows)
				n.Recur(twin.scratch, st, twin.probs)
			}
			if !slices.Equal(p.probs, twin.probs) || *p.states[0] != *twin.states[0] {
				t.Fatalf("%s, pass %d: the stages give %v, the network %v, or another state", m.name, i, p.probs, twin.probs)
			}
		}
	}
}

// BenchmarkStages says what each stage of a pass costs, in µs per window: the
// median over all passes, with the cost of looking at the clock taken off.
func BenchmarkStages(b *testing.B) {
	n := stageNetwork(b)
	clock := clockCost()
	for _, m := range stageModes {
		b.Run(m.name, func(b *testing.B) {
			p := newStagePass(n, m.rows)
			var passes [stages][]float64 // µs per window
			for b.Loop() {
				clear(p.times[:])
				clear(p.looks[:])
				m.run(p)
				p.gatesApart()
				for stage, t := range p.times {
					t -= time.Duration(p.looks[stage]) * clock
					passes[stage] = append(passes[stage], t.Seconds()*1e6/float64(m.rows))
				}
			}
			for stage, name := range stageNames {
				v := middle(passes[stage])
				if stage == stageSums {
					v -= middle(passes[stageGates])
				}
				b.ReportMetric(v, name+"-us/window")
			}
		})
	}
}

// clockCost returns the time from one look at the clock to the next, in the
// best of many tries: a single one might be interrupted.
func clockCost() time.Duration {
	const tries, looks = 100, 1000
	best := time.Duration(math.MaxInt64)
	for range tries {
		start := time.Now()
		for range looks {
			time.Since(start)
		}
		best = min(best, time.Since(start))
	}
	return best / looks
}

// middle returns the median of values, which it sorts.
func middle(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

func stageNetwork(tb testing.TB) *Network {
	tb.Helper()
	n, err := New(weights.V6(), 16000)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}
