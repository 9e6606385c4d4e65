package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/gosilero/vad/internal/noise"
	"github.com/gosilero/vad/model"
	"github.com/gosilero/vad/weights"
)

// release is one release of the network.
type release struct {
	name string
	file string // the official ONNX file, "" if ONNX Runtime does not run it here
	load func() *weights.Weights
}

// releases are all that can be studied.
var releases = []release{
	{"v6", "silero_vad_v6.onnx", weights.V6},
	{"v5", "silero_vad_v5.onnx", weights.V5},
	{"v4", "", weights.V4},
}

// network is a release at a rate.
type network struct {
	release
	rate int
	net  *model.Network
}

// String is how tables call it, such as "v6, 16 kHz".
func (n *network) String() string { return fmt.Sprintf("%s, %d kHz", n.name, n.rate/1000) }

// study is what all parts work with.
type study struct {
	*options
	networks []*network
	clips    map[int][]clip    // by rate
	others   map[int][]clip    // by rate: clips that the choice was not made by
	voices   map[int][]float32 // by rate: what babble is made of

	inHours []cell // what the part hours measured
}

// fading returns the networks that fade, which are studied at length: all but v4's.
func (s *study) fading() []*network {
	return slices.DeleteFunc(slices.Clone(s.networks), func(n *network) bool { return n.name == "v4" })
}

// recordings are the library's own, in testdata.
var recordings = []string{"speech.wav", "voices.wav", "synthetic.wav"}

// voiceLevel is the RMS that recordings are brought to before voices are made
// of them.
const voiceLevel = 0.05

func newStudy(o *options) (*study, error) {
	s := &study{options: o, clips: map[int][]clip{}, others: map[int][]clip{}, voices: map[int][]float32{}}
	for _, rate := range o.rates {
		clips, err := loadClips(o.clips, rate)
		if err != nil {
			return nil, err
		}
		if o.short {
			clips = clips[:min(6, len(clips))]
		}
		s.clips[rate] = clips
		if o.others != "" {
			if s.others[rate], err = loadClips(o.others, rate); err != nil {
				return nil, err
			}
		}
		for _, name := range recordings {
			pcm, err := readAudio(filepath.Join(o.testdata, name), rate)
			if err != nil {
				return nil, err
			}
			noise.SetRMS(pcm, voiceLevel)
			s.voices[rate] = append(s.voices[rate], pcm...)
		}
	}
	for _, r := range o.releases {
		for _, rate := range o.rates {
			n, err := model.New(r.load(), rate)
			if err != nil {
				return nil, err
			}
			s.networks = append(s.networks, &network{r, rate, n})
		}
	}
	return s, nil
}

// grid is a set of conditions to measure.
type grid struct {
	clips    map[int][]clip // by rate
	networks []*network
	kinds    []noise.Kind
	ratios   []float64
	seconds  []float64 // of noise before the clips, rising, the first 0
	policies []*policy
}

// cell is one policy in one condition.
type cell struct {
	*network
	kind    noise.Kind
	ratio   float64
	seconds float64
	policy  *policy
	outcome
	fresh *outcome // of the reference without noise before the clips
}

// measure returns the cells of a grid.
func (s *study) measure(g grid) []cell {
	if len(g.networks) == 0 {
		return nil
	}
	var cells []cell
	for _, kind := range g.kinds {
		for _, rate := range s.rates {
			n := noisePeriod * rate
			pcm := kind.Make(rate, n, s.voices[rate])
			cells = append(cells, s.inNoise(g, kind, rate, pcm)...)
		}
		progress("%s", kind.Name)
	}
	return cells
}

// inNoise measures the grid's networks of one rate in one noise, on all
// processors.
func (s *study) inNoise(g grid, kind noise.Kind, rate int, pcm []float32) []cell {
	ratios := g.ratios
	if kind.Fixed() {
		ratios = ratios[:1]
	}
	results := make([][]cell, len(g.networks))
	limit := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i, n := range g.networks {
		if n.rate != rate {
			continue
		}
		all.Go(func() {
			limit <- struct{}{}
			t := trial{release: n.name, kind: kind, noise: pcm, ratios: ratios, clips: g.clips[rate], policies: g.policies}
			for _, seconds := range g.seconds {
				t.lengths = append(t.lengths, windows(seconds))
			}
			results[i] = g.cells(n, &t, t.run(newEngine(n.net)))
			<-limit
		})
	}
	all.Wait()
	var cells []cell
	for _, r := range results {
		cells = append(cells, r...)
	}
	return cells
}

// cells names the outcomes of a trial.
func (g *grid) cells(n *network, t *trial, outcomes [][][]outcome) []cell {
	var cells []cell
	for r, ratio := range t.ratios {
		fresh := &outcomes[r][0][0]
		for l, seconds := range g.seconds {
			for p, policy := range g.policies {
				if seconds == 0 && p > 0 {
					continue
				}
				cells = append(cells, cell{n, t.kind, ratio, seconds, policy, outcomes[r][l][p], fresh})
			}
		}
	}
	return cells
}
