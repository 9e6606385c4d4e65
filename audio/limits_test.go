package audio

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"time"
)

// TestLimit checks that the samples up to the duration are delivered.
func TestLimit(t *testing.T) {
	file := readFixture(t, "click24.flac")
	want := mustReadAll(t, mustOpen(t, file))
	r := mustOpen(t, file)
	f := r.Format()
	if err := r.Limit(Limits{Channels: f.Channels - 1}); f.Channels > 1 && !errors.Is(err, ErrLimit) {
		t.Errorf("%d channels: got %v, want %v", f.Channels, err, ErrLimit)
	}
	if err := r.Limit(Limits{Channels: f.Channels, Duration: 250 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	got, err := ReadAll(r)
	if !errors.Is(err, ErrLimit) {
		t.Errorf("got %v, want %v", err, ErrLimit)
	}
	equalSamples(t, got, want[:f.SampleRate/4*f.Channels])
	if _, err := r.Read(make([]float32, 100)); !errors.Is(err, ErrLimit) {
		t.Errorf("again: got %v, want %v", err, ErrLimit)
	}

	r = mustOpen(t, file)
	if err := r.Limit(Limits{Duration: time.Duration(len(want)/f.Channels) * time.Second / time.Duration(f.SampleRate)}); err != nil {
		t.Fatal(err)
	}
	equalSamples(t, mustReadAll(t, r), want)
}

// TestBudgets checks that the files that ask for more than their size allows end
// with ErrLimit, and that others of hostileFiles end.
func TestBudgets(t *testing.T) {
	limited := []string{
		"Vorbis, chained headers with a codebook of 2^20 entries", "Vorbis, chained headers of 8 channels and blocks of 8192",
		"Vorbis, packets of one byte", "FLAC, frames of one value", "Matroska, FLAC of one value",
	}
	for _, f := range hostileFiles {
		t.Run(f.name, func(t *testing.T) {
			r, err := Open(bytes.NewReader(f.make(1 << 16)))
			buffer := make([]float32, 1<<16)
			for err == nil {
				_, err = r.Read(buffer)
			}
			if want := slices.Contains(limited, f.name); errors.Is(err, ErrLimit) != want || !want && err != io.EOF {
				t.Errorf("got %v, want a limit: %v", err, want)
			}
		})
	}
}
