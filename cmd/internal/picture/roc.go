package picture

import (
	"fmt"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// ROC draws a receiver operating characteristic, and the point at of the options on
// it. size is in pixels; the rates are in [0, 1].
func ROC(w io.Writer, format string, size int, falsePositive, truePositive []float64, area float64, at [2]float64) error {
	p := newPlot()
	p.Title.Text = fmt.Sprintf("area under the curve %.4f", area)
	p.X.Label.Text = "silence taken for speech"
	p.Y.Label.Text = "speech found"
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = faint, faint
	p.Add(grid)

	points := make(plotter.XYs, len(falsePositive))
	for i := range points {
		points[i] = plotter.XY{X: falsePositive[i], Y: truePositive[i]}
	}
	curve, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	curve.Color, curve.Width = probColor, 1.5
	chance, err := plotter.NewLine(plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}})
	if err != nil {
		return err
	}
	chance.Color, chance.Dashes = waveColor, []vg.Length{2, 3}
	point, err := plotter.NewScatter(plotter.XYs{{X: at[0], Y: at[1]}})
	if err != nil {
		return err
	}
	point.GlyphStyle = draw.GlyphStyle{Color: onColor, Radius: 4, Shape: draw.CircleGlyph{}}
	p.Add(chance, curve, point)
	p.Legend.Add("all thresholds", curve)
	p.Legend.Add("these options", point)
	p.Legend.Top, p.Legend.YOffs = false, 20
	p.Legend.XOffs = -10
	return write(w, format, size, size, []*plot.Plot{p})
}
