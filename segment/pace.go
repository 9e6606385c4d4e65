package segment

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"
)

// The constants of the adaptive pause: rates outside [minRate, maxRate], in
// characters per second, are taken for errors; paceHistory rates count, each
// paceDecay times as much as the next one; neutralRate leaves the pause as it is
// and rateSpread is how far from it the sigmoid goes by its unit; the pause moves
// by paceStep of the way to its target.
const (
	minRate, maxRate = 0.5, 50
	paceHistory      = 20
	paceDecay        = 0.5
	neutralRate      = 6
	rateSpread       = 2
	paceStep         = 0.4
)

// pace adapts a pause to the rate of a speaker:
//
//	mean   = sum(rate[age] * 0.5^age) / sum(0.5^age), age 0 the newest
//	target = BasePause * (1 + (0.5 - sigmoid((mean-6)/2)) * Adaptation)
//	pause += 0.4 * (target - pause), from MinPause to MaxPause
//
// in whole milliseconds, target and pause being truncated.
type pace struct {
	config EndpointConfig
	rates  [paceHistory]float64 // the newest first
	count  int
	ms     float64
}

func newPace(c EndpointConfig) pace {
	return pace{config: c, ms: inMs(c.BasePause)}
}

// setConfig changes the options. What was learnt stays.
func (p *pace) setConfig(c EndpointConfig) {
	if p.config = c; p.count == 0 {
		p.ms = inMs(c.BasePause)
	}
}

func inMs(d time.Duration) float64 { return float64(d) / 1e6 }

func (p *pace) observe(text string, d time.Duration) error {
	n := utf8.RuneCountInString(text)
	rate := float64(n) / d.Seconds()
	if !(rate >= minRate && rate <= maxRate) {
		return fmt.Errorf("%w: got %d characters in %v, want from %v to %v a second", ErrSpeakingRate, n, d, minRate, maxRate)
	}
	copy(p.rates[1:], p.rates[:])
	p.rates[0] = rate
	p.count = min(p.count+1, paceHistory)

	// The conversions keep products from being fused with sums, which could
	// round across a whole millisecond.
	base := inMs(p.config.BasePause)
	slow := 0.5 - 1/(1+math.Exp((neutralRate-p.mean())/rateSpread))
	target := math.Trunc(base * (1 + float64(slow*p.config.Adaptation)))
	p.ms = p.bounded(math.Trunc(p.ms + float64(paceStep*(target-p.ms))))
	return nil
}

// bounded returns a pause, in milliseconds, from MinPause to MaxPause.
func (p *pace) bounded(ms float64) float64 {
	return min(max(ms, inMs(p.config.MinPause)), inMs(p.config.MaxPause))
}

// mean returns the weighted mean of the rates, 0 if there are none.
func (p *pace) mean() float64 {
	sum, weights, weight := 0.0, 0.0, 1.0
	for _, r := range p.rates[:p.count] {
		sum += float64(weight * r)
		weights += weight
		weight *= paceDecay
	}
	if p.count == 0 {
		return 0
	}
	return sum / weights
}

func (p *pace) pause() time.Duration {
	if p.count == 0 {
		return p.config.InitialPause
	}
	return time.Duration(p.bounded(p.ms) * 1e6) // the bounds may have been set since
}
