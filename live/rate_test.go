package live

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio/resample"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

// TestDetectorRates: at any rate, the segments are those that the reference finds
// in the resampled recording, at the input's samples that are nearest, and the
// audio is the input's, however it is cut into writes.
func TestDetectorRates(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")
	rng := rand.New(rand.NewPCG(47, 48))
	for _, rate := range []int{8000, 11025, 22050, 24000, 44100, 48000, 44101} {
		pcm := resampled(t, speech, rate)
		net := 16000
		if rate == 8000 {
			net = 8000
		}
		c := DefaultConfig(rate)
		c.PostRoll = 70 * time.Millisecond
		c.ResetSilence = 0 // as the reference
		d := newDetector(t, m, rate, c)
		want := detect(t, d, pcm, func() int { return len(pcm) })
		r, err := resample.New(rate, net)
		if err != nil {
			t.Fatal(err)
		}
		segs := wantSegments(t, m, r.Flush(r.Feed(nil, pcm)), net, c.Segments)
		for i, s := range segs {
			nearest := func(at int64) int64 { return min((2*at*int64(rate)+int64(net))/int64(2*net), int64(len(pcm))) }
			segs[i] = segment.Segment{Start: nearest(s.Start), End: nearest(s.End)}
		}
		if got := segmentsOf(want); len(segs) != 3 || !slices.Equal(got, segs) {
			t.Errorf("%d Hz: got %v, want %v", rate, got, segs)
		}
		checkAudio(t, want, pcm, int64(rate)/2, int64(c.PostRoll.Seconds()*float64(rate)))
		known := int64(0)
		for _, e := range want {
			if e.Known < known || e.Segment.End > e.Known || e.SampleRate() != rate {
				t.Errorf("%d Hz: got %+v after %d", rate, e.Event, known)
			}
			known = e.Known
		}
		for range 2 {
			d.Reset()
			if got := detect(t, d, pcm, func() int { return 1 + rng.IntN(rate/20) }); !equalEvents(got, want) {
				t.Errorf("%d Hz: pieces give other events", rate)
			}
		}
		// An event comes with the sample that it is known after, and no sooner.
		d.Reset()
		for _, e := range want[:4] {
			if events, err := d.Write(nil, pcm[d.Samples():max(d.Samples(), e.Known-1)]); err != nil || len(events) > 0 {
				t.Errorf("%d Hz: got %v, %v before %d", rate, events, err, e.Known)
			}
			if d.Samples() < e.Known {
				if events, err := d.Write(nil, pcm[d.Samples():e.Known]); err != nil || len(events) == 0 {
					t.Errorf("%d Hz: got %v, %v at %d", rate, events, err, e.Known)
				}
			}
		}
	}
}

// oneRate is a model with one network.
type oneRate struct {
	*vad.Model
	rate int
}

func (r oneRate) NewStream(rate int) (*vad.Stream, error) {
	if rate != r.rate {
		return nil, vad.ErrSampleRate
	}
	return r.Model.NewStream(rate)
}

// TestNetworkRate: 8 kHz is for the network at 8 kHz, all else for that at 16 kHz,
// unless the model has only the other.
func TestNetworkRate(t *testing.T) {
	m := newModel(t)
	for _, tt := range []struct {
		r           Runner
		input, want int
	}{
		{m, 8000, 8000}, {m, 7999, 16000}, {m, 11025, 16000}, {m, 16000, 16000}, {m, 48000, 16000},
		{oneRate{m, 16000}, 8000, 16000}, {oneRate{m, 8000}, 16000, 8000},
	} {
		d := newDetector(t, tt.r, tt.input, DefaultConfig(tt.input))
		if got := d.channel().intake.netRate; got != tt.want {
			t.Errorf("%d Hz: got the network at %d Hz, want %d", tt.input, got, tt.want)
		}
	}
	if _, err := New(oneRate{m, 44100}, DefaultConfig(16000)); !errors.Is(err, vad.ErrSampleRate) {
		t.Errorf("got %v, want %v", err, vad.ErrSampleRate)
	}
}

// TestCallRate: the channels of a call at 48 kHz have what they would have alone.
func TestCallRate(t *testing.T) {
	m := newModel(t)
	pcm := resampled(t, clipSamples(t, "speech.wav"), 48000)
	late := append(make([]float32, 60000), pcm[:len(pcm)-60000]...)
	c := DefaultConfig(48000)
	call := newCall(t, m, 48000, 2, c)
	events, err := call.WriteChannels(nil, [][]float32{pcm, late})
	if err != nil {
		t.Fatal(err)
	}
	last, err := call.Flush(nil)
	if err != nil {
		t.Fatal(err)
	}
	events = append(events, last...)
	for i, pcm := range [][]float32{pcm, late} {
		alone := detect(t, newDetector(t, m, 48000, c), pcm, func() int { return 4000 })
		if got := ofChannel(events, i); !equalEvents(got, alone) {
			t.Errorf("channel %d: got %v, want %v", i, got, alone)
		}
	}
	if n := checkCall(t, events, 2); n < 2 {
		t.Errorf("got %d overlaps: they show too little", n)
	}
}

// TestCheckScale: floats that are 16-bit integers are refused when a second of
// them has come, and nothing is consumed; loud speech is not.
func TestCheckScale(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")
	wrong := make([]float32, len(speech))
	for i, v := range speech {
		wrong[i] = v * 32768
	}
	c := DefaultConfig(16000)
	c.CheckScale = true
	d := newDetector(t, m, 16000, c)
	var err error
	var at int
	for at = 0; at < len(wrong) && err == nil; at += 320 {
		before := d.Samples()
		if _, err = d.Write(nil, wrong[at:at+320]); err != nil && d.Samples() != before {
			t.Errorf("got %d samples, want %d: none consumed", d.Samples(), before)
		}
	}
	if !errors.Is(err, ErrScale) || at != 16000 {
		t.Errorf("got %v after %d samples, want %v", err, at, ErrScale)
	}
	d.Reset()
	loud := make([]float32, len(speech))
	for i, v := range speech {
		loud[i] = v * 4
	}
	if _, err := d.Write(nil, loud); err != nil {
		t.Errorf("loud speech: %v", err)
	}
	call := newCall(t, m, 16000, 2, c)
	if _, err := call.WriteChannels(nil, [][]float32{speech, wrong}); !errors.Is(err, ErrScale) || call.Samples() != 0 {
		t.Errorf("got %v, %d samples, want %v", err, call.Samples(), ErrScale)
	}
}

// TestDetectorLargestSamples: the largest samples that are taken, with jumps that a
// resampler goes past, are computed to the end at any rate.
func TestDetectorLargestSamples(t *testing.T) {
	m := newModel(t)
	for _, rate := range []int{8000, 11025, 16000, 22050, 44100, 48000, 96000} {
		d := newDetector(t, m, rate, DefaultConfig(rate))
		rng := rand.New(rand.NewPCG(uint64(rate), 63))
		pcm := make([]float32, rate)
		for _, p := range audiotest.Extremes {
			p.Fill(rng, pcm)
			if _, err := d.Write(nil, pcm); err != nil {
				t.Fatalf("%d Hz, %s: %v", rate, p.Name, err)
			}
		}
		if _, err := d.Flush(nil); err != nil {
			t.Errorf("%d Hz: Flush: %v", rate, err)
		}
		if want := int64(len(audiotest.Extremes) * rate); d.Samples() != want {
			t.Errorf("%d Hz: at %d, want %d", rate, d.Samples(), want)
		}
	}
}
