package inference

import (
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

// memory is a source in memory, which ends with an error.
type memory struct {
	pcm    []float32
	format audio.Format
	err    error
}

func (m *memory) Format() audio.Format { return m.format }

func (m *memory) Read(dst []float32) (int, error) {
	if len(m.pcm) == 0 {
		return 0, m.err
	}
	n := copy(dst[:min(len(dst), 1002)], m.pcm)
	m.pcm = m.pcm[n:]
	return n, nil
}

// TestRead: each channel has the segments that it has alone, in samples of the input,
// and the taps hear all of it.
func TestRead(t *testing.T) {
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	pcm := audiotest.Clip(t, "../../testdata/speech.wav")
	stereo := make([]float32, 2*len(pcm))
	for i, x := range pcm {
		stereo[2*i], stereo[2*i+1] = x, pcm[len(pcm)-1-i]
	}
	var input, network [2]int
	taps := Taps{
		Input:   func(c int) func([]float32) { return func(pcm []float32) { input[c] += len(pcm) } },
		Network: func(c, rate int) func([]float32) { return func(pcm []float32) { network[c] += len(pcm) } },
	}
	list, err := Read(t.Context(), m, &memory{stereo, audio.Format{SampleRate: 32000, Channels: 2}, io.EOF}, taps)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	for c, r := range list {
		alone := make([]float32, len(pcm))
		for i := range alone {
			alone[i] = stereo[2*i+c]
		}
		fitted, err := audio.Resample(&memory{alone, audio.Format{SampleRate: 32000, Channels: 1}, io.EOF}, 16000)
		if err != nil {
			t.Fatal(err)
		}
		resampled, err := audio.ReadAll(fitted)
		if err != nil {
			t.Fatal(err)
		}
		want, err := m.Segments(t.Context(), resampled, 16000, segment.DefaultConfig())
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			want[i] = segment.Segment{Start: 2 * want[i].Start, End: min(2*want[i].End, int64(len(pcm)))}
		}
		got, err := r.Segments(segment.DefaultConfig())
		if err != nil || !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("channel %d: %v, %v, want %v", c, got, err, want)
		}
		if r.InputRate != 32000 || r.InputSamples != int64(len(pcm)) || input[c] != len(pcm) || network[c] != len(resampled) {
			t.Errorf("channel %d: %d samples at %d Hz, %d and %d were heard", c, r.InputSamples, r.InputRate, input[c], network[c])
		}
	}
}

// TestReadError: the error of a source is returned, with what came before.
func TestReadError(t *testing.T) {
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	list, err := Read(t.Context(), m, &memory{make([]float32, 2*5120), audio.Format{SampleRate: 16000, Channels: 2}, broken}, Taps{})
	if !errors.Is(err, broken) || len(list) != 2 {
		t.Errorf("%d recordings, %v", len(list), err)
	}
}
