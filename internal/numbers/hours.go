package main

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sync"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/exact"
	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/weights"
)

// distanceRate is the rate at which hours are run, in Hz.
const distanceRate = 16000

// distance is how far probabilities are from those in float64, at most.
type distance struct {
	name          string
	sound, voices float64
	across        int  // windows that only one of them has above 0.5
	segments      bool // those of the voices are the same
}

// measureDistances runs each of the long sounds and then the voices.
func measureDistances(hours float64, voices string) ([]distance, error) {
	pcm, err := read(voices)
	if err != nil {
		return nil, err
	}
	m, err := vad.New()
	if err != nil {
		return nil, err
	}
	sounds := longSounds(distanceRate)
	distances, errs := make([]distance, len(sounds)), make([]error, len(sounds))
	var wg sync.WaitGroup
	for i, s := range sounds {
		wg.Go(func() { distances[i], errs[i] = distanceOf(m, s, hours, pcm) })
	}
	wg.Wait()
	return distances, errors.Join(errs...)
}

// read returns the samples of a recording at distanceRate.
func read(name string) ([]float32, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := audio.Open(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if got := r.Format().SampleRate; got != distanceRate {
		return nil, fmt.Errorf("%s: got %d Hz, want %d", name, got, distanceRate)
	}
	return audio.ReadAll(audio.Mono(r))
}

// both is a stream and its twin in float64.
type both struct {
	stream *vad.Stream
	twin   *exact.Network
}

// run computes the next windows of both.
func (b both) run(pcm []float32) (got []float32, want []float64, err error) {
	got, err = b.stream.Feed(nil, pcm)
	return got, b.twin.Probabilities(pcm), err
}

func distanceOf(m *vad.Model, s sound, hours float64, voices []float32) (distance, error) {
	d := distance{name: s.name}
	stream, err := m.NewStream(distanceRate)
	if err != nil {
		return d, err
	}
	size := stream.WindowSize()
	twin, err := exact.NewWindow(weights.V6(), distanceRate, size, 0, 0)
	if err != nil {
		return d, err
	}
	pair, rng, window := both{stream, twin}, rand.New(rand.NewPCG(3, 4)), make([]float32, size)
	for at := 0; at < int(hours*3600*distanceRate); at += size {
		s.fill(rng, window, at)
		got, want, err := pair.run(window)
		if err != nil {
			return d, err
		}
		d.note(&d.sound, got, want)
	}
	voices = voices[:len(voices)/size*size]
	got, want, err := pair.run(voices)
	if err != nil {
		return d, err
	}
	d.note(&d.voices, got, want)
	found, err := segments(got, len(voices))
	if err != nil {
		return d, err
	}
	rounded := make([]float32, len(want))
	for i, p := range want {
		rounded[i] = float32(p)
	}
	wanted, err := segments(rounded, len(voices))
	d.segments = slices.Equal(found, wanted) && len(found) > 0
	return d, err
}

// note adds windows to d, and their distance to one of its distances.
func (d *distance) note(most *float64, got []float32, want []float64) {
	for i, p := range got {
		*most = max(*most, math.Abs(float64(p)-want[i]))
		if (p >= 0.5) != (want[i] >= 0.5) {
			d.across++
		}
	}
}

func segments(probs []float32, samples int) ([]segment.Segment, error) {
	return segment.Find(probs, int64(samples), distanceRate, segment.DefaultConfig())
}
