// Package picture draws recordings, and the curves of detectors, as PNG or SVG.
package picture

import "image/color"

// The colours differ for people who cannot distinguish red and green.
var (
	ink        = color.NRGBA{R: 0x33, G: 0x3b, B: 0x46, A: 0xff}
	faint      = color.NRGBA{R: 0xe3, G: 0xe6, B: 0xea, A: 0xff}
	waveColor  = color.NRGBA{R: 0x6b, G: 0x7a, B: 0x8f, A: 0xff}
	probColor  = color.NRGBA{R: 0x0b, G: 0x5f, B: 0xa5, A: 0xff}
	bandColor  = color.NRGBA{R: 0x0b, G: 0x5f, B: 0xa5, A: 0x40}
	onColor    = color.NRGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 0xff} // threshold
	offColor   = color.NRGBA{R: 0xe6, G: 0x9f, B: 0x00, A: 0xff} // exit threshold
	tunedColor = color.NRGBA{R: 0x00, G: 0x9e, B: 0x73, A: 0xff}
	paper      = color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xc0} // under text
	shade      = color.NRGBA{R: 0xff, G: 0xdf, B: 0x8a, A: 0xa0} // speech
)
