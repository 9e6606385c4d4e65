package run

import (
	"context"
	"time"
)

// Span is the time of work that begins bit by bit and has to end in an orderly way.
type Span struct {
	Begin context.Context // ends when nothing more is to begin
	Work  context.Context // of what has begun: ends a grace after Begin, with ErrInterrupted
	Stop  context.CancelCauseFunc

	detach func() bool
	cancel context.CancelCauseFunc
}

// NewSpan returns a span that Stop stops, or the end of ctx. The caller must end it.
func NewSpan(ctx context.Context, grace time.Duration) *Span {
	s := &Span{}
	s.Begin, s.Stop = context.WithCancelCause(ctx)
	s.Work, s.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	s.detach = context.AfterFunc(s.Begin, func() {
		timer := time.AfterFunc(grace, func() { s.cancel(ErrInterrupted) })
		context.AfterFunc(s.Work, func() { timer.Stop() })
	})
	return s
}

// End ends both contexts.
func (s *Span) End() {
	s.detach()
	s.Stop(nil)
	s.cancel(nil)
}
