package audio

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/mewkiz/flac/frame"
)

// flacFrames returns the metadata and the frames of a file.
func flacFrames(t *testing.T, file []byte) (head []byte, frames [][]byte) {
	t.Helper()
	in := &mustOpen(t, file).decoder.(*timeline).frames.(*flacFramer).input
	var size int
	for {
		frame, _, err := in.next()
		if err != nil {
			return file[:len(file)-size], frames
		}
		size += frame.Size
		frames = append(frames, bytes.Clone(in.buf[in.start-frame.Size:in.start]))
	}
}

func TestFLACDamage(t *testing.T) {
	file, channels := encodeFLAC(t, flacCase{bits: 16, channels: frame.ChannelsMono, pred: frame.PredVerbatim}, 1000, 1000, 1000, 1000, 1000)
	head, frames := flacFrames(t, file)
	if len(frames) != 5 {
		t.Fatalf("got %d frames, want 5", len(frames))
	}
	want := make([]float32, 5000)
	for i, s := range channels[0] {
		want[i] = float32(s) / 32768
	}
	// with returns the samples with some frames silent.
	with := func(silent ...int) []float32 {
		s := slices.Clone(want)
		for _, f := range silent {
			clear(s[1000*f : 1000*(f+1)])
		}
		return s
	}
	flip := func(f, at int) []byte {
		b := bytes.Clone(frames[f])
		b[at] ^= 0x10
		return b
	}
	join := func(parts ...[]byte) []byte { return append(bytes.Clone(head), bytes.Join(parts, nil)...) }
	garbage := bytes.Repeat([]byte{0xFF, 0xF8, 0xC9, 0x18}, 700)

	tests := []struct {
		name     string
		file     []byte
		want     []float32
		position int64
	}{
		{"bit in samples", join(frames[0], flip(1, 300), frames[2], frames[3], frames[4]), with(1), 1000},
		{"bit in header", join(frames[0], frames[1], flip(2, 2), frames[3], frames[4]), with(2), 2000},
		{"bit in checksum", join(frames[0], frames[1], frames[2], flip(3, len(frames[3])-1), frames[4]), with(3), 3000},
		{"first frame", join(flip(0, 50), frames[1], frames[2], frames[3], frames[4]), with(0), 0},
		{"two frames", join(frames[0], flip(1, 9), flip(2, 9), frames[3], frames[4]), with(1, 2), 1000},
		{"bytes missing", join(frames[0], frames[1][:900], frames[2], frames[3], frames[4]), with(1), 1000},
		{"frames missing", join(frames[0], frames[3], frames[4]), with(1, 2), 1000},
		{"garbage between", join(frames[0], garbage, frames[1], frames[2], frames[3], frames[4]), with(), 1000},
		{"garbage before", join(garbage, frames[0], frames[1], frames[2], frames[3], frames[4]), with(), 0},
		{"other metadata between", join(frames[0], frames[1], head, frames[2], frames[3], frames[4]), with(), 2000},
		{"starts again", join(frames[0], frames[1], frames[0]), append(with()[:2000], want[:1000]...), 2000},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, test.file)
			equalSamples(t, mustReadAll(t, r), test.want)
			wantWarnings(t, r, ErrDamaged)
			if got := r.Warnings()[0].Sample; got != test.position {
				t.Errorf("got position %d, want %d", got, test.position)
			}
		})
	}

	t.Run("joined midway", func(t *testing.T) {
		r := mustOpen(t, join(frames[2], frames[3]))
		equalSamples(t, mustReadAll(t, r), want[2000:4000])
		wantWarnings(t, r)
	})
	t.Run("cut short", func(t *testing.T) {
		r := mustOpen(t, join(frames[0], frames[1][:500]))
		equalSamples(t, mustReadAll(t, r), want[:1000])
		wantWarnings(t, r, ErrTruncated)
	})
}

// TestFLACShortLastBlock reads a stream whose header counts the last block, which
// is shorter than the others, as the smallest.
func TestFLACShortLastBlock(t *testing.T) {
	file, _ := encodeFLAC(t, flacCase{bits: 16, channels: frame.ChannelsMono, pred: frame.PredVerbatim}, 1000, 1000, 1000, 300)
	want := mustReadAll(t, mustOpen(t, file))
	const minBlock = 4 + 4 // offset
	file[minBlock], file[minBlock+1] = 300>>8, 300&0xFF
	r := mustOpen(t, file)
	equalSamples(t, mustReadAll(t, r), want)
	wantWarnings(t, r)
}

func TestFLACTruncated(t *testing.T) {
	file := readFixture(t, "speech.flac")
	whole := mustReadAll(t, mustOpen(t, file))
	r := mustOpen(t, file[:len(file)/2])
	got := mustReadAll(t, r)
	if len(got) == 0 || len(got) >= len(whole) {
		t.Fatalf("got %d samples of %d", len(got), len(whole))
	}
	equalSamples(t, got, whole[:len(got)])
	wantWarnings(t, r, ErrTruncated)
	if want := fmt.Sprintf("audio: input cut short: got %d samples, want 44580", len(got)); r.Warnings()[0].Err.Error() != want {
		t.Errorf("got %q, want %q", r.Warnings()[0].Err, want)
	}
}
