package picture

import (
	"bytes"
	"io"

	"github.com/gosilero/vad/cmd/internal/mark"
)

// axes is a diagram: layers over an X axis and a Y axis.
type axes struct {
	title, xLabel, yLabel string
	x, y                  span // shown
	xTicks, yTicks        []tick
	layers                []layer
}

// span is a stretch of an axis.
type span struct{ from, to float64 }

// tick is a mark on an axis, a short one if it has no label.
type tick struct {
	at    float64
	label string
}

// layer is something that is drawn over the axes.
type layer interface{ draw(a *area) }

// area is the part of a surface in which the data of axes are drawn.
type area struct {
	surface
	x, y        span  // of the data
	first, last point // corners at the top left and at the bottom right
}

// at returns the place of a value, one outside of the axes at their edge.
func (a *area) at(x, y float64) point {
	part := func(v float64, s span) float64 { return min(1, max(0, (v-s.from)/(s.to-s.from))) }
	return point{
		a.first.x + part(x, a.x)*(a.last.x-a.first.x),
		a.last.y - part(y, a.y)*(a.last.y-a.first.y),
	}
}

// Sizes of axes, in points.
const (
	titleSize, labelSize, tickSize, levelSize = 11.0, 10.0, 9.0, 8.0

	tickLength = 8.0
	margin     = 8.0  // of the picture, but for the right one
	right      = 16.0 // half of a tick's label
	between    = 6.0  // rows
	gap        = 3.0  // between a text and what is beside it
)

// lineHeight is the height of a line of text, as a part of its size.
const lineHeight = ascent + descent

// write draws rows of axes, whose areas are one above the other; width and
// height are those of the picture in pixels.
func write(w io.Writer, format string, width, height int, scale float64, rows []*axes) error {
	s, err := newSurface(format, width, height, scale)
	if err != nil {
		return err
	}
	points := 72 / (dpi * scale)
	left := 0.0
	for _, a := range rows {
		left = max(left, a.left())
	}
	each := (float64(height)*points - 2*margin - between*float64(len(rows)-1)) / float64(len(rows))
	for i, a := range rows {
		top := margin + float64(i)*(each+between)
		a.draw(&area{
			surface: s, x: a.x, y: a.y,
			first: point{margin + left, top + a.top()},
			last:  point{float64(width)*points - right, top + each - a.bottom()},
		})
	}
	var b bytes.Buffer
	if _, err := s.WriteTo(&b); err != nil {
		return err
	}
	_, err = w.Write(marks[format](b.Bytes()))
	return err
}

// marks add what shows who wrote a picture.
var marks = map[string]func([]byte) []byte{"png": mark.PNG, "svg": mark.XML}

// left returns the width of what is left of the area.
func (a *axes) left() float64 {
	widest := 0.0
	for _, t := range a.yTicks {
		widest = max(widest, text{s: t.label, size: tickSize}.width())
	}
	return labelSize*lineHeight + gap + widest + gap + tickLength
}

// top returns the height of what is above the area.
func (a *axes) top() float64 {
	if a.title == "" {
		return 0
	}
	return titleSize*lineHeight + 4
}

// bottom returns the height of what is below the area.
func (a *axes) bottom() float64 {
	height := tickLength / 2
	for _, t := range a.xTicks {
		if t.label != "" {
			height = tickLength + tickSize*lineHeight
		}
	}
	if a.xLabel != "" {
		height += labelSize * lineHeight
	}
	return height
}

// draw draws the layers, the axes and what is around them.
func (a *axes) draw(on *area) {
	for _, l := range a.layers {
		l.draw(on)
	}
	middle := point{(on.first.x + on.last.x) / 2, (on.first.y + on.last.y) / 2}
	label := text{size: labelSize, align: 0.5, paint: ink}
	label.s = a.xLabel
	on.write(label, point{middle.x, on.last.y + a.bottom() - labelSize*descent})
	label.s, label.upright = a.yLabel, true
	on.write(label, point{margin + labelSize*ascent, middle.y})
	if a.title != "" {
		on.write(text{s: a.title, size: titleSize, align: 0.5, paint: ink}, point{middle.x, on.first.y - a.top() + titleSize*ascent})
	}
	a.drawAxes(on)
}

// drawAxes draws the lines of the axes with their ticks.
func (a *axes) drawAxes(on *area) {
	thin := stroke{width: 0.5, paint: ink}
	on.line([]point{on.first, {on.first.x, on.last.y}}, thin)
	on.line([]point{{on.first.x, on.last.y}, on.last}, thin)
	label := text{size: tickSize, paint: ink}
	for _, t := range a.xTicks {
		at, length := on.at(t.at, a.y.from), t.length()
		on.line([]point{at, {at.x, at.y + length}}, thin)
		label.s, label.align = t.label, 0.5
		on.write(label, point{at.x, at.y + length + tickSize*ascent})
	}
	for _, t := range a.yTicks {
		at, length := on.at(a.x.from, t.at), t.length()
		on.line([]point{at, {at.x - length, at.y}}, thin)
		label.s, label.align = t.label, 1
		on.write(label, point{at.x - length - gap, at.y + tickSize*capHeight/2})
	}
}

func (t tick) length() float64 {
	if t.label == "" {
		return tickLength / 2
	}
	return tickLength
}
