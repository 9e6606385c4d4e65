package picture

import (
	"fmt"
	"image/color"
	"math"
)

// shading fills stretches of the X axis over the height of the area.
type shading [][2]float64

func (s shading) draw(a *area) {
	for _, seg := range s {
		if begin, end := max(seg[0], a.x.from), min(seg[1], a.x.to); begin < end {
			a.fill(rectangle(a.at(begin, a.y.from), a.at(end, a.y.to)), shade)
		}
	}
}

// curve is a line through values.
type curve struct {
	values []point
	stroke
}

func (c curve) draw(a *area) { a.line(a.all(c.values), c.stroke) }

// shape is what values enclose.
type shape struct {
	values []point
	paint  color.NRGBA
	edge   float64 // width of its outline; 0 for none
}

func (s shape) draw(a *area) {
	outline := a.all(s.values)
	a.fill(outline, s.paint)
	if s.edge > 0 {
		a.line(append(outline, outline[0]), stroke{width: s.edge, paint: s.paint})
	}
}

// all returns the places of values.
func (a *area) all(values []point) []point {
	places := make([]point, len(values))
	for i, v := range values {
		places[i] = a.at(v.x, v.y)
	}
	return places
}

// level is a horizontal line over the whole width, with its name and value at
// the right end.
type level struct {
	y     float64
	name  string
	style stroke
	above bool // where the name is
}

func (l level) draw(a *area) {
	end := a.at(a.x.to, l.y)
	a.line([]point{a.at(a.x.from, l.y), end}, l.style)
	const apart = 2
	name := text{s: fmt.Sprintf("%s %.4g", l.name, l.y), size: levelSize, align: 1, paint: ink}
	at := point{end.x - apart, end.y + apart + levelSize*ascent}
	if l.above {
		at.y = end.y - apart - levelSize*descent
	}
	// A curve may be under it.
	a.fill(rectangle(point{at.x - name.width(), at.y - levelSize*ascent}, point{at.x, at.y + levelSize*descent}), paper)
	a.write(name, at)
}

// minutes is the time in seconds above which ticks are in minutes.
const minutes = 180

// timeTicks marks 5 to 12 round times.
func timeTicks(from, to float64) []tick {
	step := 1e-3
	for _, s := range []float64{0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600} {
		if (to-from)/step > 12 {
			step = s
		}
	}
	for (to-from)/step > 12 {
		step *= 2
	}
	var ticks []tick
	// Adding 0 makes a negative zero positive.
	for i := math.Ceil(from/step-1e-9) + 0; i*step <= to*(1+1e-12); i++ {
		ticks = append(ticks, tick{i * step, timeLabel(i*step, to)})
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

// unlabelled returns ticks without their labels.
func unlabelled(ticks []tick) []tick {
	for i := range ticks {
		ticks[i].label = ""
	}
	return ticks
}
