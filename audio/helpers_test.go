package audio

import (
	"bytes"
	"encoding/binary"
	"errors"
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
