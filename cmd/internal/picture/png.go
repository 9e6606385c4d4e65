package picture

import (
	"bytes"
	"image/color"
	"io"
	"math"

	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/font"
)

// pngSurface draws pixels.
type pngSurface struct {
	canvas *gg.Context
	pixels float64 // in a point
	faces  map[float64]font.Face
}

func newPNG(width, height int, pixels float64) *pngSurface {
	canvas := gg.NewContext(width, height)
	canvas.SetLineCapButt()
	return &pngSurface{canvas: canvas, pixels: pixels, faces: make(map[float64]font.Face)}
}

func (s *pngSurface) path(points []point) {
	for _, p := range points {
		s.canvas.LineTo(p.x*s.pixels, p.y*s.pixels)
	}
}

func (s *pngSurface) fill(outline []point, paint color.NRGBA) {
	s.path(outline)
	s.canvas.ClosePath()
	s.canvas.SetColor(paint)
	s.canvas.Fill()
}

func (s *pngSurface) line(points []point, style stroke) {
	s.path(points)
	dashes := make([]float64, len(style.dashes))
	for i, d := range style.dashes {
		dashes[i] = d * s.pixels
	}
	s.canvas.SetDash(dashes...)
	s.canvas.SetLineWidth(style.width * s.pixels)
	s.canvas.SetColor(style.paint)
	s.canvas.Stroke()
}

func (s *pngSurface) write(t text, baseline point) {
	face := s.faces[t.size]
	if face == nil {
		face = newFace(t.size * s.pixels)
		s.faces[t.size] = face
	}
	s.canvas.SetFontFace(face)
	s.canvas.SetColor(t.paint)
	x, y := baseline.x*s.pixels, baseline.y*s.pixels
	before := t.align * t.width() * s.pixels
	if !t.upright {
		s.canvas.DrawString(t.s, x-before, y)
		return
	}
	s.canvas.Push()
	defer s.canvas.Pop()
	s.canvas.RotateAbout(-math.Pi/2, x, y)
	s.canvas.DrawString(t.s, x-before, y)
}

// WriteTo implements io.WriterTo.
func (s *pngSurface) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	if err := s.canvas.EncodePNG(&b); err != nil {
		return 0, err
	}
	return b.WriteTo(w)
}
