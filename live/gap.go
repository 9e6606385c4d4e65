package live

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// checkGap returns an error if samples are not a gap that can be.
func (s *session) checkGap(samples int64) error {
	// Half of all positions stay free for what follows the gap.
	if most := max(0, math.MaxInt64/2-s.samples()); samples < 0 || samples > most {
		return fmt.Errorf("%w: samples: got %d, want 0 to %d", ErrOption, samples, most)
	}
	return nil
}

// skip flushes and goes on after a gap.
func (s *session) skip(ctx context.Context, samples int64) error {
	if s.err != nil {
		return s.err
	}
	if err := s.checkGap(samples); err != nil {
		return err
	}
	if err := s.flush(ctx); err != nil {
		return err
	}
	for _, c := range s.channels {
		c.beginTake(c.base + samples)
	}
	return nil
}

// lost takes a loss in all channels.
func (s *session) lost(ctx context.Context, samples int64) error {
	if s.err != nil {
		return s.err
	}
	if err := s.checkGap(samples); err != nil {
		return err
	}
	for i := range s.channels {
		if err := s.lose(ctx, i, samples); err != nil {
			return err
		}
	}
	return nil
}

// lostChannel takes a loss in one channel.
func (s *session) lostChannel(ctx context.Context, channel int, samples int64) error {
	if s.err != nil {
		return s.err
	}
	if err := s.checkChannel(channel); err != nil {
		return err
	}
	if err := s.checkGap(samples); err != nil {
		return err
	}
	return s.lose(ctx, channel, samples)
}

// lose makes up for a loss, or ends the take of the channel and goes on after it.
func (s *session) lose(ctx context.Context, channel int, samples int64) error {
	c := s.channels[channel]
	if err := s.advance(ctx); err != nil {
		return err
	}
	if samples == 0 {
		return nil
	}
	if !c.loss.conceals(samples) {
		c.loss.miss(samples)
		c.intake.finish()
		if err := s.finishTakes(ctx); err != nil {
			return err
		}
		c.beginTake(c.base + samples)
		s.reportOverlaps()
		return nil
	}
	c.loss.prepare(&c.audio)
	for samples > 0 {
		n := min(int64(c.intake.room()), samples)
		s.piece = slices.Grow(s.piece[:0], int(n))[:n]
		c.loss.makeUp(s.piece)
		c.fill(s.piece)
		c.loss.end = c.audio.end
		samples -= n
		if _, err := s.run(ctx); err != nil {
			return err
		}
	}
	return nil
}
