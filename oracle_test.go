package vad

import (
	"math"
	"math/rand/v2"
	"time"
)

// offlineSegments is the reference's get_speech_timestamps, transcribed rule by
// rule and independent of the code under test: first the speeches of the whole
// recording, then their padding. It takes rates of 8 and 16 kHz.
func offlineSegments(probs []float32, n int64, rate int, c SegmentConfig) []Segment {
	out := offlineSpeeches(probs, n, rate, c)
	before := oracleSamples(c.SpeechPad, rate) + oracleSamples(c.StartPad, rate)
	behind := oracleSamples(c.SpeechPad, rate) + oracleSamples(c.EndPad, rate)
	for i := range out {
		if i == 0 {
			out[i].Start = int64(math.Max(0, float64(out[i].Start)-before))
		}
		if i == len(out)-1 {
			out[i].End = int64(math.Min(float64(n), float64(out[i].End)+behind))
			continue
		}
		g := out[i+1].Start - out[i].End
		if float64(g) < before+behind {
			second := g / 2
			if before != behind {
				second = int64(float64(g) * (before / (before + behind)))
				out[i].End += int64(float64(g) * (behind / (before + behind)))
			} else {
				out[i].End += g / 2
			}
			out[i+1].Start = max(0, out[i+1].Start-second)
		} else {
			out[i].End = int64(math.Min(float64(n), float64(out[i].End)+behind))
			out[i+1].Start = int64(math.Max(0, float64(out[i+1].Start)-before))
		}
	}
	return out
}

func oracleSamples(d time.Duration, rate int) float64 {
	return float64(rate) * (float64(d) / 1e6) / 1000
}

// offlineSpeeches returns the speeches without padding.
func offlineSpeeches(probs []float32, n int64, rate int, c SegmentConfig) []Segment {
	w := int64(512)
	if rate == 8000 {
		w = 256
	}
	sr := float64(rate)
	ms := func(d time.Duration) float64 { return oracleSamples(d, rate) }
	thr, neg := c.Threshold, c.NegThreshold
	if neg < 0 {
		neg = math.Max(thr-0.15, 0.01)
	}
	minSpeech, minSil, silAtMax := ms(c.MinSpeech), ms(c.MinSilence), ms(c.MinSilenceAtMaxSpeech)
	pads := (ms(c.SpeechPad) + ms(c.StartPad)) + (ms(c.SpeechPad) + ms(c.EndPad))
	maxSpeech := math.Inf(1)
	if c.MaxSpeech != 0 {
		maxSpeech = float64(sr*(float64(c.MaxSpeech)/1e9)) - float64(w) - pads
	}

	var out []Segment
	var start, tend, prev, next int64
	var cands [][2]int64
	triggered := false
	for i, p32 := range probs {
		p, cur := float64(p32), w*int64(i)
		// 1
		if p >= thr && tend != 0 {
			if d := cur - tend; float64(d) > silAtMax {
				cands = append(cands, [2]int64{tend, d})
			}
			tend = 0
			if next < prev {
				next = cur
			}
		}
		// 2
		if p >= thr && !triggered {
			start, triggered = cur, true
			continue
		}
		// 3
		if triggered && float64(cur-start) > maxSpeech {
			if c.SplitAtLongestSilence && len(cands) > 0 {
				best := cands[0]
				for _, x := range cands[1:] {
					if x[1] > best[1] {
						best = x
					}
				}
				out = append(out, Segment{start, best[0]})
				start = best[0] + best[1]
				prev, next, tend, cands = 0, 0, 0, nil
			} else if prev != 0 {
				out = append(out, Segment{start, prev})
				if next < prev {
					triggered = false
				} else {
					start = next
				}
				prev, next, tend, cands = 0, 0, 0, nil
			} else {
				out = append(out, Segment{start, cur})
				prev, next, tend, cands, triggered = 0, 0, 0, nil, false
				continue
			}
		}
		// 4
		if p < neg && triggered {
			if tend == 0 {
				tend = cur
			}
			d := cur - tend
			if !c.SplitAtLongestSilence && float64(d) > silAtMax {
				prev = tend
			}
			if float64(d) < minSil {
				continue
			}
			if float64(tend-start) > minSpeech {
				out = append(out, Segment{start, tend})
			}
			prev, next, tend, cands, triggered = 0, 0, 0, nil, false
		}
	}
	if triggered && float64(n-start) > minSpeech {
		out = append(out, Segment{start, n})
	}
	return out
}

// segmentCase is a recording's probabilities, and options.
type segmentCase struct {
	probs   []float32
	samples int64
	rate    int
	config  SegmentConfig
}

// randomCase returns a case of up to maxWindows windows: runs of speech, of
// silence and of what is between the thresholds, with options that lie close to
// the lengths of such runs. One duration in eight is no whole number of samples.
func randomCase(rng *rand.Rand, maxWindows int) segmentCase {
	pick := func(v ...int) int { return v[rng.IntN(len(v))] }
	duration := func(ms ...int) time.Duration {
		d := time.Duration(pick(ms...)) * time.Millisecond
		if rng.IntN(8) == 0 {
			d = time.Duration(rng.Int64N(int64(d) + 1))
		}
		return d
	}
	c := SegmentConfig{
		Threshold:             float64(pick(1, 5, 10, 50, 90)) / 100,
		NegThreshold:          -1,
		MinSpeech:             duration(0, 32, 64, 100, 250, 251, 500, 1000),
		MinSilence:            duration(0, 32, 50, 64, 96, 100, 200, 500, 1000),
		MinSilenceAtMaxSpeech: duration(0, 32, 64, 98, 200, 500),
		SpeechPad:             duration(0, 10, 16, 30, 31, 60, 100, 200, 400),
		SplitAtLongestSilence: rng.IntN(2) == 0,
	}
	if rng.IntN(3) > 0 {
		c.MaxSpeech = duration(100, 500, 1000, 1500, 3000, 7300)
	}
	if rng.IntN(4) == 0 {
		c.StartPad, c.EndPad = duration(0, 30, 32, 200), duration(0, 32, 50, 300)
	}
	switch rng.IntN(4) {
	case 0:
		c.NegThreshold = c.Threshold * rng.Float64()
	case 1:
		c.NegThreshold = c.Threshold
	case 2:
		c.Threshold = 0.005 // below the derived negative threshold
	}
	s := segmentCase{rate: pick(8000, 16000), config: c}
	s.probs = randomProbs(rng, rng.IntN(maxWindows+1), c)
	w := int64(s.rate) * 32 / 1000
	if s.samples = w * int64(len(s.probs)); s.samples > 0 {
		s.samples -= rng.Int64N(w)
	}
	return s
}

func randomProbs(rng *rand.Rand, n int, c SegmentConfig) []float32 {
	probs := make([]float32, 0, n)
	mean := 1 + rng.IntN(20)
	for len(probs) < n {
		kind := rng.IntN(5)
		for run := rng.IntN(2*mean) + 1; run > 0 && len(probs) < n; run-- {
			p := c.Threshold + (1-c.Threshold)*rng.Float64()
			switch kind {
			case 0, 1:
				p = max(c.NegThreshold, 0) * rng.Float64() * 0.99
			case 2:
				p = c.Threshold * rng.Float64()
			}
			if rng.IntN(30) == 0 {
				p = rng.Float64()
			}
			probs = append(probs, float32(p))
		}
	}
	return probs
}
