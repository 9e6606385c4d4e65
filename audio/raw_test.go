package audio

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

func TestRaw(t *testing.T) {
	tests := []struct {
		encoding Encoding
		data     []byte
		want     []float32
	}{
		{S16LE, ramp16, rampFloat},
		{F32LE, le(float32(.5), float32(-2)), []float32{.5, -2}},
		{MuLaw, []byte{0x00, 0xFF}, []float32{-32124. / 32768, 0}},
		{ALaw, []byte{0x2A, 0xAA}, []float32{-32256. / 32768, 32256. / 32768}},
	}
	for _, test := range tests {
		r, err := OpenRaw(bytes.NewReader(test.data), RawFormat{test.encoding, 8000, 2})
		if err != nil {
			t.Fatal(err)
		}
		if want := (Format{"raw", 8000, 2, -1}); r.Format() != want {
			t.Errorf("%s: got %+v, want %+v", test.encoding, r.Format(), want)
		}
		equalSamples(t, mustReadAll(t, r), test.want)
		wantWarnings(t, r)
	}
	r, err := OpenRaw(bytes.NewReader(ramp16[:11]), RawFormat{S16LE, 8000, 2})
	if err != nil {
		t.Fatal(err)
	}
	equalSamples(t, mustReadAll(t, r), rampFloat[:4])
	wantWarnings(t, r, ErrTruncated)
}

func TestRawErrors(t *testing.T) {
	for _, f := range []RawFormat{
		{"s20le", 8000, 1}, {"", 8000, 1}, {S16LE, 0, 1}, {S16LE, -1, 1}, {S16LE, 1 << 30, 1}, {S16LE, 8000, 0}, {S16LE, 8000, 1 << 16},
	} {
		if _, err := OpenRaw(bytes.NewReader(ramp16), f); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%+v: got %v, want %v", f, err, ErrUnsupported)
		}
	}
}

// TestRawIsLive checks that what a pipe has brought is delivered before the
// pipe brings more.
func TestRawIsLive(t *testing.T) {
	in, out := io.Pipe()
	defer in.Close()
	r, err := OpenRaw(in, RawFormat{S16LE, 8000, 1})
	if err != nil {
		t.Fatal(err)
	}
	go out.Write(le(int16(16384), int16(-16384)))
	buf := make([]float32, 1000)
	n, err := r.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	equalSamples(t, buf[:n], []float32{.5, -.5})
}

func FuzzRaw(f *testing.F) {
	f.Add(ramp16, uint8(1), 2)
	f.Add(le(float32(1)), uint8(4), 1)
	f.Fuzz(func(t *testing.T, data []byte, encoding uint8, channels int) {
		r, err := OpenRaw(bytes.NewReader(data), RawFormat{encodings[int(encoding)%len(encodings)], 8000, channels})
		if err != nil {
			checkOpenError(t, err)
			return
		}
		whole := drainFuzzed(t, r, 1000)
		r, _ = OpenRaw(iotest.OneByteReader(bytes.NewReader(data)), RawFormat{encodings[int(encoding)%len(encodings)], 8000, channels})
		if cut := drainFuzzed(t, r, 77); whole != cut {
			t.Fatalf("got %+v, byte by byte %+v", whole, cut)
		}
	})
}
