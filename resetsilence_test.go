package vad

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
)

// forEachNetwork runs a test for each release at each of its rates.
func forEachNetwork(t *testing.T, test func(t *testing.T, m *Model, rate int)) {
	for _, w := range []*weights.Weights{weights.V6(), weights.V5(), weights.V4()} {
		m, err := Load(w)
		if err != nil {
			t.Fatal(err)
		}
		for _, rate := range m.SampleRates() {
			t.Run(fmt.Sprintf("%s at %d Hz", w.Release(), rate), func(t *testing.T) { test(t, m, rate) })
		}
	}
}

// speechAndPauses returns 20 s of recorded speech with digital silence of several
// lengths in between.
func speechAndPauses(t *testing.T, rate int) []float32 {
	t.Helper()
	signals, err := reference.Signals(rate)
	if err != nil {
		t.Fatal(err)
	}
	var pcm []float32
	for i := range 5 {
		pcm = append(pcm, signals[0].PCM[i*5*rate:][:3*rate+i*77]...)
		pcm = append(pcm, make([]float32, (i+1)*rate/3)...)
	}
	return pcm
}

// byHand returns the probabilities of all windows, the last completed with zeros,
// of a stream whose c is made to decay by hand after each window below 0.2, and the
// number of such windows. No d means that c stays.
func byHand(t *testing.T, m *Model, rate int, pcm []float32, d time.Duration) (probs []float32, silent int) {
	t.Helper()
	s := newStream(t, m, rate)
	size := s.WindowSize()
	for i := 0; i < len(pcm); i += size {
		window := make([]float32, size)
		copy(window, pcm[i:])
		p, err := s.Process(window)
		if err != nil {
			t.Fatal(err)
		}
		probs = append(probs, p)
		if d <= 0 || p >= 0.2 {
			continue
		}
		silent++
		part := float32(min(1, float64(size)/float64(rate)/d.Seconds()))
		for u := range s.net.C {
			s.net.C[u] *= 1 - part
		}
	}
	return probs, silent
}

// TestResetSilence: in all ways through the network c decays after the same windows,
// and the probabilities are equal to the last bit to those of streams that are
// changed by hand. A d shorter than a window clears c.
func TestResetSilence(t *testing.T) {
	forEachNetwork(t, func(t *testing.T, m *Model, rate int) {
		pcm := speechAndPauses(t, rate)
		never, _ := byHand(t, m, rate, pcm, 0)
		for _, d := range []time.Duration{4 * time.Second, 192 * time.Millisecond, time.Millisecond} {
			want, silent := byHand(t, m, rate, pcm, d)
			if silent < 50 || silent > len(want)-50 || slices.Equal(want, never) {
				t.Fatalf("%v: %d windows of silence, which change nothing: %v", d, silent, slices.Equal(want, never))
			}
			checkAllWays(t, m, rate, d, pcm, want)
		}
		got, err := m.WithResetSilence(time.Second).WithResetSilence(0).Probabilities(context.Background(), pcm, rate)
		if err != nil || !slices.Equal(got, never) {
			t.Errorf("with 0: not the probabilities of a stream without: %v", err)
		}
	})
}

// checkAllWays compares the probabilities of all ways through the network with those
// wanted.
func checkAllWays(t *testing.T, m *Model, rate int, d time.Duration, pcm, want []float32) {
	t.Helper()
	check := func(way string, got []float32, err error) {
		t.Helper()
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s, %v: %d probabilities, %v, not those of streams changed by hand", way, d, len(got), err)
		}
	}
	with := m.WithResetSilence(d)
	got, err := with.Probabilities(context.Background(), pcm, rate)
	check("Probabilities", got, err)
	got, _, err = with.ReadProbabilities(context.Background(), &audiotest.Pieces{PCM: pcm, Err: io.EOF}, rate)
	check("ReadProbabilities", got, err)
	got, err = feedPieces(newStream(t, with, rate), pcm)
	check("Feed", got, err)
	s := newStream(t, m, rate)
	s.SetResetSilence(d)
	got, err = feedPieces(s, pcm)
	check("SetResetSilence", got, err)
	s.Reset()
	got, err = feedPieces(s, pcm)
	check("Reset", got, err)

	sch, err := NewScheduler(m, SchedulerConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer sch.Close()
	s = newStream(t, with, rate)
	got, err = sch.Feed(context.Background(), s, nil, pcm)
	if err == nil {
		got, err = sch.Flush(context.Background(), s, got)
	}
	check("Scheduler", got, err)
}

// feedPieces feeds a stream pieces of odd sizes, and flushes it.
func feedPieces(s *Stream, pcm []float32) (probs []float32, err error) {
	for i := 0; len(pcm) > 0 && err == nil; i++ {
		n := min(len(pcm), 1+i*397%3001)
		probs, err = s.Feed(probs, pcm[:n])
		pcm = pcm[n:]
	}
	if err != nil {
		return nil, err
	}
	return s.Flush(probs)
}

