// Package segmenttest judges the segments of package segment and of what is
// built on it: by the reference's rules written down a second time, on random
// cases and on recorded ones.
package segmenttest

import (
	"math"
	"time"

	"github.com/gosilero/vad/segment"
)

// OfflineSegments is the reference's get_speech_timestamps, transcribed rule by
// rule and independent of the code under test: first the speeches of the whole
// recording, then their padding. It takes rates of 8 and 16 kHz.
func OfflineSegments(probs []float32, n int64, rate int, c segment.Config) []segment.Segment {
	out := OfflineSpeeches(probs, n, rate, c)
	before := samples(c.SpeechPad, rate) + samples(c.StartPad, rate)
	after := samples(c.SpeechPad, rate) + samples(c.EndPad, rate)
	for i := range out {
		if i == 0 {
			out[i].Start = int64(math.Max(0, float64(out[i].Start)-before))
		}
		if i == len(out)-1 {
			out[i].End = int64(math.Min(float64(n), float64(out[i].End)+after))
			continue
		}
		g := out[i+1].Start - out[i].End
		if float64(g) < before+after {
			second := g / 2
			if before != after {
				second = int64(float64(g) * (before / (before + after)))
				out[i].End += int64(float64(g) * (after / (before + after)))
			} else {
				out[i].End += g / 2
			}
			out[i+1].Start = max(0, out[i+1].Start-second)
		} else {
			out[i].End = int64(math.Min(float64(n), float64(out[i].End)+after))
			out[i+1].Start = int64(math.Max(0, float64(out[i+1].Start)-before))
		}
	}
	return out
}

func samples(d time.Duration, rate int) float64 {
	return float64(rate) * (float64(d) / 1e6) / 1000
}

// OfflineSpeeches returns the speeches without padding.
func OfflineSpeeches(probs []float32, n int64, rate int, c segment.Config) []segment.Segment {
	w := int64(512)
	if rate == 8000 {
		w = 256
	}
	if c.Window != 0 {
		w = c.Window
	}
	sr := float64(rate)
	ms := func(d time.Duration) float64 { return samples(d, rate) }
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

	var out []segment.Segment
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
				out = append(out, segment.Segment{Start: start, End: best[0]})
				start = best[0] + best[1]
				prev, next, tend, cands = 0, 0, 0, nil
			} else if prev != 0 {
				out = append(out, segment.Segment{Start: start, End: prev})
				if next < prev {
					triggered = false
				} else {
					start = next
				}
				prev, next, tend, cands = 0, 0, 0, nil
			} else {
				out = append(out, segment.Segment{Start: start, End: cur})
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
				out = append(out, segment.Segment{Start: start, End: tend})
			}
			prev, next, tend, cands, triggered = 0, 0, 0, nil, false
		}
	}
	if triggered && float64(n-start) > minSpeech {
		out = append(out, segment.Segment{Start: start, End: n})
	}
	return out
}
