package picture

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// panel returns a plot in which the segments are shaded.
func (r *Recording) panel() *plot.Plot {
	p := newPlot()
	p.X.Tick.Marker = timeTicks{}
	p.Add(shading(r.Segments))
	return p
}

// shading fills stretches of the X axis over the height of the plot.
type shading [][2]float64

// Plot implements plot.Plotter.
func (s shading) Plot(c draw.Canvas, p *plot.Plot) {
	x, _ := p.Transforms(&c)
	for _, seg := range s {
		begin, end := max(seg[0], p.X.Min), min(seg[1], p.X.Max)
		if begin >= end {
			continue
		}
		var path vg.Path
		path.Move(vg.Point{X: x(begin), Y: c.Min.Y})
		path.Line(vg.Point{X: x(end), Y: c.Min.Y})
		path.Line(vg.Point{X: x(end), Y: c.Max.Y})
		path.Line(vg.Point{X: x(begin), Y: c.Max.Y})
		path.Close()
		c.SetColor(shade)
		c.Fill(path)
	}
}

// level is a horizontal line over the whole width, with its name and value at
// the right end.
type level struct {
	y     float64
	name  string
	style draw.LineStyle
	above bool // where the name is
}

// Plot implements plot.Plotter.
func (l level) Plot(c draw.Canvas, p *plot.Plot) {
	_, y := p.Transforms(&c)
	c.StrokeLine2(l.style, c.Min.X, y(l.y), c.Max.X, y(l.y))
	style := p.X.Tick.Label
	style.XAlign, style.YAlign = draw.XRight, draw.YTop
	gap := vg.Length(-2)
	if l.above {
		style.YAlign, gap = draw.YBottom, 2
	}
	style.Font.Size = 8
	text, at := fmt.Sprintf("%s %.4g", l.name, l.y), vg.Point{X: c.Max.X - 2, Y: y(l.y) + gap}
	box := style.Rectangle(text).Add(at)
	c.SetColor(paper) // a curve may be under it
	c.Fill(box.Path())
	c.FillText(style, at, text)
}

// unlabelled is a ticker's ticks without their labels.
type unlabelled struct{ plot.Ticker }

// Ticks implements plot.Ticker.
func (u unlabelled) Ticks(from, to float64) []plot.Tick {
	ticks := u.Ticker.Ticks(from, to)
	for i := range ticks {
		ticks[i].Label = ""
	}
	return ticks
}

// minutes is the time in seconds above which ticks are in minutes.
const minutes = 180

// timeTicks marks 5 to 12 round times.
type timeTicks struct{}

// Ticks implements plot.Ticker.
func (timeTicks) Ticks(from, to float64) []plot.Tick {
	step := 1e-3
	for _, s := range []float64{0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600} {
		if (to-from)/step > 12 {
			step = s
		}
	}
	for (to-from)/step > 12 {
		step *= 2
	}
	var ticks []plot.Tick
	// Adding 0 makes a negative zero positive.
	for i := math.Ceil(from/step-1e-9) + 0; i*step <= to*(1+1e-12); i++ {
		ticks = append(ticks, plot.Tick{Value: i * step, Label: timeLabel(i*step, to)})
	}
	return ticks
}

func timeLabel(t, longest float64) string {
	if longest <= minutes {
		return fmt.Sprintf("%.4g", t)
	}
	s := int(math.Round(t))
	if longest <= 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
