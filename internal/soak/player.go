package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
)

// did counts what happened.
type did struct {
	samples                             int64
	events                              int
	resets, moves, losses, wrong, ended int
}

func (d *did) add(o did) {
	d.samples += o.samples
	d.events += o.events
	d.resets += o.resets
	d.moves += o.moves
	d.losses += o.losses
	d.wrong += o.wrong
	d.ended += o.ended
}

// player plays a script on a detector, while things happen to it.
type player struct {
	rng      *rand.Rand
	runners  []live.Runner
	detector *live.Detector
	script   *script
	endless  bool // play the script again and again, and let resets happen
	did      did

	at       int   // in script.ops
	offset   int64 // samples of that step
	position int64 // of the detector
	seen     int   // of script.want
}

func newPlayer(seed uint64, runners []live.Runner, s *script) (*player, error) {
	p := &player{rng: rand.New(rand.NewPCG(seed, 8)), runners: runners, script: s}
	var err error
	p.detector, err = live.New(p.runner(), config())
	return p, err
}

func (p *player) runner() live.Runner { return p.runners[p.rng.IntN(len(p.runners))] }

// step lets one thing happen.
func (p *player) step() error {
	switch n := p.rng.IntN(400); {
	case n == 0 && p.endless:
		p.reset()
		p.did.resets++
	case n < 4:
		if err := p.move(); err != nil {
			return err
		}
	case n < 6:
		if err := p.wrong(); err != nil {
			return err
		}
	default:
		if err := p.play(n < 40); err != nil {
			return err
		}
	}
	if got := p.detector.Samples(); got != p.position {
		return fmt.Errorf("the detector is at %d, want %d", got, p.position)
	}
	return nil
}

// reset begins the script anew.
func (p *player) reset() {
	p.detector.Reset()
	p.at, p.offset, p.position, p.seen = 0, 0, 0, 0
}

// move has another detector, perhaps on another scheduler and another model, go on
// with an encoding.
func (p *player) move() error {
	data, err := p.detector.MarshalBinary()
	if err != nil {
		return err
	}
	d, err := live.New(p.runner(), live.DefaultConfig(8000)) // of other options
	if err != nil {
		return err
	}
	if err := d.UnmarshalBinary(data); err != nil {
		return err
	}
	if again, err := d.MarshalBinary(); err != nil || !bytes.Equal(again, data) {
		return fmt.Errorf("encoded again: %d bytes and %v, want the same %d", len(again), err, len(data))
	}
	p.detector = d
	p.did.moves++
	return nil
}

// wrong writes samples of which one is not in range, which must change nothing.
func (p *player) wrong() error {
	before, err := p.detector.MarshalBinary()
	if err != nil {
		return err
	}
	pcm := make([]float32, 1+p.rng.IntN(1000))
	pcm[p.rng.IntN(len(pcm))] = []float32{float32(math.NaN()), float32(math.Inf(-1)), 1 << 32}[p.rng.IntN(3)]
	if events, err := p.detector.Write(nil, pcm); !errors.Is(err, vad.ErrSample) || len(events) > 0 {
		return fmt.Errorf("a wrong sample: %d events and %v, want %v", len(events), err, vad.ErrSample)
	}
	if after, err := p.detector.MarshalBinary(); err != nil || !bytes.Equal(after, before) {
		return errors.Join(errors.New("a wrong sample has changed the detector"), err)
	}
	p.did.wrong++
	return nil
}

// play goes on with the script, in a context that may end meanwhile.
func (p *player) play(ends bool) error {
	ctx := context.Background()
	if ends {
		c, cancel := context.WithTimeout(ctx, time.Duration(p.rng.IntN(300))*time.Microsecond)
		defer cancel()
		ctx = c
	}
	o := &p.script.ops[p.at]
	var events []live.Event
	var err error
	switch {
	case len(o.pcm) > 0:
		rest := o.pcm[p.offset:]
		events, err = p.detector.WriteContext(ctx, nil, rest[:min(len(rest), 1+p.rng.IntN(2500))])
	case o.lost > 0:
		events, err = p.detector.LostContext(ctx, nil, o.lost-p.offset)
	default:
		events, err = p.detector.FlushContext(ctx, nil)
	}
	taken := p.detector.Samples() - p.position
	p.position, p.offset, p.did.samples = p.position+taken, p.offset+taken, p.did.samples+taken
	if seen := p.see(events); seen != nil {
		return seen
	}
	if ends && errors.Is(err, context.DeadlineExceeded) {
		p.did.ended++
		return nil
	}
	if err != nil {
		return err
	}
	if p.offset == o.samples() {
		return p.next()
	}
	return nil
}

// next goes on to the next step, and after the last one perhaps to the first.
func (p *player) next() error {
	if p.script.ops[p.at].lost > 0 {
		p.did.losses++
	}
	p.at, p.offset = p.at+1, 0
	if p.at < len(p.script.ops) {
		return nil
	}
	if missing := len(p.script.want) - p.seen; missing > 0 {
		return fmt.Errorf("%d events have not come", missing)
	}
	if p.endless {
		p.reset()
	}
	return nil
}

// see compares events with those that are to come.
func (p *player) see(events []live.Event) error {
	for _, e := range events {
		if p.seen == len(p.script.want) {
			return fmt.Errorf("%v, want no further event", e)
		}
		if want := p.script.want[p.seen]; !equal(e, want) {
			return fmt.Errorf("event %d is %v with %d samples, want %v with %d", p.seen, e, len(e.Audio), want, len(want.Audio))
		}
		p.seen++
		p.did.events++
	}
	return nil
}
