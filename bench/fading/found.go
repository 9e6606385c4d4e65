package main

import (
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	_ "gonum.org/v1/plot/vg/vgimg" // PNG
	_ "gonum.org/v1/plot/vg/vgsvg" // SVG
)

// colors are those of the releases, which can be told apart without red and
// green.
var colors = []color.Color{
	color.NRGBA{R: 0x0b, G: 0x5f, B: 0xa5, A: 0xff},
	color.NRGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff},
	color.NRGBA{R: 0x6b, G: 0x7a, B: 0x8f, A: 0xff},
}

// dashes are those of the lines of the policies compared: of the reference, of the
// simplest, which has none, of the one chosen.
var dashes = []struct {
	hidden  bool
	lengths []vg.Length
}{{lengths: []vg.Length{4, 3}}, {hidden: true}, {}}

// found shows how much of the speech is found at 0 dB after seconds of noise, as a
// table and as a picture.
func (s *study) found(w io.Writer, g *grid) error {
	columns, names := []string{"network", "policy"}, []string{}
	for _, x := range g.seconds {
		columns, names = append(columns, duration(x)), append(names, duration(x))
	}
	p := newPlot(names)
	var rows [][]string
	for i, n := range g.networks {
		for j, policy := range g.policies {
			line := make(plotter.XYs, len(g.seconds))
			row := []string{n.String(), policy.name}
			for k, x := range g.seconds {
				found := merged(s.inHours, func(c *cell) bool {
					return c.network == n && !c.kind.Fixed() && c.ratio == 0 && c.seconds == x && (c.policy == policy || x == 0)
				}).recall()
				line[k] = plotter.XY{X: float64(k), Y: 100 * found}
				row = append(row, percent(found))
			}
			rows = append(rows, row)
			if n.rate != s.rates[0] || dashes[j].hidden {
				continue
			}
			if err := addLine(p, n.String()+", "+policy.name, line, colors[i/len(s.rates)%len(colors)], dashes[j].lengths); err != nil {
				return err
			}
		}
	}
	region(w, "found", func(w io.Writer) { newTable(w, columns...).rows(rows) })
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