// TestResetSilenceInBatch: streams of one batch keep to their own ResetSilence.
func TestResetSilenceInBatch(t *testing.T) {
	forEachNetwork(t, func(t *testing.T, m *Model, rate int) {
		pcm := speechAndPauses(t, rate)
		size, err := m.WindowSize(rate)
		if err != nil {
			t.Fatal(err)
		}
		pcm = pcm[:len(pcm)/size*size]
		var streams []*Stream
		var want, got [][]float32
		for _, d := range []time.Duration{0, 100 * time.Millisecond, 512 * time.Millisecond, time.Hour} {
			probs, silent := byHand(t, m, rate, pcm, d)
			if (d > 0) != (silent > 0) {
				t.Fatalf("%v: %d windows of silence", d, silent)
			}
			streams, want = append(streams, newStream(t, m.WithResetSilence(d), rate)), append(want, probs)
		}
		got = make([][]float32, len(streams))
		for ; len(pcm) > 0; pcm = pcm[size:] {
			probs := make([]float32, len(streams))
			if err := m.ProcessBatch(streams, slices.Repeat([][]float32{pcm[:size]}, len(streams)), probs); err != nil {
				t.Fatal(err)
			}
			for i, p := range probs {
				got[i] = append(got[i], p)
			}
		}
		for i := range streams {
			if !slices.Equal(got[i], want[i]) {
				t.Errorf("stream %d: not the probabilities of a stream changed by hand", i)
			}
		}
	})
}

// TestResetSilenceInState: a state from the middle of a silence goes on in a stream
// of the model without ResetSilence as if nothing had happened.
func TestResetSilenceInState(t *testing.T) {
	m := newModel(t)
	pcm := speechAndPauses(t, 16000)
	want, _ := byHand(t, m, 16000, pcm, 500*time.Millisecond)
	silence := slices.IndexFunc(want[100:], func(p float32) bool { return p < 0.2 }) + 100
	cut := (silence+3)*512 + 100
	if want[silence+3] >= 0.2 {
		t.Fatalf("no silence at the cut: %v", want[silence:silence+4])
	}
	first := newStream(t, m.WithResetSilence(500*time.Millisecond), 16000)
	got, err := first.Feed(nil, pcm[:cut])
	if err != nil {
		t.Fatal(err)
	}
	data, err := first.State().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var st State
	if err := st.UnmarshalBinary(data); err != nil || st != first.State() {
		t.Fatalf("another state after its encoding: %v", err)
	}
	second := newStream(t, m, 16000)
	if err := second.SetState(st); err != nil {
		t.Fatal(err)
	}
	rest, err := feedPieces(second, pcm[cut:])
	if got = append(got, rest...); err != nil || !slices.Equal(got, want) {
		t.Errorf("the state does not go on as its stream would: %v", err)
	}
}

// TestSetResetSilenceDuringWindow: the window changes the state, by the setting that
// it began with, and the new setting stays.
func TestSetResetSilenceDuringWindow(t *testing.T) {
	s, plain := newStream(t, newModel(t), 16000), newStream(t, newModel(t), 16000)
	s.engine.beforeCompute = func() { s.SetResetSilence(time.Second) }
	window := make([]float32, 512)
	_, err := s.Process(window)
	_, err2 := plain.Process(window)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if s.net.C != plain.net.C || s.Samples() != 512 {
		t.Errorf("the window of %d samples does not change the state as without", s.Samples())
	}
	if got := s.net.Decay; got != 0.032 {
		t.Errorf("one second: got a decay of %v, want 0.032", got)
	}
	for d, want := range map[time.Duration]float32{-time.Second: 0, 1: 1, 32 * time.Millisecond: 1, 64 * time.Millisecond: 0.5} {
		if s.SetResetSilence(d); s.net.Decay != want {
			t.Errorf("%v: got a decay of %v, want %v", d, s.net.Decay, want)
		}
	}
}

// TestFading: after minutes of noise the network misses speech in noise, unless its
// memory decays in silence. Drift reports it.
func TestFading(t *testing.T) {
	signals, err := reference.Signals(16000)
	if err != nil {
		t.Fatal(err)
	}
	speech := signals[0].PCM[:18*16000]
	const minute = 60 * 16000
	noise := audiotest.Pink(1, 3*minute+len(speech), 0.1) // about -6 dB
	// hear returns the windows of speech found after some minutes of noise, and the
	// drift at their end.
	hear := func(m *Model, minutes int) (found int, drift float64) {
		s := newStream(t, m, 16000)
		pcm := slices.Clone(noise[(3-minutes)*minute:])
		for i, v := range speech {
			pcm[minutes*minute+i] += v
		}
		for i, part := range [][]float32{pcm[:minutes*minute], pcm[minutes*minute:]} {
			probs, err := s.Feed(nil, part)
			if err != nil {
				t.Fatal(err)
			}
			found = 0
			for _, p := range probs {
				if p >= 0.5 {
					found++
				}
			}
			if i == 0 {
				drift = s.Drift()
				if found > 0 {
					t.Errorf("%d windows of noise are speech", found)
				}
			}
		}
		return found, drift
	}
	for _, w := range []*weights.Weights{weights.V6(), weights.V5()} {
		m, err := Load(w)
		if err != nil {
			t.Fatal(err)
		}
		with := m.WithResetSilence(4 * time.Second)
		fresh, _ := hear(m, 0)
		for _, minutes := range []int{1, 3} {
			never, far := hear(m, minutes)
			decayed, near := hear(with, minutes)
			t.Logf("%s, windows of speech: %d fresh; after %d min of noise %d, drift %.1f; with ResetSilence %d, drift %.1f",
				w.Release(), fresh, minutes, never, far, decayed, near)
			if fresh < 200 || decayed < fresh*99/100 || near > 1 {
				t.Errorf("%s, %d min: ResetSilence does not help", w.Release(), minutes)
			}
			if far < 1.1 || minutes >= 3 && never > fresh*3/4 {
				t.Errorf("%s, %d min: the network does not go deaf without", w.Release(), minutes)
			}
		}
	}
}
