package main

import (
	"math/rand/v2"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/weights"
)

// costSounds are the sounds whose windows are timed; the first is the measure.
var costSounds = []sound{
	{"speech", nil},
	extreme("silence", "silence"),
	extreme("denormals", "denormals"),
	extreme("the smallest denormals", "smallest denormals"),
	extreme("single spikes", "spike"),
	extreme("the largest samples", "alternate"),
}

// cost is the time of a window of each sound.
type cost struct {
	release string
	rate    int
	times   []time.Duration
}

// The least time of many short rounds, in which the sounds take turns, is that of an
// undisturbed processor.
const (
	costRounds  = 200
	costWindows = 25 // in a round
)

func measureCosts() (costs []cost, err error) {
	for _, w := range []*weights.Weights{weights.V6(), weights.V5(), weights.V4()} {
		m, err := vad.Load(w)
		if err != nil {
			return nil, err
		}
		for _, rate := range m.SampleRates() {
			times, err := costsOf(m, rate)
			if err != nil {
				return nil, err
			}
			costs = append(costs, cost{m.Release(), rate, times})
		}
	}
	return costs, nil
}

func costsOf(m *vad.Model, rate int) ([]time.Duration, error) {
	rng := rand.New(rand.NewPCG(1, 2))
	times, streams := make([]time.Duration, len(costSounds)), make([]*vad.Stream, len(costSounds))
	for i := range streams {
		var err error
		if streams[i], err = m.NewStream(rate); err != nil {
			return nil, err
		}
	}
	size := streams[0].WindowSize()
	pcm := make([]float32, costWindows*size)
	for round := range costRounds {
		for i, s := range costSounds {
			if s.fill == nil {
				copy(pcm, audiotest.Babble(uint64(round), len(pcm), rate))
			} else {
				for w := range costWindows {
					s.fill(rng, pcm[w*size:][:size], 0)
				}
			}
			begin := time.Now()
			for w := range costWindows {
				if _, err := streams[i].Process(pcm[w*size:][:size]); err != nil {
					return nil, err
				}
			}
			if t := time.Since(begin) / costWindows; round == 0 || t < times[i] {
				times[i] = t
			}
		}
	}
	return times, nil
}
