package main

import (
	"encoding/xml"
	"image/png"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlot checks the sizes of pictures, that they can be read, and that they
// show what they are of.
func TestPlot(t *testing.T) {
	folder := t.TempDir()
	one := filepath.Join(folder, "one.png")
	if out := mustRun(t, "plot", "-o", one, "--width=800", "--height=300", speech, "../../testdata/voices.wav"); out != one+"\n" {
		t.Errorf("standard output is %q", out)
	}
	mustRun(t, "plot", "-o", folder, "--from=2s", "--to=4s", speech)
	for name, size := range map[string][2]int{"one.png": {800, 600}, "speech.png": {1500, 420}} {
		picture, err := png.Decode(strings.NewReader(contents(t, filepath.Join(folder, name))))
		if err != nil {
			t.Fatal(err)
		}
		if b := picture.Bounds(); b.Dx() != size[0] || b.Dy() != size[1] {
			t.Errorf("%s is %v, want %v", name, b, size)
		}
		colours := map[[4]uint32]bool{}
		for y := range size[1] {
			for x := range size[0] {
				r, g, b, a := picture.At(x, y).RGBA()
				colours[[4]uint32{r, g, b, a}] = true
			}
		}
		if len(colours) < 20 {
			t.Errorf("%s has %d colours", name, len(colours))
		}
	}

	mustRun(t, "plot", "-f", "svg", "-o", folder, speech)
	svg := contents(t, filepath.Join(folder, "speech.svg"))
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"speech.wav: 3 segments, 14.3 s of speech in 18.9 s", "time (s)", "probability", "amplitude", "threshold 0.5", "exit threshold 0.35"} {
		if !strings.Contains(svg, ">"+text+"<") {
			t.Errorf("the picture does not say %q", text)
		}
	}
}

func TestPlotErrors(t *testing.T) {
	for _, args := range [][]string{
		{"-o", "x.gif"}, {"-o", "x"}, {"--width=10"}, {"--height=1000000"}, {"--from=3s", "--to=2s"}, {"--from=-1s"}, {"--no-audio"},
	} {
		_, stderr, status := vadRun(append([]string{"plot", speech}, args...)...)
		if status != statusUsage || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d: %s", args, status, stderr)
		}
	}
}

// TestPlotEmpty checks that a recording without samples has a picture, too.
func TestPlotEmpty(t *testing.T) {
	name := wavFile(t, 16000, nil)
	mustRun(t, "plot", "-o", t.TempDir(), name)
}
