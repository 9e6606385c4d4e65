package host

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio/resample"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

const speech = "../../../testdata/speech.wav"

// newHost returns a host with the embedded model.
func newHost(t *testing.T) (h *Host, model int32) {
	t.Helper()
	h = &Host{}
	if model = h.Model(nil, 0); model <= 0 {
		t.Fatal(h.Text())
	}
	return h, model
}

// given is the mask of some options.
func given(places ...int) (mask uint32) {
	for _, i := range places {
		mask |= 1 << i
	}
	return mask
}

// TestStream writes audio at 44.1 kHz in pieces. The probabilities are those of the
// audio as the library resamples it.
func TestStream(t *testing.T) {
	pcm := audiotest.Clip(t, speech)
	up, err := resample.New(16000, 44100)
	if err != nil {
		t.Fatal(err)
	}
	pcm = up.Flush(up.Feed(nil, pcm))
	h, model := newHost(t)
	s := h.Stream(model, 44100)
	for range 2 {
		var got []float32
		for piece := range slices.Chunk(pcm, 5000) {
			if n := h.Feed(s, piece); int(n) != len(h.floats) {
				t.Fatalf("got %d, want %d: %s", n, len(h.floats), h.Text())
			}
			got = append(got, h.floats...)
		}
		h.Flush(s)
		got = append(got, h.floats...)

		m, err := vad.New()
		if err != nil {
			t.Fatal(err)
		}
		down, err := resample.New(44100, 16000)
		if err != nil {
			t.Fatal(err)
		}
		want, err := m.Probabilities(context.Background(), down.Flush(down.Feed(nil, pcm)), 16000)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %d probabilities, other than the %d wanted", len(got), len(want))
		}
	}
}

// TestDetector writes audio to a detector that resamples. Its segments are those of
// the library, and its windows come with their samples.
func TestDetector(t *testing.T) {
	pcm := audiotest.Clip(t, speech)
	h, model := newHost(t)
	options := make([]float64, optionCount)
	options[sampleRate], options[windows], options[networkPCM] = 16000, 1, 1
	d := h.Detector(model, options, given(sampleRate, windows, networkPCM))
	if d < 0 {
		t.Fatal(h.Text())
	}
	for range 2 {
		var got []segment.Segment
		var heard []float32
		take := func(n int32) {
			if n < 0 {
				t.Fatal(h.Text())
			}
			for e := range slices.Chunk(h.numbers, eventNumbers) {
				audio := h.audio[0]
				h.audio = h.audio[1:]
				if e[5] != float64(uintptr(unsafe.Pointer(unsafe.SliceData(audio)))) || e[6] != float64(len(audio)) {
					t.Fatalf("got audio at %v of %v samples, want the %d kept", e[5], e[6], len(audio))
				}
				start, end := int64(e[1]), int64(e[2])
				switch eventKinds[int(e[0])] {
				case "Window":
					if int(e[7]) != len(heard) {
						t.Fatalf("got a window at %v, want it at %d", e[7], len(heard))
					}
					heard = append(heard, audio...)
				case segment.SegmentFinal:
					got = append(got, segment.Segment{Start: start, End: end})
					from := int(e[7])
					if to := min(from+len(audio), len(pcm)); !slices.Equal(audio[:to-from], pcm[from:to]) {
						t.Errorf("the segment at %d has other audio", start)
					}
				}
			}
		}
		for piece := range slices.Chunk(pcm, 777) {
			take(h.Write(d, piece))
		}
		take(h.End(d))
		if !slices.Equal(heard[:len(pcm)], pcm) || len(heard)%512 != 0 {
			t.Errorf("got %d samples in windows, other than the %d written", len(heard), len(pcm))
		}
		m, err := vad.New()
		if err != nil {
			t.Fatal(err)
		}
		want, err := m.Segments(context.Background(), pcm, 16000, segment.DefaultConfig())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		h.Reset(d)
	}
}

func TestSegments(t *testing.T) {
	h := &Host{}
	probs := []float32{0, 0, .9, .9, .9, .9, .9, .9, .9, .9, .9, .9, 0, 0, 0, 0, 0}
	options := make([]float64, optionCount)
	options[speechPad] = 0
	if n := h.Segments(probs, 17*512, 512, options, given(speechPad)); n != 1 || !slices.Equal(h.numbers, []float64{2 * 512, 12 * 512}) {
		t.Errorf("got %d segments, %v: %s", n, h.numbers, h.Text())
	}
}

