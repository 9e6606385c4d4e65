package picture

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"strings"
)

// svgSurface writes the elements of an SVG document.
type svgSurface struct{ elements bytes.Buffer }

func newSVG(width, height int, pixels float64) *svgSurface {
	s := new(svgSurface)
	fmt.Fprintf(&s.elements, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %s %s\" font-family=\"%s\">\n",
		width, height, decimal(float64(width)/pixels), decimal(float64(height)/pixels), fontFamily)
	return s
}

// decimal returns a length to a hundredth of a point.
func decimal(v float64) string {
	s := strings.TrimRight(fmt.Sprintf("%.2f", v), "0")
	return strings.TrimSuffix(s, ".")
}

// attributes returns how a colour is written, for a fill or a stroke.
func attributes(name string, c color.NRGBA) string {
	s := fmt.Sprintf(" %s=\"#%02x%02x%02x\"", name, c.R, c.G, c.B)
	if c.A != 0xff {
		s += fmt.Sprintf(" %s-opacity=\"%.3g\"", name, float64(c.A)/0xff)
	}
	return s
}

func (s *svgSurface) points(points []point) {
	s.elements.WriteString(" points=\"")
	for i, p := range points {
		if i > 0 {
			s.elements.WriteByte(' ')
		}
		s.elements.WriteString(decimal(p.x) + "," + decimal(p.y))
	}
	s.elements.WriteString("\"/>\n")
}

func (s *svgSurface) fill(outline []point, paint color.NRGBA) {
	s.elements.WriteString("<polygon" + attributes("fill", paint))
	s.points(outline)
}

func (s *svgSurface) line(points []point, style stroke) {
	s.elements.WriteString("<polyline fill=\"none\" stroke-linejoin=\"round\"" + attributes("stroke", style.paint))
	fmt.Fprintf(&s.elements, " stroke-width=\"%s\"", decimal(style.width))
	for i, d := range style.dashes {
		if i == 0 {
			s.elements.WriteString(" stroke-dasharray=\"" + decimal(d))
			continue
		}
		s.elements.WriteString(" " + decimal(d))
	}
	if len(style.dashes) > 0 {
		s.elements.WriteByte('"')
	}
	s.points(points)
}

func (s *svgSurface) write(t text, baseline point) {
	anchor := map[float64]string{0: "start", 0.5: "middle", 1: "end"}[t.align]
	fmt.Fprintf(&s.elements, "<text font-size=\"%s\" text-anchor=\"%s\"%s", decimal(t.size), anchor, attributes("fill", t.paint))
	x, y := decimal(baseline.x), decimal(baseline.y)
	if t.upright {
		fmt.Fprintf(&s.elements, " transform=\"rotate(-90 %s %s)\"", x, y)
	}
	fmt.Fprintf(&s.elements, " x=\"%s\" y=\"%s\">", x, y)
	_ = xml.EscapeText(&s.elements, []byte(t.s)) // a buffer returns no error
	s.elements.WriteString("</text>\n")
}

// WriteTo implements io.WriterTo.
func (s *svgSurface) WriteTo(w io.Writer) (int64, error) {
	s.elements.WriteString("</svg>\n")
	return s.elements.WriteTo(w)
}
