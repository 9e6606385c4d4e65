package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/gosilero/vad/bench/internal/ort"
	"github.com/gosilero/vad/internal/noise"
)

// alone shows how the official files fade on ONNX Runtime, without any of this
// library's network, beside the library.
func (s *study) alone(w io.Writer) error {
	library, err := ort.Library()
	if err != nil {
		return err
	}
	v6, err := ort.Model()
	if err != nil {
		return err
	}
	if err := ort.Start(library); err != nil {
		return err
	}
	pink, ratios, seconds := noise.Kinds[0], []float64{10, 0}, []float64{0, 10, 60, 300}
	if s.short {
		ratios, seconds = ratios[1:], seconds[:3]
	}
	ours := s.measure(grid{s.clips, s.fading(), []noise.Kind{pink}, ratios, seconds, []*policy{none()}})
	columns := []string{"network", "SNR", "windows of speech"}
	for _, x := range seconds {
		columns = append(columns, duration(x), "library")
	}
	var rows [][]string
	for _, n := range s.fading() {
		pcm := pink.Make(n.rate, noisePeriod*n.rate, s.voices[n.rate])
		session, err := ort.NewSession(filepath.Join(filepath.Dir(v6), n.file), n.rate, len(s.clips[n.rate]))
		if err != nil {
			return err
		}
		defer session.Close()
		for _, r := range ratios {
			row := []string{n.String(), fmt.Sprintf("%g dB", r), ""}
			for _, x := range seconds {
				y := trial{kind: pink, noise: pcm, ratios: []float64{r}, clips: s.clips[n.rate]}
				got, err := y.alone(session, n, windows(x))
				if err != nil {
					return err
				}
				own := merged(ours, func(c *cell) bool { return c.network == n && c.ratio == r && c.seconds == x })
				row[2] = fmt.Sprint(got.hits + got.misses)
				row = append(row, fmt.Sprint(got.hits), fmt.Sprint(own.hits))
			}
			rows = append(rows, row)
			progress("ONNX Runtime: %s at %g dB", n, r)
		}
	}
	region(w, "ONNX Runtime", func(w io.Writer) { newTable(w, columns...).rows(rows) })
	return nil
}

// alone runs every clip after a length of noise, all at once, and counts them.
func (t *trial) alone(session *ort.Session, n *network, length int) (*tally, error) {
	session.Reset()
	window, gain := n.net.Window, t.gain(t.ratios[0])
	noise := mix(nil, t.noise, gain)
	var clips, probs [][]float32
	last := 0
	for c := range t.clips {
		clips, probs = append(clips, t.inNoise(c, window, gain)), append(probs, nil)
		last = max(last, t.start(length, c)+t.clips[c].windows())
	}
	inputs, outputs := make([][]float32, len(clips)), make([]float32, len(clips))
	for at := range last {
		for c := range clips {
			inputs[c] = noise[at*window%len(noise):][:window]
			if w := at - t.start(length, c); w >= 0 && w < t.clips[c].windows() {
				inputs[c] = clips[c][w*window:][:window]
			}
		}
		if err := session.Step(inputs, outputs); err != nil {
			return nil, err
		}
		for c := range clips {
			if w := at - t.start(length, c); w >= 0 && w < t.clips[c].windows() {
				probs[c] = append(probs[c], outputs[c])
			}
		}
	}
	var y tally
	for c := range t.clips {
		y.add(probs[c], t.clips[c].speech)
	}
	return &y, nil
}
