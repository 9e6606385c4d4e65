package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/exact"
	"github.com/gosilero/vad/internal/markdown"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
)

// signal is audio at a rate of the networks.
type signal struct {
	name string
	pcm  []float32
}

// figures are differences of probabilities, window by window: of this library, of
// ONNX Runtime, and of the network in float64, two at a time.
type figures struct {
	name                            string // of the model, at a rate
	oursRuntime, oursExact, ortDiff []float64
	flipped                         int // windows on other sides of 0.5 here and there
	off, excused                    int // windows beyond tolerance, and those of them that float32 cannot give better
}

// tolerance is what a probability may differ from ONNX Runtime's, unless float32
// cannot give it better.
const tolerance = 1e-5

// add adds the probabilities of a signal.
func (f *figures) add(ours, ort []float32, exact []float64) error {
	if len(ours) != len(ort) || len(ours) != len(exact) {
		return fmt.Errorf("%d probabilities, %d of ONNX Runtime, %d in float64", len(ours), len(ort), len(exact))
	}
	for i, p := range ours {
		d := [3]float64{math.Abs(float64(p) - float64(ort[i])), math.Abs(float64(p) - exact[i]), math.Abs(float64(ort[i]) - exact[i])}
		if math.IsNaN(d[0] + d[1] + d[2]) {
			return fmt.Errorf("a probability of window %d is NaN", i)
		}
		f.oursRuntime, f.oursExact, f.ortDiff = append(f.oursRuntime, d[0]), append(f.oursExact, d[1]), append(f.ortDiff, d[2])
		if (p >= 0.5) != (ort[i] >= 0.5) {
			f.flipped++
		}
	}
	return nil
}

// addEdges adds the windows beyond tolerance.
func (f *figures) addEdges(edges map[int]exact.Edge) {
	f.off += len(edges)
	for _, e := range edges {
		if e.Excused() {
			f.excused++
		}
	}
}

// beyond returns the windows whose probabilities differ by more than tolerance.
func beyond(ours, ort []float32) (windows []int) {
	for i, p := range ours[:min(len(ours), len(ort))] {
		if math.Abs(float64(p)-float64(ort[i])) > tolerance {
			windows = append(windows, i)
		}
	}
	return windows
}

// largest returns the largest of values and the least one that is not exceeded by
// 99.9 % of them.
func largest(values []float64) (most, percentile float64) {
	if len(values) == 0 {
		return 0, 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)-1], sorted[int(math.Ceil(0.999*float64(len(sorted))))-1]
}

// measure returns the figures of releases, with all sizes of windows and rates, over
// the signals that a rate has.
func measure(names []string, signals func(rate int) ([]signal, error)) (list []figures, err error) {
	for _, name := range names {
		release, ok := releases[name]
		if !ok {
			return nil, fmt.Errorf("got release %q, want some of %q", name, reference.Releases)
		}
		w := release()
		r, err := reference.Start(w.Release())
		if err != nil {
			return nil, err
		}
		defer r.Close()
		times := 1
		if w.Architecture() == weights.ArchitectureV4 {
			times = 3
		}
		for _, rate := range reference.Rates {
			s, err := signals(rate)
			if err != nil {
				return nil, err
			}
			for k := 1; k <= times; k++ {
				f, err := measureModel(r, w, time.Duration(k)*32*time.Millisecond, rate, s)
				if err != nil {
					return nil, err
				}
				list = append(list, f)
			}
		}
	}
	return list, nil
}

// measureModel runs one model over signals, several at a time.
func measureModel(r *reference.Runtime, w *weights.Weights, window time.Duration, rate int, signals []signal) (figures, error) {
	m, err := vad.LoadWindow(w, window)
	if err != nil {
		return figures{}, err
	}
	size, err := m.WindowSize(rate)
	if err != nil {
		return figures{}, err
	}
	f := figures{name: fmt.Sprintf("%s, %d kHz", w.Release(), rate/1000)}
	if window != 32*time.Millisecond {
		f.name += fmt.Sprintf(", windows of %d", size)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex // guards f and err
	room := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, s := range signals {
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			ours, ort, inFloat64, e := probabilities(m, r, w, rate, size, s.pcm)
			var edges map[int]exact.Edge
			if e == nil {
				edges, e = exact.Edges(w, rate, size, s.pcm, ours, beyond(ours, ort))
			}
			mu.Lock()
			defer mu.Unlock()
			if e == nil {
				e = f.add(ours, ort, inFloat64)
			}
			f.addEdges(edges)
			if e != nil && err == nil {
				err = fmt.Errorf("%s, %s: %w", f.name, s.name, e)
			}
		})
	}
	wg.Wait()
	return f, err
}

// probabilities returns those of the library, of ONNX Runtime, and in float64.
func probabilities(m *vad.Model, r *reference.Runtime, w *weights.Weights, rate, window int, pcm []float32) (ours, ort []float32, inFloat64 []float64, err error) {
	if ours, err = m.Probabilities(context.Background(), pcm, rate); err != nil {
		return nil, nil, nil, err
	}
	result, err := r.RunWindows(rate, window, reference.State{}, pcm)
	if err != nil {
		return nil, nil, nil, err
	}
	n, err := exact.NewWindow(w, rate, window, 0, 0)
	if err != nil {
		return nil, nil, nil, err
	}
	return ours, result.Probs, n.Probabilities(pcm), nil
}

// writeFigures prints a row for each model.
func writeFigures(w io.Writer, list []figures) {
	t := markdown.NewTable(w, "", "windows", "from ONNX Runtime", "99.9 %", "from float64", "99.9 %", "ONNX Runtime from float64", "99.9 %", "decisions flipped", "beyond 1e-5", "beyond float32")
	for _, f := range list {
		cells := []string{f.name, fmt.Sprint(len(f.oursRuntime))}
		for _, values := range [][]float64{f.oursRuntime, f.oursExact, f.ortDiff} {
			most, percentile := largest(values)
			cells = append(cells, fmt.Sprintf("%.1e", most), fmt.Sprintf("%.1e", percentile))
		}
		t.Row(append(cells, fmt.Sprint(f.flipped), fmt.Sprint(f.off), fmt.Sprint(f.excused))...)
	}
	t.Flush()
}
