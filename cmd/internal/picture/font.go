package picture

import (
	"math"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
)

// fontFamily names what SVG viewers may have: Arial and Helvetica have the widths
// of Liberation Sans.
const fontFamily = "Liberation Sans, Arial, Helvetica, sans-serif"

// Heights of the font, as parts of its size.
const (
	ascent    = 0.905
	descent   = 0.212
	capHeight = 0.688
)

// sans parses the font when it is first drawn with.
var sans = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(liberationsansregular.TTF)
	if err != nil {
		panic(err) // the font is part of the program
	}
	return f
})

// newFace returns the font at a size in pixels.
func newFace(size float64) font.Face {
	face, err := opentype.NewFace(sans(), &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		panic(err) // only a size that is not positive is an error
	}
	return face
}

// width returns the width of a text in points.
func (t text) width() float64 {
	const exact = 100 // sizes are rounded to 1/64 pixel
	return float64(font.MeasureString(newFace(exact), t.s)) / 64 * t.size / exact
}

// circleSteps are the corners of a circle of radius 1.
var circleSteps = func() (steps [32]point) {
	for i := range steps {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(steps)))
		steps[i] = point{cos, sin}
	}
	return steps
}()
