package picture

import (
	"fmt"
	"image/color"
	"io"
)

// point is a place in points of 1/72 inch, from the left and from the top.
type point struct{ x, y float64 }

// stroke is how a line is drawn. Lengths are in points.
type stroke struct {
	width  float64
	paint  color.NRGBA
	dashes []float64 // lengths of dashes and gaps in turn; none for a solid line
}

// text is one line of text.
type text struct {
	s       string
	size    float64 // points
	align   float64 // what part of it is left of its place: 0, 0.5 or 1
	upright bool    // from bottom to top
	paint   color.NRGBA
}

// surface is what pictures are drawn on. The places are in points, whatever
// the picture's scale.
type surface interface {
	fill(outline []point, paint color.NRGBA)
	line(points []point, s stroke)
	write(t text, baseline point)
	io.WriterTo
}

// dpi is the density that pictures are drawn for: a pixel is 0.75 points.
const dpi = 96

// newSurface returns a white surface of a size in pixels, on which everything is
// drawn scale times as large as usual; format is png or svg.
func newSurface(format string, width, height int, scale float64) (surface, error) {
	pixels := scale * dpi / 72
	var s surface
	switch format {
	case "png":
		s = newPNG(width, height, pixels)
	case "svg":
		s = newSVG(width, height, pixels)
	default:
		return nil, fmt.Errorf("picture: unknown format %q", format)
	}
	s.fill(rectangle(point{}, point{float64(width) / pixels, float64(height) / pixels}), color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff})
	return s, nil
}

// rectangle returns the outline of a rectangle by two opposite corners.
func rectangle(a, b point) []point {
	return []point{a, {b.x, a.y}, b, {a.x, b.y}}
}

// circle returns an outline that looks like one.
func circle(middle point, radius float64) []point {
	outline := make([]point, len(circleSteps))
	for i, step := range circleSteps {
		outline[i] = point{middle.x + radius*step.x, middle.y + radius*step.y}
	}
	return outline
}
