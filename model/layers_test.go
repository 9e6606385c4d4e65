package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// A pass is one of the three ways through the network as a list of its layers:
// the calls that Step, Batch, or Encode and Recur make.
type pass struct {
	net     *Network
	scratch *Scratch
	states  []*State
	windows [][]float32
	probs   []float32
	layers  []layer
	whole   func() // the network's own methods in place of the layers
}

type layer struct {
	name string
	run  func()
}

// passes are the ways through the network, by name.
var passes = []struct {
	name string
	make func(*Network) *pass
}{
	{"one", func(n *Network) *pass { return newStreams(n, 1) }},
	{"batch16", func(n *Network) *pass { return newStreams(n, 16) }},
	{"file16", func(n *Network) *pass { return newFile(n, 16) }},
}

func newPass(n *Network, streams, windows int) *pass {
	r := rand.New(rand.NewPCG(1, 2))
	p := &pass{net: n, scratch: n.NewScratch(windows), probs: make([]float32, windows)}
	for range streams {
		p.states = append(p.states, new(State))
	}
	for range windows {
		window := make([]float32, n.Window)
		for i := range window {
			window[i] = 0.2*r.Float32() - 0.1
		}
		p.windows = append(p.windows, window)
	}
	return p
}

// newStreams returns the pass of one window of each of a number of streams.
func newStreams(n *Network, streams int) *pass {
	p := newPass(n, streams, streams)
	s := p.scratch
	p.whole = func() {
		if streams == 1 {
			p.probs[0] = n.Step(s, p.states[0], p.windows[0])
		} else {
			n.Batch(s, p.states, p.windows, p.probs)
		}
	}
	p.layers = slices.Concat(
		[]layer{{"input", func() {
			clear(p.probs)
			for r, st := range p.states {
				n.load(s, r, st.Context[:], p.windows[r])
			}
		}}},
		p.encoder(),
		[]layer{{"sums", func() { n.cells[0].Project(s.sums, s.x, streams*n.Steps) }}})
	for i := range n.cells {
		p.layers = append(p.layers, p.advance(i)...)
	}
	p.layers = append(p.layers, layer{"decode", func() {
		for r, st := range p.states {
			p.probs[r] = n.mean(p.probs[r])
			n.keep(s, r, st)
			st.finish(p.probs[r])
		}
	}})
	return p
}

// advance returns the layers of Network.advance.
func (p *pass) advance(i int) (list []layer) {
	n, s := p.net, p.scratch
	for step := range n.Steps {
		sums, h := n.rowsOf(s.sums, step), n.rowsOf(s.h, step)
		list = append(list,
			layer{"sums", func() {
				n.gather(h, i, p.states)
				n.cells[i].Recur(sums, h, len(p.states))
			}},
			layer{"gates", func() { n.activate(sums, i, p.states) }})
		if i == len(n.cells)-1 {
			list = append(list, layer{"decode", func() { n.addProbs(p.probs, p.states) }})
		} else {
			list = append(list, layer{"sums", func() { n.gather(h, i, p.states) }})
		}
	}
	if i < len(n.cells)-1 {
		list = append(list, layer{"sums", func() { n.cells[i+1].Project(s.sums, s.h, len(p.states)*n.Steps) }})
	}
	return list
}

// newFile returns the pass of consecutive windows of one stream.
func newFile(n *Network, windows int) *pass {
	p := newPass(n, 1, windows)
	s, st := p.scratch, p.states[0]
	pcm := slices.Concat(p.windows...)
	p.whole = func() {
		n.Encode(s, st.Context[:], pcm, windows)
		n.Recur(s, st, p.probs)
	}
	// The last layers alternate: a window's sums need the state that the gates
	// of the window before have computed. Each window has its own in the list.
	p.layers = slices.Concat(
		[]layer{{"input", func() {
			context := st.Context[:]
			for r, window := range p.windows {
				n.load(s, r, context, window)
				context = window[n.Window-n.Context:]
			}
		}}},
		p.encoder(),
		[]layer{{"project", func() { n.cells[0].Project(s.sums, s.x, windows) }}})
	for r := range windows {
		sums, h := ops.Rows{Data: s.sums.Row(r)}, ops.Rows{Data: st.H[:]}
		p.layers = append(p.layers,
			layer{"sums", func() { n.cells[0].Recur(sums, h, 1) }},
			layer{"gates", func() { n.activate(sums, 0, p.states) }},
			layer{"decode", func() { p.probs[r] = n.decode(st); n.keep(s, r, st); st.finish(p.probs[r]) }})
	}
	return p
}

