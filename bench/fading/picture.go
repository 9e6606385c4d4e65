package main

import (
	"fmt"
	"image/color"
	"io"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	_ "gonum.org/v1/plot/vg/vgimg" // PNG
	_ "gonum.org/v1/plot/vg/vgsvg" // SVG

	"github.com/gosilero/vad/bench/fading/noise"
)

// colors are those of the releases, which can be told apart without red and
// green.
var colors = []color.Color{
	color.NRGBA{R: 0x0b, G: 0x5f, B: 0xa5, A: 0xff},
	color.NRGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff},
	color.NRGBA{R: 0x6b, G: 0x7a, B: 0x8f, A: 0xff},
}

// dashes are those of the policies: of the reference, of the one chosen.
var dashes = [][]vg.Length{{4, 3}, nil}

// draw draws how much of the speech is found at 0 dB after minutes of noise, at
// the first rate, and shows the same as a table.
func (s *study) draw(w io.Writer) error {
	g := grid{
		kinds:    slices.DeleteFunc(slices.Clone(noise.Kinds), noise.Kind.Fixed),
		ratios:   []float64{0},
		seconds:  []float64{0, 10, 30, 60, 120, 300, 600, 1800, 3600},
		policies: []*policy{none(), chosen()},
	}
	if s.short {
		g.kinds, g.seconds = g.kinds[:1], g.seconds[:6]
	}
	for _, n := range s.networks {
		if n.rate == s.rates[0] {
			g.networks = append(g.networks, n)
		}
	}
	cells := s.measure(g)
	fmt.Fprintf(w, "Speech found, in per cent, at 0 dB, in all noises that have no level of their own.\n\n")
	columns, names := []string{""}, []string{}
	for _, x := range g.seconds {
		name := fmt.Sprintf("%g s", x)
		if x >= 60 {
			name = fmt.Sprintf("%g min", x/60)
		}
		columns, names = append(columns, name), append(names, name)
	}
	t, p := newTable(w, columns...), newPlot(names)
	for i, n := range g.networks {
		for j, policy := range g.policies {
			line := make(plotter.XYs, len(g.seconds))
			row := []string{n.String() + ", " + policy.name}
			for k, x := range g.seconds {
				found := merged(cells, func(c *cell) bool {
					return c.network == n && c.seconds == x && (c.policy == policy || x == 0)
				}).recall()
				line[k] = plotter.XY{X: float64(k), Y: 100 * found}
				row = append(row, percent(found))
			}
			t.row(row...)
			if err := addLine(p, row[0], line, colors[i%len(colors)], dashes[j]); err != nil {
				return err
			}
		}
	}
	t.flush()
	if s.picture == "" {
		return nil
	}
	return p.Save(7*vg.Inch, 4*vg.Inch, s.picture)
}

func newPlot(names []string) *plot.Plot {
	p := plot.New()
	p.X.Label.Text = "noise before the speech"
	p.Y.Label.Text = "speech found, %"
	p.Y.Min, p.Y.Max = 0, 100
	p.NominalX(names...)
	p.Legend.YOffs = 8
	p.Legend.Left = true
	grid := plotter.NewGrid()
	grid.Vertical.Color = color.Transparent
	p.Add(grid)
	return p
}

func addLine(p *plot.Plot, name string, points plotter.XYs, c color.Color, dashes []vg.Length) error {
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.Color, line.Width, line.Dashes = c, 1.5, dashes
	p.Add(line)
	p.Legend.Add(name, line)
	return nil
}
