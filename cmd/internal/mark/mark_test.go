package mark

import (
	"bytes"
	"encoding/xml"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestMarks(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 99, 99))); err != nil {
		t.Fatal(err)
	}
	svg := []byte("<svg></svg>\n")
	for name, test := range map[string]struct {
		content []byte
		want    bool
	}{
		"empty": {nil, false}, "plain.png": {picture.Bytes(), false}, "plain.svg": {svg, false},
		"png": {PNG(picture.Bytes()), true}, "svg": {XML(svg), true},
		"long.wav": {append(make([]byte, 1<<20), Software...), true}, "flac": {append([]byte(Software), make([]byte, 1<<20)...), true},
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, test.content, 0o666); err != nil {
			t.Fatal(err)
		}
		if Has(path) != test.want {
			t.Errorf("%s: got %v", name, !test.want)
		}
	}
	if Has(t.TempDir()) || Has("missing") {
		t.Error("what is no file has the mark")
	}
	if _, err := png.Decode(bytes.NewReader(PNG(picture.Bytes()))); err != nil {
		t.Error(err)
	}
	decoder := xml.NewDecoder(bytes.NewReader(XML(svg)))
	for {
		if _, err := decoder.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
