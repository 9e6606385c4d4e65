package picture

import (
	"bytes"
	"image"
	"image/png"
	"testing"
)

// TestTextGrows checks that a picture twice as wide and as high has a title with
// four times the ink, and that one that is only wide has the usual one.
func TestTextGrows(t *testing.T) {
	title := func(width, height int) (ink int) {
		var b bytes.Buffer
		r := Recording{Title: "a recording", Duration: 10, Probs: make([]float32, 20), Window: 0.5, Threshold: 0.5, NegThreshold: 0.35}
		if err := Recordings(&b, "png", Size{Width: width, Height: height}, []Recording{r}); err != nil {
			t.Fatal(err)
		}
		decoded, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		if decoded.Bounds() != image.Rect(0, 0, width, height) {
			t.Fatalf("the picture is %v, want %d x %d", decoded.Bounds(), width, height)
		}
		// The title is in the middle of the top, where nothing else is.
		for y := range 26 * height / UsualHeight {
			for x := width * 2 / 5; x < width*3/5; x++ {
				r, _, _, _ := decoded.At(x, y).RGBA()
				ink += 0xffff - int(r)
			}
		}
		return ink
	}
	usual := title(UsualWidth, UsualHeight)
	if usual == 0 {
		t.Fatal("the picture has no title")
	}
	if twice := float64(title(2*UsualWidth, 2*UsualHeight)) / float64(usual); twice < 3.8 || twice > 4.2 {
		t.Errorf("twice as large, the title has %.2f times the ink, want 4", twice)
	}
	if wide := title(2*UsualWidth, UsualHeight); wide != usual {
		t.Errorf("only wider, the title has %d of ink, want %d", wide, usual)
	}
}