// TestSegmentOptions: each option changes the segments as its field does.
func TestSegmentOptions(t *testing.T) {
	const n, size = 300, 512
	probs := slices.Repeat([]float32{.9}, n)
	for _, silence := range [][2]int{{30, 37}, {80, 85}} { // the longest and the last before MaxSpeech
		for i := silence[0]; i < silence[1]; i++ {
			probs[i] = 0
		}
	}
	found := func(c segment.Config) (numbers []float64) {
		list, err := segment.Find(probs, n*size, 16000, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list {
			numbers = append(numbers, float64(s.Start), float64(s.End))
		}
		return numbers
	}
	base := segment.DefaultConfig()
	base.MinSilence, base.MaxSpeech = time.Second, 4*time.Second
	for _, tt := range []struct {
		place  int
		value  float64
		change func(*segment.Config)
	}{
		{minSilenceAtMaxSpeech, 300, func(c *segment.Config) { c.MinSilenceAtMaxSpeech = 300 * time.Millisecond }},
		{splitAtLongestSilence, 0, func(c *segment.Config) { c.SplitAtLongestSilence = false }},
		{startPad, 40, func(c *segment.Config) { c.StartPad = 40 * time.Millisecond }},
		{endPad, 70, func(c *segment.Config) { c.EndPad = 70 * time.Millisecond }},
	} {
		options := make([]float64, optionCount)
		options[minSilence], options[maxSpeech], options[tt.place] = 1000, 4000, tt.value
		c := base
		tt.change(&c)
		want := found(c)
		h := &Host{}
		if h.Segments(probs, n*size, size, options, given(minSilence, maxSpeech, tt.place)); !slices.Equal(h.numbers, want) {
			t.Errorf("%s %v: got %v, want %v: %s", optionNames[tt.place], tt.value, h.numbers, want, h.Text())
		}
		if slices.Equal(want, found(base)) {
			t.Errorf("%s %v changes nothing", optionNames[tt.place], tt.value)
		}
	}
}

// TestErrors: what is wrong is -1, with the text of the library.
func TestErrors(t *testing.T) {
	nan := math.NaN()
	h, model := newHost(t)
	s := h.Stream(model, 16000)
	options := func(place int, value float64) []float64 {
		o := make([]float64, optionCount)
		o[place] = value
		return o
	}
	for _, c := range []struct {
		name string
		call func() int32
		want string
	}{
		{"container", func() int32 { return h.Model([]byte("RIFF"), 0) }, "weights: malformed container: got 4 bytes"},
		{"window", func() int32 { return h.Model(nil, 33) }, "vad: wrong window length: got 33ms"},
		{"window of NaN", func() int32 { return h.Model(nil, nan) }, "window: got NaN ms"},
		{"handle", func() int32 { return h.Feed(17, nil) }, "host: wrong handle: got 17"},
		{"handle of another", func() int32 { return h.Write(s, nil) }, "want a detector's"},
		{"rate", func() int32 { return h.Stream(model, 100) }, "resample: sample rate not supported: got 100 Hz"},
		{"part of a Hz", func() int32 { return h.Stream(model, 16000.5) }, "sampleRate: got 16000.5 Hz"},
		{"rate of a window", func() int32 { return h.Window(model, 44100) }, "vad: unsupported sample rate: got 44100 Hz"},
		{"sample", func() int32 { return h.Feed(s, []float32{0, float32(nan)}) }, "vad: sample out of range: got NaN at 1"},
		{"threshold", func() int32 { return h.Detector(model, options(threshold, nan), given(threshold)) }, "Threshold: got NaN"},
		{"time", func() int32 { return h.Detector(model, options(minSpeech, math.Inf(1)), given(minSpeech)) }, "minSpeech: got +Inf ms"},
		{"count", func() int32 { return h.Segments(make([]float32, 2), 7, 512, nil, 0) }, "segment: wrong number of probabilities: got 2"},
	} {
		if got := c.call(); got != failed || !strings.Contains(h.Text(), c.want) {
			t.Errorf("%s: got %d, %q, want -1, %q", c.name, got, h.Text(), c.want)
		}
	}
}
