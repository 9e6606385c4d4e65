package audio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"testing"
)

// readFixture returns a file of testdata.
func readFixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// mustOpen opens data with Open.
func mustOpen(t testing.TB, data []byte) *Reader {
	t.Helper()
	r, err := Open(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mustReadAll reads source to its end.
func mustReadAll(t testing.TB, source Source) []float32 {
	t.Helper()
	samples, err := ReadAll(source)
	if err != nil {
		t.Fatal(err)
	}
	return samples
}

// wantWarnings checks that the warnings of r wrap exactly these errors.
func wantWarnings(t testing.TB, r *Reader, want ...error) {
	t.Helper()
	got := r.Warnings()
	if len(got) != len(want) || r.WarningCount() != len(want) {
		t.Fatalf("got %d warnings (count %d), want %d: %v", len(got), r.WarningCount(), len(want), got)
	}
	for i, w := range got {
		if !errors.Is(w, want[i]) {
			t.Errorf("warning %d: got %v, want %v", i, w, want[i])
		}
	}
}

// equalSamples compares bit by bit.
func equalSamples(t testing.TB, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d values, want %d", len(got), len(want))
	}
	for i := range got {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("value %d: got %v, want %v", i, got[i], want[i])
		}
	}
}

// difference returns the level of got-want, relative to that of want.
func difference(got, want []float32) float64 {
	var noise, signal float64
	for i, w := range want {
		d := float64(got[i] - w)
		noise += d * d
		signal += float64(w) * float64(w)
	}
	return math.Sqrt(noise / signal)
}

// checkReader drains a fuzzed input and checks what Source promises. It stops
// after a while, for a small input may stand for hours of silence.
func checkReader(t *testing.T, r *Reader) {
	t.Helper()
	f := r.Format()
	if f.Channels < 1 || f.SampleRate < 1 || f.Samples < -1 || f.Kind == "" {
		t.Fatalf("format %+v", f)
	}
	buf := make([]float32, max(f.Channels, 1000))
	for range 500 {
		n, err := r.Read(buf)
		if (n > 0) == (err != nil) || n%f.Channels != 0 || n > len(buf) {
			t.Fatalf("Read returned %d, %v with %d channels", n, err, f.Channels)
		}
		if zeroNonFinite(buf[:n]) >= 0 {
			t.Fatal("sample is not finite")
		}
		if err != nil {
			if err != io.EOF {
				t.Fatalf("damage is an error, want a warning: %v", err)
			}
			break
		}
	}
	for _, w := range r.Warnings() {
		if !errors.Is(w, ErrTruncated) && !errors.Is(w, ErrDamaged) {
			t.Fatalf("warning wraps no sentinel: %v", w)
		}
		if w.Sample < 0 || w.Time < 0 {
			t.Fatalf("warning has no position: %+v", w)
		}
	}
}

// checkOpenError checks that a fuzzed input was refused with one line.
func checkOpenError(t *testing.T, err error) {
	t.Helper()
	for _, want := range []error{ErrEmpty, ErrUnknown, ErrUnsupported, ErrNoAudio, ErrSeek, ErrMalformed} {
		if errors.Is(err, want) {
			if bytes.ContainsAny([]byte(err.Error()), "\n\r") {
				t.Fatalf("error has more than one line: %q", err)
			}
			return
		}
	}
	t.Fatalf("error wraps no sentinel: %v", err)
}

// le returns v in little-endian bytes.
func le(v ...any) []byte {
	var b bytes.Buffer
	for _, v := range v {
		switch v := v.(type) {
		case string:
			b.WriteString(v)
		case []byte:
			b.Write(v)
		default:
			if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
				panic(err)
			}
		}
	}
	return b.Bytes()
}
