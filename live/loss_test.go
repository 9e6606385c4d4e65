package live

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// withLosses writes pcm in packets of 20 ms, of which some are lost, alone or in
// bursts.
func withLosses(t *testing.T, d *Detector, pcm []float32, packet int, rate float64, burst int, seed uint64) []Event {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 0))
	var events []Event
	missing := 0
	for at := 0; at < len(pcm); at += packet {
		p := pcm[at:min(at+packet, len(pcm))]
		if missing == 0 && rng.Float64() < rate/float64(burst) {
			missing = burst
		}
		var err error
		if missing > 0 {
			missing--
			events, err = d.Lost(events, int64(len(p)))
		} else {
			events, err = d.Write(events, p)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	events, err := d.Flush(events)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func speechIn(segs []segment.Segment) (n int64) {
	for _, s := range segs {
		n += s.Len()
	}
	return n
}

// TestLosses: at losses of up to 10 %, alone or in bursts of 100 ms, the segments
// of a recording stay as many and their speech changes by less than 3 %. make live
// has the figures of more recordings.
func TestLosses(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")
	for _, rate := range []int{16000, 8000} {
		pcm := resampled(t, speech, rate)
		d := newDetector(t, m, rate, DefaultConfig(rate))
		want := segmentsOf(detect(t, d, pcm, func() int { return 320 }))
		for _, loss := range []float64{0.01, 0.03, 0.1} {
			for _, burst := range []int{1, 5} {
				changed := 0.0
				for seed := range uint64(5) {
					d.Reset()
					got := segmentsOf(withLosses(t, d, pcm, rate/50, loss, burst, seed))
					if len(got) != len(want) {
						t.Errorf("%d Hz, %v lost in bursts of %d: got %v, want %v", rate, loss, burst, got, want)
					}
					if d.Samples() != int64(len(pcm)) {
						t.Fatalf("got %d samples, want %d", d.Samples(), len(pcm))
					}
					change := float64(speechIn(got)-speechIn(want)) / float64(speechIn(want))
					changed = max(changed, change, -change)
				}
				if changed > 0.03 {
					t.Errorf("%d Hz, %v lost in bursts of %d: speech changes by %.3f", rate, loss, burst, changed)
				}
			}
		}
	}
}

// TestLostAudio: what is made up is the last 20 ms, lower each time, in the place
// of what was lost, however the loss is reported.
func TestLostAudio(t *testing.T) {
	m := newModel(t)
	c := DefaultConfig(16000)
	pcm := clipSamples(t, "speech.wav")[3*16000:]
	last := pcm[1000-320 : 1000]
	want := slices.Clone(pcm[:1000])
	for _, level := range []float32{0.8, 0.8 * 0.8, 0.8 * 0.8 * 0.8} {
		for _, v := range last {
			want = append(want, v*level)
		}
	}
	want = append(want[:1000+700], pcm[1700:3000]...)
	for _, losses := range [][]int64{{700}, {320, 320, 60}, {1, 0, 699}} {
		d := newDetector(t, m, 16000, c)
		events, err := d.Write(nil, pcm[:1000])
		for _, n := range losses {
			if err != nil {
				t.Fatal(err)
			}
			events, err = d.Lost(events, n)
		}
		if err != nil {
			t.Fatal(err)
		}
		if events, err = d.Write(events, pcm[1700:3000]); err != nil {
			t.Fatal(err)
		}
		got, err := d.AppendAudio(nil, segment.Segment{End: 3000})
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if diff := got[i] - want[i]; diff > 1e-7 || diff < -1e-7 {
				t.Fatalf("losses of %v: got %v at %d, want %v", losses, got[i], i, want[i])
			}
		}
		if len(got) != len(want) || len(events) == 0 {
			t.Errorf("got %d samples, want %d", len(got), len(want))
		}
	}
}

// TestLostTooMuch: the loss that exceeds MaxGap since the last sample ends the
// take, once, and what follows lies after all that was lost.
func TestLostTooMuch(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")[16000 : 6*16000] // all speech
	for _, tt := range []struct {
		maxGap time.Duration
		losses []int64
		ends   int // the loss that ends the take, -1 for none
	}{
		{200 * time.Millisecond, []int64{3200}, -1},
		{200 * time.Millisecond, []int64{3201}, 0},
		{200 * time.Millisecond, []int64{1600, 1600, 1, 320, 0, 3200}, 2},
		{0, []int64{0, 1, 320}, 1},
		{time.Second, []int64{1000, 15000, 16000}, 2},
	} {
		c := DefaultConfig(16000)
		c.MaxGap = tt.maxGap
		d := newDetector(t, m, 16000, c)
		if _, err := d.Write(nil, speech); err != nil {
			t.Fatal(err)
		}
		at, known := int64(len(speech)), int64(len(speech))
		for i, n := range tt.losses {
			events, err := d.Lost(nil, n)
			if err != nil {
				t.Fatal(err)
			}
			segs := segmentsOf(events)
			if want := i == tt.ends; want != (len(segs) == 1) || want && segs[0].End != known {
				t.Errorf("%+v: loss %d: got %v, want the end %v at %d", tt, i, events, want, known)
			}
			if at += n; tt.ends < 0 || i < tt.ends {
				known = at
			}
			if d.Samples() != at {
				t.Errorf("%+v: got %d samples, want %d", tt, d.Samples(), at)
			}
		}
		events := detect(t, d, speech, func() int { return 1000 })
		segs := segmentsOf(events)
		if len(segs) != 1 || segs[0].End != at+int64(len(speech)) {
			t.Errorf("%+v: then got %v, want a segment to the end", tt, segs)
		}
		if e := events[0]; tt.ends >= 0 && (e.Kind != segment.SpeechStarted || e.Segment.Start < at) {
			t.Errorf("%+v: then got %v, want speech from %d on", tt, e, at)
		}
	}
}

// TestLostSilence: losses in a pause do not end speech by themselves, nor do they
// keep it open for good.
func TestLostSilence(t *testing.T) {
	m := newModel(t)
	probs := script(1., 20, 0., 100)
	d := newDetector(t, &scripted{Model: m, probs: [][]float32{probs}}, 16000, DefaultConfig(16000))
	events, err := d.Write(nil, make([]float32, 22*512)) // 2 windows of silence
	for range 40 {
		if err != nil {
			t.Fatal(err)
		}
		if events, err = d.Lost(events, 256); err != nil {
			t.Fatal(err)
		}
		events, err = d.Write(events, make([]float32, 256))
	}
	// 7 windows are excused; then the silence, which began in window 20, is long
	// enough at once.
	if got, want := kindsOf(events, 512), []string{"SpeechStarted 1", "SpeechConfirmed 9", "SpeechEnded 30", "SegmentFinal 30"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if end := events[2].Segment.End; end != 20*512 {
		t.Errorf("got an end at %d, want %d", end, 20*512)
	}
}

// TestLostInPause: the pause between two segments stays if a packet of it is lost;
// a loss at its beginning makes it shorter.
func TestLostInPause(t *testing.T) {
	m := newModel(t)
	probs := script(1., 20, 0., 5, 1., 20)
	for _, tt := range []struct {
		lost int64 // the window in which samples are lost
		want []segment.Segment
	}{
		{-1, []segment.Segment{{Start: 0, End: 20*512 + 480}, {Start: 25*512 - 480, End: 45 * 512}}},
		{21, []segment.Segment{{Start: 0, End: 20*512 + 480}, {Start: 25*512 - 480, End: 45 * 512}}},
		{22, []segment.Segment{{Start: 0, End: 20*512 + 480}, {Start: 25*512 - 480, End: 45 * 512}}},
		{20, []segment.Segment{{Start: 0, End: 45 * 512}}},
	} {
		d := newDetector(t, &scripted{Model: m, probs: [][]float32{probs}}, 16000, DefaultConfig(16000))
		var events []Event
		for i := range int64(len(probs)) {
			n := 512
			var err error
			if i == tt.lost {
				n = 256
				events, err = d.Lost(events, 256)
			}
			if err == nil {
				events, err = d.Write(events, make([]float32, n))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		events, err := d.Flush(events)
		if got := segmentsOf(events); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("lost in window %d: got %v, %v, want %v", tt.lost, got, err, tt.want)
		}
	}
}
