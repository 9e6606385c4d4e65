package picture

import (
	"fmt"
	"image/color"
	"io"
)

// Curve is a receiver operating characteristic, with rates in [0, 1], and points on
// it: At is that of the options, Tuned, which may be nil, that of the best ones.
type Curve struct {
	Name                        string // may be empty if it is the only one
	FalsePositive, TruePositive []float64
	Area                        float64
	At                          [2]float64
	Tuned                       *[2]float64 // of a curve that is alone
}

// curveColors are those of the first curve and of the second.
var curveColors = []color.NRGBA{probColor, onColor}

// ROC draws one or two curves; size is in pixels.
func ROC(w io.Writer, format string, size int, curves ...Curve) error {
	a := &axes{
		xLabel: "silence taken for speech", yLabel: "speech found",
		x: span{0, 1}, y: span{0, 1},
	}
	for i := range 6 {
		t := tick{float64(i) / 5, fmt.Sprintf("%.1f", float64(i)/5)}
		a.xTicks, a.yTicks = append(a.xTicks, t), append(a.yTicks, t)
		grid := stroke{width: 0.5, paint: faint}
		a.layers = append(a.layers, curve{[]point{{t.at, 0}, {t.at, 1}}, grid}, curve{[]point{{0, t.at}, {1, t.at}}, grid})
	}
	chance := stroke{width: 1, paint: waveColor, dashes: []float64{2, 3}}
	a.layers = append(a.layers, curve{[]point{{0, 0}, {1, 1}}, chance})
	var names legend
	var tuned []layer
	for i, c := range curves {
		paint := curveColors[i%len(curveColors)]
		line, mark := curve{c.points(), stroke{width: 1.5, paint: paint}}, dot{point{c.At[0], c.At[1]}, paint}
		if len(curves) == 1 {
			mark.paint = onColor
			a.title = fmt.Sprintf("area under the curve %.4f", c.Area)
			names = append(names, entry{"all thresholds", paint, false}, entry{"these options", onColor, true})
			if c.Tuned != nil {
				names = append(names, entry{"tuned thresholds", tunedColor, true})
				tuned = append(tuned, dot{point{c.Tuned[0], c.Tuned[1]}, tunedColor})
			}
		} else {
			names = append(names, entry{fmt.Sprintf("%s, area %.4f", c.Name, c.Area), paint, false})
		}
		a.layers = append(a.layers, line, mark)
	}
	a.layers = append(a.layers, tuned...)
	a.layers = append(a.layers, names)
	return write(w, format, size, size, 1, []*axes{a})
}

func (c *Curve) points() []point {
	points := make([]point, len(c.FalsePositive))
	for i := range points {
		points[i] = point{c.FalsePositive[i], c.TruePositive[i]}
	}
	return points
}

// dotRadius is in points.
const dotRadius = 4

// dot marks one value.
type dot struct {
	at    point
	paint color.NRGBA
}

func (d dot) draw(a *area) { a.fill(circle(a.at(d.at.x, d.at.y), dotRadius), d.paint) }

// entry explains a line or a dot.
type entry struct {
	name  string
	paint color.NRGBA
	dot   bool
}

// legend is a list of entries near the right bottom corner.
type legend []entry

func (l legend) draw(a *area) {
	const sample, lines = 20, 14 // points
	end := point{a.last.x - 10, a.last.y - 20}
	for i, e := range l {
		y := end.y - lines*float64(len(l)-1-i)
		middle := y - tickSize*capHeight/2
		if e.dot {
			a.fill(circle(point{end.x - sample/2, middle}, dotRadius), e.paint)
		} else {
			a.line([]point{{end.x - sample, middle}, {end.x, middle}}, stroke{width: 1.5, paint: e.paint})
		}
		a.write(text{s: e.name, size: tickSize, align: 1, paint: ink}, point{end.x - sample - gap, y})
	}
}
