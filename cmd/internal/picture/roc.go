package picture

import (
	"fmt"
	"image/color"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Curve is a receiver operating characteristic, with rates in [0, 1], and the point
// At of the options on it.
type Curve struct {
	Name                        string // may be empty if it is the only one
	FalsePositive, TruePositive []float64
	Area                        float64
	At                          [2]float64
}

// curveColors are those of the first curve and of the second.
var curveColors = []color.NRGBA{probColor, onColor}

// ROC draws one or two curves; size is in pixels.
func ROC(w io.Writer, format string, size int, curves ...Curve) error {
	p := newPlot()
	p.X.Label.Text = "silence taken for speech"
	p.Y.Label.Text = "speech found"
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = faint, faint
	p.Add(grid)
	chance, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
	if err != nil {
		return err
	}
	chance.Color, chance.Dashes = waveColor, []vg.Length{2, 3}
	p.Add(chance)
	for i, c := range curves {
		if err := c.add(p, curveColors[i%len(curveColors)], len(curves) == 1); err != nil {
			return err
		}
	}
	p.Legend.Top, p.Legend.YOffs = false, 20
	p.Legend.XOffs = -10
	p.Legend.Padding = 4
	return write(w, format, size, size, 1, []*plot.Plot{p})
}

// add draws a curve, which may be alone.
func (c *Curve) add(p *plot.Plot, paint color.NRGBA, alone bool) error {
	points := make(plotter.XYs, len(c.FalsePositive))
	for i := range points {
		points[i] = plotter.XY{X: c.FalsePositive[i], Y: c.TruePositive[i]}
	}
	curve, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	curve.Color, curve.Width = paint, 1.5
	point, err := plotter.NewScatter(plotter.XYs{{X: c.At[0], Y: c.At[1]}})
	if err != nil {
		return err
	}
	point.GlyphStyle = draw.GlyphStyle{Color: paint, Radius: 4, Shape: draw.CircleGlyph{}}
	if alone {
		point.Color = onColor
		p.Title.Text = fmt.Sprintf("area under the curve %.4f", c.Area)
		p.Legend.Add("all thresholds", curve)
		p.Legend.Add("these options", point)
	} else {
		p.Legend.Add(fmt.Sprintf("%s, area %.4f", c.Name, c.Area), curve, point)
	}
	p.Add(curve, point)
	return nil
}
