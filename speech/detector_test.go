package speech_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/speech"
)

// iteratorSegments returns what Detect should find in a whole recording: the
// boundaries that a VADIterator makes of the model's probabilities.
func iteratorSegments(t *testing.T, pcm []float32, c speech.DetectorConfig) []speech.Segment {
	t.Helper()
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	window, err := m.WindowSize(c.SampleRate)
	if err != nil {
		t.Fatal(err)
	}
	probs, err := m.Probabilities(context.Background(), pcm[:len(pcm)/window*window], c.SampleRate)
	if err != nil {
		t.Fatal(err)
	}
	it, err := segment.NewVADIterator(c.SampleRate, segment.VADIteratorConfig{
		Threshold:  float64(c.Threshold),
		MinSilence: time.Duration(c.MinSilenceDurationMs) * time.Millisecond,
		SpeechPad:  time.Duration(c.SpeechPadMs) * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	var want []speech.Segment
	for _, p := range probs {
		b, ok, err := it.Push(p)
		seconds := float64(b.Sample) / float64(c.SampleRate)
		switch {
		case err != nil:
			t.Fatal(err)
		case ok && b.End:
			want[len(want)-1].SpeechEndAt = seconds
		case ok:
			want = append(want, speech.Segment{SpeechStartAt: seconds})
		}
	}
	return want
}

// detectInCalls detects in calls of random lengths, the first of which has at
// least a window, and puts the speech together that ends in a later call.
func detectInCalls(t *testing.T, d *speech.Detector, pcm []float32, r *rand.Rand, longest int) []speech.Segment {
	t.Helper()
	var all []speech.Segment
	for n := 512 + r.IntN(longest); len(pcm) > 0; n = r.IntN(longest + 1) {
		n = min(n, len(pcm))
		for i, s := range detect(t, d, pcm[:n]) {
			open := len(all) > 0 && all[len(all)-1].SpeechEndAt == 0
			switch {
			case !open:
				all = append(all, s)
			case i == 0 && s.SpeechEndAt != 0 && s.SpeechStartAt == all[len(all)-1].SpeechStartAt:
				all[len(all)-1] = s
			default:
				t.Fatalf("got %v while %v is open", s, all[len(all)-1])
			}
		}
		pcm = pcm[n:]
	}
	return all
}

// TestDetect: the segments are those of a VADIterator on the probabilities of the
// whole recording, at both rates, however it is cut into calls.
func TestDetect(t *testing.T) {
	speech16 := clip(t, "voices.wav")[:13*16000]
	for _, in := range []struct {
		name string
		rate int
		pcm  []float32
	}{
		{"voices", 16000, speech16},
		{"voices", 8000, halved(speech16)},
		{"whole windows", 16000, speech16[:100*512]},
		{"babble", 16000, audiotest.Babble(1, 100000, 16000)},
		{"babble", 8000, audiotest.Babble(2, 50000, 8000)},
	} {
		for _, c := range []speech.DetectorConfig{
			defaults(in.rate),
			{SampleRate: in.rate, Threshold: 0.5},
			{SampleRate: in.rate, Threshold: 0.1, MinSilenceDurationMs: 64}, // no window is silence
			{SampleRate: in.rate, Threshold: 0.9, SpeechPadMs: 333},
			{SampleRate: in.rate, Threshold: 0.6, MinSilenceDurationMs: math.MaxInt, SpeechPadMs: 1},
		} {
			want := c
			if want.MinSilenceDurationMs == math.MaxInt {
				want.MinSilenceDurationMs = 1e9 // longer than any recording, too
			}
			wanted := iteratorSegments(t, in.pcm, want)
			if len(wanted) == 0 && in.name != "babble" {
				t.Errorf("%s: no speech in the recording", in.name)
			}
			d := newDetector(t, c)
			if got := detect(t, d, in.pcm); !slices.Equal(got, wanted) {
				t.Errorf("%s, %+v:\ngot  %v\nwant %v", in.name, c, got, wanted)
			}
			r := rand.New(rand.NewPCG(1, uint64(in.rate)))
			for _, longest := range []int{160, 40000} {
				if err := d.Reset(); err != nil {
					t.Fatal(err)
				}
				if got := detectInCalls(t, d, in.pcm, r, longest); !slices.Equal(got, wanted) {
					t.Errorf("%s, %+v, in calls of up to %d samples:\ngot  %v\nwant %v", in.name, c, longest, got, wanted)
				}
			}
		}
	}
}

// TestOpenSpeech: speech is open with SpeechEndAt = 0, and comes again, whole,
// with the call in which it ends, before speech that starts in that call.
func TestOpenSpeech(t *testing.T) {
	pcm := clip(t, "speech.wav")
	d := newDetector(t, defaults(16000))
	first := speech.Segment{SpeechStartAt: 0.706}
	for i, c := range []struct {
		until int // samples
		want  []speech.Segment
	}{
		{16000, []speech.Segment{first}},
		{48000, nil},
		{144000, []speech.Segment{{SpeechStartAt: 0.706, SpeechEndAt: 7.422}, {SpeechStartAt: 8.834}}},
		{200000, []speech.Segment{{SpeechStartAt: 8.834, SpeechEndAt: 11.486}}},
		{204000, nil},
		{len(pcm), []speech.Segment{{SpeechStartAt: 12.834, SpeechEndAt: 17.79}}},
	} {
		from := []int{0, 16000, 48000, 144000, 200000, 204000}[i]
		if got := detect(t, d, pcm[from:c.until]); !slices.Equal(got, c.want) {
			t.Errorf("samples %d to %d: got %v, want %v", from, c.until, got, c.want)
		}
	}
}

// TestShortCalls: a stream begins with a window at least. Later, samples that
// complete no window are kept.
func TestShortCalls(t *testing.T) {
	for rate, window := range map[int]int{8000: 256, 16000: 512} {
		d := newDetector(t, defaults(rate))
		for range 2 { // the second time after Reset
			for _, n := range []int{0, 1, window - 1} {
				if _, err := d.Detect(make([]float32, n)); err != speech.ErrNotEnoughSamples {
					t.Errorf("%d Hz, first call with %d samples: got %v, want %v", rate, n, err, speech.ErrNotEnoughSamples)
				}
			}
			for _, n := range []int{window, 0, 1, window - 1, 5} {
				if s, err := d.Detect(make([]float32, n)); s != nil || err != nil {
					t.Errorf("%d Hz, call with %d samples: got %v, %v, want nothing", rate, n, s, err)
				}
			}
			if err := d.Reset(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestInfer: the probabilities are those of the whole recording, with the context
// of every window, and Infer moves neither times nor speech.
func TestInfer(t *testing.T) {
	voices := clip(t, "voices.wav")
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	for rate, pcm := range map[int][]float32{16000: voices, 8000: halved(voices)} {
		window := 512 * rate / 16000
		d := newDetector(t, defaults(rate))
		want, err := m.Probabilities(context.Background(), pcm[:100*window], rate)
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			got, err := d.Infer(pcm[i*window : (i+1)*window])
			if err != nil || got != w {
				t.Fatalf("%d Hz, window %d: got %v, %v, want %v", rate, i, got, err, w)
			}
		}
		if slices.Max(want) < 0.9 {
			t.Fatalf("%d Hz: no speech in the clip", rate)
		}
		// The time of the stream has not begun: the speech that goes on starts in
		// the first window of Detect.
		got := detect(t, d, pcm[100*window:120*window])
		if len(got) != 1 || got[0].SpeechStartAt > 0.64 {
			t.Errorf("%d Hz: Detect after Infer: got %v, want speech within 20 windows", rate, got)
		}
	}
	d := newDetector(t, defaults(16000))
	for _, n := range []int{0, 511, 513, 1536} {
		if _, err := d.Infer(make([]float32, n)); !errors.Is(err, vad.ErrWindowLength) {
			t.Errorf("Infer of %d samples: got %v, want %v", n, err, vad.ErrWindowLength)
		}
	}
	detect(t, d, make([]float32, 600))
	if _, err := d.Infer(make([]float32, 512)); !errors.Is(err, vad.ErrPending) {
		t.Errorf("Infer after a part of a window: got %v, want %v", err, vad.ErrPending)
	}
	if err := d.Reset(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Infer(make([]float32, 512)); err != nil {
		t.Errorf("Infer after Reset: %v", err)
	}
}

// TestSetThreshold: the threshold changes in mid-speech, survives Reset, and stops
// Detect, which then takes nothing, where it is out of range.
func TestSetThreshold(t *testing.T) {
	pcm := clip(t, "speech.wav")
	c := defaults(16000)
	c.Threshold = 0.9
	strict := detect(t, newDetector(t, c), pcm)
	d := newDetector(t, defaults(16000))
	normal := detect(t, d, pcm)
	if slices.Equal(strict, normal) {
		t.Fatal("the threshold makes no difference in this clip")
	}
	d.SetThreshold(0.9)
	if err := d.Reset(); err != nil {
		t.Fatal(err)
	}
	if got := detect(t, d, pcm); !slices.Equal(got, strict) {
		t.Errorf("threshold set before a stream: got %v, want %v", got, strict)
	}

	d = newDetector(t, defaults(16000))
	started := detect(t, d, pcm[:4*16000])
	for _, bad := range []float32{0, 1, -1, 7, float32(math.NaN())} {
		d.SetThreshold(bad)
		_, err := d.Detect(pcm[4*16000:])
		if err == nil || !strings.HasPrefix(err.Error(), "invalid config: invalid Threshold: should be in range (0, 1)") || !errors.Is(err, segment.ErrOption) {
			t.Errorf("Detect with a threshold of %v: got %v", bad, err)
		}
	}
	d.SetThreshold(0.5)
	got := append(started, detect(t, d, pcm[4*16000:])...)
	if want := append(normal[:1:1], normal...); len(got) != len(want) || got[0].SpeechEndAt != 0 || !slices.Equal(got[1:], want[1:]) {
		t.Errorf("after errors: got %v, want an open %v", got, want)
	}
}
