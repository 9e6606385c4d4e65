package live

import (
	"context"
	"fmt"

	"github.com/gosilero/vad"
)

// writeInterleaved takes samples of all channels, interleaved.
func (s *session) writeInterleaved(ctx context.Context, pcm []float32) error {
	if s.err != nil {
		return s.err
	}
	stride := len(s.channels)
	if len(pcm)%stride != 0 {
		return fmt.Errorf("%w: got %d interleaved samples, want a multiple of %d", ErrChannels, len(pcm), stride)
	}
	if err := vad.CheckSamples(pcm); err != nil {
		return err
	}
	for i := range s.channels {
		s.input[i] = input{pcm[min(i, len(pcm)):], stride, len(pcm) / stride}
	}
	return s.write(ctx)
}

// writePlanes takes samples of all channels, pcm[i] of channel i.
func (s *session) writePlanes(ctx context.Context, pcm [][]float32) error {
	if s.err != nil {
		return s.err
	}
	if len(pcm) != len(s.channels) {
		return fmt.Errorf("%w: got %d, want %d", ErrChannels, len(pcm), len(s.channels))
	}
	for i, p := range pcm {
		if len(p) != len(pcm[0]) {
			return fmt.Errorf("%w: got %d samples of channel %d, want %d as of channel 0", ErrChannels, len(p), i, len(pcm[0]))
		}
		if err := vad.CheckSamples(p); err != nil {
			return fmt.Errorf("channel %d: %w", i, err)
		}
	}
	for i, p := range pcm {
		s.input[i] = input{p, 1, len(p)}
	}
	return s.write(ctx)
}

// writeChannel takes samples of one channel.
func (s *session) writeChannel(ctx context.Context, channel int, pcm []float32) error {
	if s.err != nil {
		return s.err
	}
	if err := s.checkChannel(channel); err != nil {
		return err
	}
	if err := vad.CheckSamples(pcm); err != nil {
		return fmt.Errorf("channel %d: %w", channel, err)
	}
	s.input[channel] = input{pcm, 1, len(pcm)}
	return s.write(ctx)
}

func (s *session) checkChannel(channel int) error {
	if channel < 0 || channel >= len(s.channels) {
		return fmt.Errorf("%w: channel: got %d, want 0 to %d", ErrChannels, channel, len(s.channels)-1)
	}
	return nil
}

// write takes the input of the channels, unless its scale is wrong.
func (s *session) write(ctx context.Context) error {
	written := false
	for i, c := range s.channels {
		in := &s.input[i]
		written = written || in.left > 0
		if _, err := c.scale.check(in.pcm, in.stride, in.left); err != nil {
			clear(s.input)
			if len(s.channels) > 1 {
				err = fmt.Errorf("channel %d: %w", i, err)
			}
			return err
		}
	}
	for i, c := range s.channels {
		in := &s.input[i]
		c.scale, _ = c.scale.check(in.pcm, in.stride, in.left)
	}
	if written {
		s.idle.reset()
	}
	return s.advance(ctx)
}
