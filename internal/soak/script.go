package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// rate is that of the audio, in Hz.
const rate = 16000

// config has a detector report each window with its probability, and turns.
func config() live.Config {
	c := live.DefaultConfig(rate)
	c.Windows = true
	c.PostRoll = 200 * time.Millisecond
	turn := segment.DefaultEndpointConfig()
	c.Turn = &turn
	return c
}

// readClips returns the recordings that scripts are made of.
func readClips(folder string) (clips [][]float32, err error) {
	for _, name := range []string{"speech.wav", "voices.wav"} {
		f, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r, err := audio.Open(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		pcm, err := audio.ReadAll(audio.Mono(r))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if r.Format().SampleRate != rate {
			return nil, fmt.Errorf("%s: got %d Hz, want %d", name, r.Format().SampleRate, rate)
		}
		clips = append(clips, pcm)
	}
	return clips, nil
}

// op is a step of a script: audio, a loss, or the end of a take, where there is
// neither.
type op struct {
	pcm  []float32
	lost int64
}

func (o *op) samples() int64 { return int64(len(o.pcm)) + o.lost }

// do makes the step whole.
func (o *op) do(d *live.Detector) ([]live.Event, error) {
	switch {
	case o.lost > 0:
		return d.Lost(nil, o.lost)
	case len(o.pcm) > 0:
		return d.Write(nil, o.pcm)
	}
	return d.Flush(nil)
}

// makeOps returns steps of some seconds of audio, with losses between them now and
// then, and the end of a take.
func makeOps(clips [][]float32, seed uint64, seconds int) (ops []op) {
	rng := rand.New(rand.NewPCG(seed, 7))
	for samples := int64(0); samples < int64(seconds*rate); {
		clip := clips[rng.IntN(len(clips))]
		n := rate/2 + rng.IntN(4*rate)
		pcm := make([]float32, n)
		gain, noise := rng.Float32(), 0.01*rng.Float64()
		if rng.IntN(4) == 0 {
			gain = 0
		}
		for i, v := range clip[rng.IntN(len(clip)-n):][:n] {
			// Of 16 bits, as audio that detectors keep in 2 bytes a sample.
			pcm[i] = float32(int32(32768*(gain*v+float32(noise*rng.NormFloat64())))) / 32768
		}
		o := op{pcm: pcm}
		ops, samples = append(ops, o), samples+o.samples()
		switch n := rng.IntN(10); {
		case n < 2:
			ops = append(ops, op{lost: 1 + rng.Int64N(3000)}) // made up
		case n == 2:
			ops = append(ops, op{lost: rate + rng.Int64N(rate)}) // ends the take
		case n == 3:
			ops = append(ops, op{})
		}
	}
	return append(ops, op{})
}

// script is steps, with the events that they give a detector to which nothing
// happens.
type script struct {
	ops  []op
	want []live.Event
}

func newScript(r live.Runner, clips [][]float32, seed uint64, seconds int) (*script, error) {
	s := &script{ops: makeOps(clips, seed, seconds)}
	d, err := live.New(r, config())
	if err != nil {
		return nil, err
	}
	for i := range s.ops {
		events, err := s.ops[i].do(d)
		if err != nil {
			return nil, err
		}
		s.want = append(s.want, events...)
	}
	if len(s.want) == 0 {
		return nil, errors.New("a script without events")
	}
	return s, nil
}

// equal reports whether two events are the same, with their audio.
func equal(a, b live.Event) bool {
	return a.Event == b.Event && a.AudioStart == b.AudioStart && a.Prob == b.Prob && a.Speech == b.Speech && slices.Equal(a.Audio, b.Audio)
}
