package main

import (
	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
)

// daySeconds is the audio after which the two detectors of a day are compared.
const daySeconds = 60

// runDay runs hours of audio through one detector to which nothing happens, and
// through one to which all does but a reset: each minute gives both the same events.
func runDay(clips [][]float32, hours float64) (*report, error) {
	m, err := vad.New()
	if err != nil {
		return nil, err
	}
	elsewhere, err := vad.New()
	if err != nil {
		return nil, err
	}
	whole, err := live.New(m, config())
	if err != nil {
		return nil, err
	}
	p, err := newPlayer(1, []live.Runner{m, elsewhere}, nil)
	if err != nil {
		return nil, err
	}
	r := new(report)
	minutes := max(measurements, int(hours*60))
	for minute := range minutes {
		s := &script{ops: makeOps(clips, uint64(minute), daySeconds)}
		for i := range s.ops {
			events, err := s.ops[i].do(whole)
			if err != nil {
				return nil, err
			}
			s.want = append(s.want, events...)
		}
		if err := p.whole(s); err != nil {
			return nil, err
		}
		if minute%(minutes/measurements) == 0 {
			r.memory.measure()
		}
	}
	r.did = p.did
	return r, r.memory.check()
}

// whole plays a script once, after those before it.
func (p *player) whole(s *script) error {
	p.script, p.seen = s, 0
	for p.at = 0; p.at < len(s.ops); {
		if err := p.step(); err != nil {
			return err
		}
	}
	return nil
}