// encoder returns the layers of the encoder's encode.
func (p *pass) encoder() []layer {
	s, rows := p.scratch, len(p.windows)
	if e, ok := p.net.encoder.(*encoderV4); ok {
		list := []layer{
			{"stft", func() { e.stft(s, rows) }},
			{"normalize", func() { e.normalize(s, rows) }},
		}
		for i := range e.blocks {
			list = append(list, layer{fmt.Sprint("block", i+1), func() { e.block(s, i, rows) }})
		}
		return list
	}
	e := p.net.encoder.(*encoderV5)
	return []layer{
		{"stft", func() { e.stft(s, rows) }},
		{"conv1", func() { e.conv1(s, rows) }},
		{"conv2", func() { e.conv2(s, rows) }},
		{"conv3", func() { e.conv3(s, rows) }},
		{"conv4", func() { e.conv4(s, rows) }},
	}
}

// names returns the names of the layers, each once.
func (p *pass) names() []string {
	var names []string
	for _, l := range p.layers {
		if !slices.Contains(names, l.name) {
			names = append(names, l.name)
		}
	}
	return names
}

// TestPasses checks that the layers that the benchmarks measure are all that the
// network's methods compute.
func TestPasses(t *testing.T) {
	n := layersNetwork(t)
	for _, way := range passes {
		comparePasses(t, way.name, way.make(n), way.make(n))
	}
	forEachV4(t, func(t *testing.T, n *Network) {
		comparePasses(t, "one", newStreams(n, 1), newStreams(n, 1))
		comparePasses(t, "three", newStreams(n, 3), newStreams(n, 3))
	})
}

// comparePasses runs the layers of p, and the network's methods on its twin.
func comparePasses(t *testing.T, name string, p, twin *pass) {
	t.Helper()
	for i := range 5 {
		for _, l := range p.layers {
			l.run()
		}
		twin.whole()
		if !slices.Equal(p.probs, twin.probs) {
			t.Fatalf("%s, pass %d: the layers give %v, the network %v", name, i, p.probs, twin.probs)
		}
		for r, st := range p.states {
			if *st != *twin.states[r] {
				t.Fatalf("%s, pass %d: the layers leave another state of stream %d than the network", name, i, r)
			}
		}
	}
}

// BenchmarkLayers measures each layer in its place: an iteration computes the
// whole pass, with the clock read before and after one layer. A layer that is
// computed again and again by itself would find its weights in a nearer cache
// than it does in the pass. The result is the median, without the cost of
// reading the clock.
func BenchmarkLayers(b *testing.B) {
	n := layersNetwork(b)
	clock := clockCost()
	for _, way := range passes {
		way.make(n).benchmark(b, way.name, clock)
	}
}

// BenchmarkLayersV4 is BenchmarkLayers for v4, one window of each size at 16 kHz.
func BenchmarkLayersV4(b *testing.B) {
	clock := clockCost()
	for _, c := range Configs(weights.ArchitectureV4, 16000) {
		n, err := NewWindow(weights.V4(), c.SampleRate, c.Window)
		if err != nil {
			b.Fatal(err)
		}
		newStreams(n, 1).benchmark(b, fmt.Sprint(c.Window), clock)
	}
}

// benchmark measures each layer of the pass, which has a name.
func (p *pass) benchmark(b *testing.B, pass string, clock time.Duration) {
	for _, name := range p.names() {
		b.Run(pass+"/"+name, func(b *testing.B) {
			var times []time.Duration
			for b.Loop() {
				times = append(times, p.time(name, clock))
			}
			slices.Sort(times)
			b.ReportMetric(0, "ns/op") // that of the whole pass
			b.ReportMetric(float64(times[len(times)/2])/float64(len(p.windows)), "ns/window")
		})
	}
}

// time computes the pass and returns the time of the layers with a name.
func (p *pass) time(name string, clock time.Duration) (sum time.Duration) {
	for _, l := range p.layers {
		if l.name != name {
			l.run()
			continue
		}
		start := time.Now()
		l.run()
		sum += time.Since(start) - clock
	}
	return sum
}

// clockCost returns the time from one reading of the clock to the next, in the
// best of many tries: an interruption would lengthen a single one.
func clockCost() time.Duration {
	const tries, readings = 100, 1000
	best := time.Duration(math.MaxInt64)
	for range tries {
		start := time.Now()
		for range readings {
			time.Since(start)
		}
		best = min(best, time.Since(start))
	}
	return best / readings
}

func layersNetwork(tb testing.TB) *Network {
	tb.Helper()
	n, err := New(weights.V6(), 16000)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}
