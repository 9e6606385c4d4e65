package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// packet is the samples of 20 ms.
const packet = rate / 50

// patterns are the losses measured: the share of the packets, in bursts.
var patterns = []struct {
	share float64
	burst int
}{{0.01, 1}, {0.03, 1}, {0.1, 1}, {0.01, 5}, {0.03, 5}, {0.1, 5}}

// seeds is how often each recording is played with each pattern.
const seeds = 10

// way is a way to make up for losses. It gets what was written before.
type way struct {
	name string
	lose func(d *live.Detector, past []float32, n int) ([]live.Event, error)
}

var ways = []way{
	{"`Skip`", func(d *live.Detector, _ []float32, n int) ([]live.Event, error) { return d.Skip(nil, int64(n)) }},
	{"zeros", func(d *live.Detector, _ []float32, n int) ([]live.Event, error) {
		return d.Write(nil, make([]float32, n))
	}},
	{"noise", func(d *live.Detector, past []float32, n int) ([]live.Event, error) {
		return d.Write(nil, noise(past, n))
	}},
	{"repetition", func(d *live.Detector, past []float32, n int) ([]live.Event, error) {
		return d.Write(nil, repeat(past, n))
	}},
	{"`Lost`", func(d *live.Detector, _ []float32, n int) ([]live.Event, error) { return d.Lost(nil, int64(n)) }},
}

// noise returns white noise of the level of the last 20 ms.
func noise(past []float32, n int) []float32 {
	last := past[max(0, len(past)-packet):]
	sum := 0.0
	for _, v := range last {
		sum += float64(v) * float64(v)
	}
	level := math.Sqrt(sum / float64(max(1, len(last))))
	rng := rand.New(rand.NewPCG(uint64(len(past)), 1))
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(level * rng.NormFloat64())
	}
	return out
}

// repeat returns the last 20 ms at 0.8 of their level.
func repeat(past []float32, n int) []float32 {
	out := make([]float32, n)
	if len(past) >= packet {
		for i := range out {
			out[i] = 0.8 * past[len(past)-packet+i%packet]
		}
	}
	return out
}

// lost returns which packets of so many are lost.
func lost(packets int, share float64, burst int, seed uint64) []bool {
	rng := rand.New(rand.NewPCG(seed, 2))
	gone := make([]bool, packets)
	for i := 0; i < packets; i++ {
		if rng.Float64() >= share/float64(burst) {
			continue
		}
		for j := i; j < min(packets, i+burst); j++ {
			gone[j] = true
		}
		i += burst - 1
	}
	return gone
}

// play returns the segments of a recording of which packets are gone.
func play(d *live.Detector, pcm []float32, gone []bool, w way) (segs []segment.Segment, err error) {
	d.Reset()
	past := make([]float32, 0, len(pcm))
	var events []live.Event
	for i := 0; len(past) < len(pcm); i++ {
		p := pcm[len(past):min(len(past)+packet, len(pcm))]
		if i < len(gone) && gone[i] {
			events, err = w.lose(d, past, len(p))
			past = append(past, repeat(past, len(p))...)
		} else {
			events, err = d.Write(nil, p)
			past = append(past, p...)
		}
		if err != nil {
			return nil, err
		}
		segs = appendSegments(segs, events)
	}
	events, err = d.Flush(nil)
	return appendSegments(segs, events), err
}

func appendSegments(segs []segment.Segment, events []live.Event) []segment.Segment {
	for _, e := range events {
		if e.Kind == segment.SegmentFinal {
			segs = append(segs, e.Segment)
		}
	}
	return segs
}

// effect is what losses do to the segments of recordings.
type effect struct {
	plays, changed  int // with another number of segments
	segments        int
	speech, without int64 // samples; without losses
}

func (e *effect) add(got, want []segment.Segment) {
	e.plays++
	if len(got) != len(want) {
		e.changed++
	}
	e.segments += len(got)
	e.speech, e.without = e.speech+speechIn(got), e.without+speechIn(want)
}

func speechIn(segs []segment.Segment) (n int64) {
	for _, s := range segs {
		n += s.Len()
	}
	return n
}

// cell returns the mean number of segments, and the change of speech.
func (e *effect) cell() string {
	return fmt.Sprintf("%.1f, %+.1f %%", float64(e.segments)/seeds, 100*float64(e.speech-e.without)/float64(e.without))
}

func printLosses(m *vad.Model, name string, recordings []recording) error {
	d, err := live.New(m, live.DefaultConfig(rate))
	if err != nil {
		return err
	}
	columns := []string{"lost"}
	for _, w := range ways {
		columns = append(columns, w.name)
	}
	columns = append(columns, "`Lost`: as many segments")
	want := make([][]segment.Segment, len(recordings))
	segments, samples := 0, int64(0)
	for i, r := range recordings {
		if want[i], err = play(d, r.pcm, nil, way{}); err != nil {
			return err
		}
		segments += len(want[i])
		samples += speechIn(want[i])
	}
	var rows [][]string
	for _, p := range patterns {
		row := []string{fmt.Sprintf("%.0f %%", 100*p.share)}
		if p.burst > 1 {
			row[0] += fmt.Sprintf(", in bursts of %d ms", 20*p.burst)
		}
		var e effect
		for _, w := range ways {
			e = effect{}
			for i, r := range recordings {
				for seed := range uint64(seeds) {
					got, err := play(d, r.pcm, lost(len(r.pcm)/packet, p.share, p.burst, seed), w)
					if err != nil {
						return err
					}
					e.add(got, want[i])
				}
			}
			row = append(row, e.cell())
		}
		rows = append(rows, append(row, fmt.Sprintf("%d of %d", e.plays-e.changed, e.plays)))
	}
	title := fmt.Sprintf("%d segments without losses, %.0f s of speech:", segments, float64(samples)/rate)
	table("losses, "+name, title, columns, rows)
	return nil
}
