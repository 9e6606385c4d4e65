package audio

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/gosilero/vad/audio/internal/mp3"
)

func TestMP3Damage(t *testing.T) {
	const name = "speech-vbr-crc.mp3"
	file := readFixture(t, name)
	frames := mp3Frames(t, file)
	want := mustReadAll(t, mustOpen(t, file))
	const hurt = 50
	header := func(at int, bits byte) []byte {
		f := bytes.Clone(frames[hurt])
		f[at] ^= bits
		return f
	}
	join := func(parts ...[]byte) []byte {
		return slices.Concat(bytes.Join(frames[:hurt], nil), bytes.Join(parts, nil), bytes.Join(frames[hurt+1:], nil))
	}
	noise := bytes.Repeat([]byte{0xFF, 0x12, 'T', 'A', 0}, 20)
	for _, test := range []struct {
		name string
		file []byte
	}{
		{"sync", join(header(0, 0x80))},
		{"sample rate", join(header(2, 0x04))},
		{"bit rate", join(header(2, 0x10))},
		{"zeros", join(make([]byte, len(frames[hurt])))},
		{"side information", join(header(8, 0xFF))},
		{"cut short", join(frames[hurt][:len(frames[hurt])/2])},
		{"garbage in place", join(noise)},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, test.file)
			got := mustReadAll(t, r)
			if r.WarningCount() == 0 || !errors.Is(r.Warnings()[0], ErrDamaged) {
				t.Fatalf("got warnings %v, want damage", r.Warnings())
			}
			if len(got) != len(want) {
				t.Fatalf("got %d values, want %d", len(got), len(want))
			}
			// Frame 0 is the tag; the last before the damage is 49.
			const frame, delay = 2 * 1152, 2 * (mp3.Delay + 576)
			before := (hurt-2)*frame - delay
			equalSamples(t, got[:before], want[:before])
			// What is lost of the reservoir silences some frames more.
			after := (hurt+8)*frame - delay
			if d := difference(got[after:], want[after:]); d > 1e-6 {
				t.Errorf("differs by %.2g after the damage", d)
			}
			at := r.Warnings()[0].Sample
			if from, to := int64(hurt-4)*1152, int64(hurt+1)*1152; at < from || at > to {
				t.Errorf("got position %d, want between %d and %d", at, from, to)
			}
		})
	}
}

func TestMP3Structure(t *testing.T) {
	file := readFixture(t, "click.mp3")
	frames := mp3Frames(t, file)
	sound := bytes.Join(frames[1:], nil)
	want := mustReadAll(t, mustOpen(t, file))
	untagged := readFixture(t, "click-untagged.mp3")
	wantUntagged := mustReadAll(t, mustOpen(t, untagged))
	id3v1 := append([]byte("TAG"), make([]byte, 125)...)
	id3v2 := append([]byte("ID3\x04\x00\x00\x00\x00\x02\x01"), make([]byte, 257)...)
	ape := le("APETAGEX", uint32(2000), uint32(40), uint32(1), uint32(0), make([]byte, 8), "12345678")
	footed := le("ID3\x04\x00\x10\x00\x00\x00\x05", "12345", "3DI\x04\x00\x10\x00\x00\x00\x05")

	tests := []struct {
		name     string
		file     []byte
		want     []float32 // nil: some
		warnings []error
	}{
		{"tags before", slices.Concat(id3v2, footed, file), want, nil},
		{"tags after", slices.Concat(file, ape, id3v1), want, nil},
		{"two files", slices.Concat(file, id3v1, id3v2, file), slices.Concat(want, want), nil},
		{"garbage before", slices.Concat(make([]byte, 1000), []byte("\xFF\xFBgarbage"), file), want, nil},
		{"garbage after", slices.Concat(file, []byte("garbage")), want, nil},
		{"more frames than counted", slices.Concat(file, frames[20], frames[21]), nil, nil},
		{"cut between frames", bytes.Join(frames[:20], nil), nil, []error{ErrTruncated}},
		{"cut in a frame", file[:len(file)/2], nil, []error{ErrTruncated}},
		{"no tag", sound, nil, nil},
		{"untagged, cut in a frame", untagged[:len(untagged)-5], nil, []error{ErrTruncated}},
		{"untagged, tags after", slices.Concat(untagged, id3v1), wantUntagged, nil},
		{"one frame", frames[0], []float32{}, []error{ErrTruncated}},
		{"one frame and a tag", slices.Concat(frames[1], id3v1), nil, nil},
		{"begins in the middle", bytes.Join(mp3Frames(t, readFixture(t, "speech-vbr-crc.mp3"))[40:60], nil), nil, []error{ErrDamaged}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, test.file)
			got := mustReadAll(t, r)
			wantWarnings(t, r, test.warnings...)
			if test.want != nil {
				equalSamples(t, got, test.want)
			}
		})
	}
	if got := len(mustReadAll(t, mustOpen(t, slices.Concat(file, frames[20], frames[21])))); got != len(want)+2*2*1152 {
		t.Errorf("more frames than counted: got %d values, want %d", got, len(want)+2*2*1152)
	}
	r := mustOpen(t, bytes.Join(frames[:20], nil))
	n := len(mustReadAll(t, r)) / 2
	if want := fmt.Sprintf("audio: input cut short: got %d samples, want 48000", n); r.Warnings()[0].Err.Error() != want {
		t.Errorf("got %q, want %q", r.Warnings()[0].Err, want)
	}
}
