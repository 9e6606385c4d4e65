package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/internal/markdown"
	"github.com/gosilero/vad/internal/reference"
)

// kindRelease is the release whose figures are printed for each kind of signal.
const kindRelease = "v6"

// kind is a kind of signal.
type kind struct {
	name    string
	signals []signal
}

// kinds returns signals of several kinds at a rate, a quarter of an hour in all:
// speech and noise, and what is hard for a transform in float32, few loud bins
// beside many silent ones. Each draw has other noise and notes, and the recorded signals
// at other levels, 3 % lower from one draw to the next.
func kinds(rate int, draw uint64) ([]kind, error) {
	goldens, err := goldenSignals(rate)
	if err != nil {
		return nil, err
	}
	golden := map[string][]float32{}
	for _, s := range goldens {
		golden[s.name] = s.pcm
	}
	speech := golden["speech"][:len(golden["speech"])/2] // the other half is the same at a lower level
	gain := math.Pow(0.97, float64(draw))
	list := []kind{
		{"speech", levels("speech", speech, gain, gain/8)},
		{"telephone", levels("telephone", golden["telephone"], 4*gain, gain)},
		{"clipped speech", levels("speech", speech, 4*gain, 16*gain)},
		{name: "speech over notes"},
		{name: "notes"},
		{"music", levels("music", golden["music"], gain, gain/2, gain/4, gain/8)},
		{name: "noise"},
	}
	over, pure, noise := &list[3].signals, &list[4].signals, &list[6].signals
	for i := range uint64(4) {
		seed, level := 4*draw+i, math.Pow(10, -float64(i)/2)
		*pure = append(*pure, signal{fmt.Sprintf("notes %d", seed), notes(seed, rate, 30*rate, level)})
		if i < 2 {
			seed = 2*draw + i
			mixed := notes(100+seed, rate, len(speech), 0.3)
			for i, v := range speech {
				mixed[i] = clip(float64(v + mixed[i]))
			}
			*over = append(*over, signal{fmt.Sprintf("speech over notes %d", seed), mixed})
			*noise = append(*noise,
				signal{fmt.Sprintf("white noise %d", seed), white(seed, 20*rate, level)},
				signal{fmt.Sprintf("pink noise %d", seed), audiotest.Pink(seed, 20*rate, level/4)})
		}
	}
	return list, nil
}

// levels returns a signal at several levels, clipped where it exceeds 1.
func levels(name string, pcm []float32, factors ...float64) (list []signal) {
	for _, factor := range factors {
		s := signal{fmt.Sprintf("%s at %g", name, factor), slices.Clone(pcm)}
		for i, v := range pcm {
			s.pcm[i] = clip(factor * float64(v))
		}
		list = append(list, s)
	}
	return list
}

func clip(v float64) float32 { return float32(min(max(v, -1), 1)) }

// notes returns n samples of notes over five octaves that overlap, each the sum of 1
// to 12 harmonics that decay.
func notes(seed uint64, rate, n int, level float64) []float32 {
	r, sum := rand.New(rand.NewPCG(seed, 0)), make([]float64, n)
	for at := 0; at < n; at += int(float64(rate) * (0.05 + 0.4*r.Float64())) {
		pitch, decay := 55*math.Exp2(5*r.Float64()), 1+6*r.Float64()
		loudness := level * math.Pow(10, -r.Float64())
		length := min(int(float64(rate)*(0.3+2*r.Float64())), n-at)
		for h := 1 + r.IntN(12); h > 0; h-- {
			cycles, phase := pitch*float64(h)/float64(rate), r.Float64()
			if cycles > 0.5 {
				continue
			}
			for i := range length {
				envelope := math.Exp(-decay * math.Sqrt(float64(h)) * float64(i) / float64(rate))
				sum[at+i] += loudness / float64(h) * envelope * math.Sin(2*math.Pi*(phase+cycles*float64(i)))
			}
		}
	}
	pcm := make([]float32, n)
	for i, v := range sum {
		pcm[i] = clip(v)
	}
	return pcm
}

// white returns n samples between -level and level.
func white(seed uint64, n int, level float64) []float32 {
	r, pcm := rand.New(rand.NewPCG(seed, 0)), make([]float32, n)
	for i := range pcm {
		pcm[i] = float32(level * (2*r.Float64() - 1))
	}
	return pcm
}

// kindFigures are the figures of a model at one rate for each kind of signal.
type kindFigures struct {
	model   string
	kinds   []string
	figures []figures
}

// measureKinds returns the figures of a draw at both rates, of the kinds with the given
// names, or of all if there are none.
func measureKinds(draw uint64, names []string) (list []kindFigures, err error) {
	r, err := reference.Start(kindRelease)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for _, rate := range reference.Rates {
		all, err := kinds(rate, draw)
		if err != nil {
			return nil, err
		}
		var c kindFigures
		for _, k := range all {
			if len(names) > 0 && !slices.Contains(names, k.name) {
				continue
			}
			f, err := measureModel(r, releases[kindRelease](), 32*time.Millisecond, rate, k.signals)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", k.name, err)
			}
			c.model, c.kinds, c.figures = f.name, append(c.kinds, k.name), append(c.figures, f)
		}
		if len(c.kinds) < len(names) {
			return nil, fmt.Errorf("got kinds %q, of which there are %q", names, c.kinds)
		}
		list = append(list, c)
	}
	return list, nil
}

// writeKinds prints how far this library and ONNX Runtime are from float64: a row
// for each kind, the largest difference and the root of the mean square.
func writeKinds(w io.Writer, list []kindFigures) {
	header := []string{"", "windows"}
	for _, c := range list {
		header = append(header, c.model, "ONNX Runtime")
	}
	t := markdown.NewTable(w, header...)
	for i, kind := range list[0].kinds {
		cells := []string{kind, fmt.Sprint(len(list[0].figures[i].oursExact))}
		for _, c := range list {
			for _, values := range [][]float64{c.figures[i].oursExact, c.figures[i].ortDiff} {
				cells = append(cells, largestAndMean(values))
			}
		}
		t.Row(cells...)
	}
	t.Flush()
}

// largestAndMean formats the largest value and the root of the mean square.
func largestAndMean(values []float64) string {
	return fmt.Sprintf("%.1e (%.0e)", slices.Max(values), rootMeanSquare(values))
}

func rootMeanSquare(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v * v
	}
	return math.Sqrt(sum / float64(len(values)))
}
