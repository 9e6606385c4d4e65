// Package picture draws recordings, and the curves of detectors, as PNG or SVG.
package picture

import (
	"fmt"
	"image"
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The colours differ for people who cannot distinguish red and green.
var (
	ink       = color.NRGBA{R: 0x33, G: 0x3b, B: 0x46, A: 0xff}
	faint     = color.NRGBA{R: 0xe3, G: 0xe6, B: 0xea, A: 0xff}
	waveColor = color.NRGBA{R: 0x6b, G: 0x7a, B: 0x8f, A: 0xff}
	probColor = color.NRGBA{R: 0x0b, G: 0x5f, B: 0xa5, A: 0xff}
	bandColor = color.NRGBA{R: 0x0b, G: 0x5f, B: 0xa5, A: 0x40}
	onColor   = color.NRGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff} // threshold
	offColor  = color.NRGBA{R: 0xe6, G: 0x9f, B: 0x00, A: 0xff} // exit threshold
	paper     = color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xc0} // under text
	shade     = color.NRGBA{R: 0xff, G: 0xdf, B: 0x8a, A: 0xa0} // speech
)

// dpi is the density that pictures are drawn for: a pixel is 0.75 points.
const dpi = 96

// canvas is a picture that can be written.
type canvas interface {
	vg.CanvasSizer
	io.WriterTo
}

// newCanvas returns a picture of a size in pixels, on which text and lines are
// scale times as large as usual, and what to draw on; format is png or svg.
func newCanvas(format string, width, height int, scale float64) (canvas, draw.Canvas, error) {
	w, h := vg.Length(width)*vg.Inch/dpi, vg.Length(height)*vg.Inch/dpi
	factor := vg.Length(scale)
	switch format {
	case "png":
		dense := int(math.Round(dpi * scale)) // a whole number, which changes the size a little
		w, h = vg.Length(width)*vg.Inch/vg.Length(dense), vg.Length(height)*vg.Inch/vg.Length(dense)
		c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseImage(image.NewRGBA(image.Rect(0, 0, width, height))), vgimg.UseDPI(dense))}
		return c, draw.NewCanvas(c, w, h), nil
	case "svg":
		c := vgsvg.New(w, h)
		c.Scale(scale, scale)
		return c, draw.NewCanvas(c, w/factor, h/factor), nil
	}
	return nil, draw.Canvas{}, fmt.Errorf("picture: unknown format %q", format)
}

// write draws rows of plots with one column, their axes aligned.
func write(w io.Writer, format string, width, height int, scale float64, plots []*plot.Plot) error {
	c, drawing, err := newCanvas(format, width, height, scale)
	if err != nil {
		return err
	}
	rows := make([][]*plot.Plot, len(plots))
	for i, p := range plots {
		rows[i] = []*plot.Plot{p}
	}
	tiles := draw.Tiles{
		Rows: len(rows), Cols: 1, PadY: 6,
		PadTop: 8, PadBottom: 8, PadLeft: 8, PadRight: 16,
	}
	for i, row := range plot.Align(rows, tiles, drawing) {
		plots[i].Draw(row[0])
	}
	_, err = c.WriteTo(w)
	return err
}

// newPlot returns an empty plot in the style of the package.
func newPlot() *plot.Plot {
	p := plot.New()
	for _, style := range []*draw.TextStyle{
		&p.Title.TextStyle, &p.Legend.TextStyle,
		&p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label,
	} {
		style.Font.Variant = "Sans"
	}
	p.Title.TextStyle.Font.Size = 11
	p.Title.TextStyle.Color = ink
	p.Title.Padding = 4
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Color = ink
		a.LineStyle.Color = ink
		a.Label.TextStyle.Color = ink
		a.Label.TextStyle.Font.Size = 10
		a.Tick.Label.Color = ink
		a.Tick.Label.Font.Size = 9
		a.Tick.LineStyle.Color = ink
		a.Padding = 0
	}
	p.Legend.TextStyle.Font.Size = 9
	p.Legend.TextStyle.Color = ink
	return p
}
