package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

// waiting is a model that computes nothing once a context has ended, and ends it.
type waiting struct {
	*vad.Model
	left int // windows until the context ends
	end  func()
}

func (r *waiting) ProcessBatchContext(ctx context.Context, streams []*vad.Stream, windows [][]float32, probs []float32) error {
	if r.left--; r.left == 0 {
		r.end()
		return fmt.Errorf("queue: %w", ctx.Err())
	}
	return r.ProcessBatch(streams, windows, probs)
}

// TestContext: a context ends a write, or a flush, and what follows goes on as if
// it had not.
func TestContext(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")[:4*16000+100]
	want := detect(t, newDetector(t, m, 16000, DefaultConfig(16000)), pcm, func() int { return len(pcm) })
	for _, left := range []int{1, 40, 125, 126} { // of 126; the last is Flush's
		ctx, cancel := context.WithCancel(context.Background())
		d := newDetector(t, &waiting{m, left, cancel}, 16000, DefaultConfig(16000))
		got, err := d.WriteContext(ctx, nil, pcm)
		if left < 126 {
			if n := int64(left) * 512; !errors.Is(err, context.Canceled) || d.Samples() != n {
				t.Fatalf("got %v after %d samples, want %v after %d", err, d.Samples(), context.Canceled, n)
			}
			if got, err = d.WriteContext(context.Background(), got, pcm[d.Samples():]); err != nil {
				t.Fatal(err)
			}
		}
		if got, err = d.FlushContext(ctx, got); left == 126 {
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("got %v, want %v", err, context.Canceled)
			}
		}
		if got, err = d.Flush(got); err != nil || !equalEvents(got, want) {
			t.Errorf("ended in window %d: got %v, %v, want %v", left, got, err, want)
		}
		if rest := detect(t, d, pcm, func() int { return 900 }); len(rest) != len(want) {
			t.Errorf("the next take: got %v", rest)
		}
		cancel()
	}
	// A context that has ended consumes no window.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := newCall(t, m, 16000, 2, DefaultConfig(16000))
	if _, err := c.WriteChannelContext(ctx, nil, 1, pcm); !errors.Is(err, context.Canceled) || c.channel(1).intake.windows != 0 {
		t.Errorf("got %v, %d windows", err, c.channel(1).intake.windows)
	}
}

// tries makes calls whose context ends in one of their windows, which it repeats
// without one.
type tries struct {
	t     *testing.T
	ctx   context.Context
	ended int
}

// try makes a call, which takes what is left when it is repeated.
func (r *tries) try(call func(ctx context.Context) error) {
	r.t.Helper()
	err := call(r.ctx)
	if errors.Is(err, context.Canceled) && r.ended == 0 {
		r.ended++
		r.ctx = context.Background()
		err = call(r.ctx)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// TestContextMethods: a context ends each method that computes windows, and its
// repetition goes on as if it had not.
func TestContextMethods(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	want := contextEvents(t, &tries{t: t, ctx: context.Background()}, m, pcm)
	if n := len(segmentsOf(want)); n < 4 {
		t.Fatalf("%d segments: they show too little", n)
	}
	for left := 1; ; left++ {
		ctx, cancel := context.WithCancel(context.Background())
		r := &tries{t: t, ctx: ctx}
		got := contextEvents(t, r, &waiting{m, left, cancel}, pcm)
		if cancel(); !equalEvents(got, want) {
			t.Fatalf("ended in window %d: got %v, want %v", left, got, want)
		}
		if r.ended == 0 { // all windows had their turn
			if left < 150 {
				t.Errorf("%d windows: they show too little", left-1)
			}
			return
		}
	}
}

// contextEvents returns the events of calls of each method of a Detector.
func contextEvents(t *testing.T, r *tries, runner Runner, pcm []float32) (events []Event) {
	c := DefaultConfig(16000)
	c.IdleTimeout = time.Second
	d := newDetector(t, runner, 16000, c)
	write := func(n int) {
		part, from := pcm[:n], d.Samples()
		pcm = pcm[n:]
		r.try(func(ctx context.Context) (err error) {
			events, err = d.WriteContext(ctx, events, part[d.Samples()-from:])
			return err
		})
	}
	lost := func(n int64) {
		from := d.Samples()
		r.try(func(ctx context.Context) (err error) {
			events, err = d.LostContext(ctx, events, n-(d.Samples()-from))
			return err
		})
	}
	write(20000)
	lost(700)
	write(9000)
	lost(4000) // more than MaxGap
	write(15000)
	r.try(func(ctx context.Context) (err error) {
		events, err = d.IdleContext(ctx, events, 2*time.Second)
		return err
	})
	write(12300)
	r.try(func(ctx context.Context) (err error) {
		events, err = d.SkipContext(ctx, events, 1000)
		return err
	})
	reader := &audiotest.Pieces{PCM: pcm[:20000], Err: io.EOF}
	r.try(func(ctx context.Context) error {
		for e, err := range d.EventsContext(ctx, reader) {
			if err != nil {
				return err
			}
			events = append(events, e)
		}
		return nil
	})
	r.try(func(ctx context.Context) (err error) {
		events, err = d.FlushContext(ctx, events)
		return err
	})
	return events
}

// TestCallContextMethods: so it is with a call, whose legs may be unequally long.
func TestCallContextMethods(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	want := callContextEvents(t, &tries{t: t, ctx: context.Background()}, m, pcm)
	if len(want[2]) == 0 {
		t.Fatal("no overlap: it shows too little")
	}
	for left := 1; ; left++ {
		ctx, cancel := context.WithCancel(context.Background())
		r := &tries{t: t, ctx: ctx}
		got := callContextEvents(t, r, &waiting{m, left, cancel}, pcm)
		cancel()
		for i := range got {
			if !slices.Equal(got[i], want[i]) {
				t.Fatalf("ended in batch %d: %d: got %v, want %v", left, i, got[i], want[i])
			}
		}
		if r.ended == 0 {
			if left < 100 {
				t.Errorf("%d batches: they show too little", left-1)
			}
			return
		}
	}
}

// callContextEvents returns the segments of two channels, and their overlaps, from
// calls of each method of a Call.
func callContextEvents(t *testing.T, r *tries, runner Runner, pcm []float32) (found [3][]segment.Segment) {
	config := DefaultConfig(16000)
	config.IdleTimeout = time.Second
	c := newCall(t, runner, 16000, 2, config)
	var events []CallEvent
	at := 0
	next := func(n int) []float32 {
		at += n
		return pcm[at-n : at]
	}
	each := func(n int, all func(ctx context.Context) error, one func(ctx context.Context, channel, done int) error) {
		from := [2]int64{c.Kept(0).End, c.Kept(1).End}
		first := true
		r.try(func(ctx context.Context) error {
			if first {
				first = false
				return all(ctx)
			}
			for i := range from {
				if err := one(ctx, i, int(c.Kept(i).End-from[i])); err != nil {
					return err
				}
			}
			return nil
		})
	}
	writeChannel := func(ctx context.Context, channel int, part []float32) (err error) {
		events, err = c.WriteChannelContext(ctx, events, channel, part)
		return err
	}
	write := func(n int) {
		part := next(n)
		each(n, func(ctx context.Context) (err error) {
			events, err = c.WriteChannelsContext(ctx, events, [][]float32{part, part})
			return err
		}, func(ctx context.Context, channel, done int) error { return writeChannel(ctx, channel, part[done:]) })
	}
	leg := func(n int) {
		part, from := next(n), c.Kept(1).End
		r.try(func(ctx context.Context) error { return writeChannel(ctx, 1, part[c.Kept(1).End-from:]) })
	}
	lostChannel := func(ctx context.Context, channel, n int) (err error) {
		events, err = c.LostChannelContext(ctx, events, channel, int64(n))
		return err
	}
	lost := func(n int) {
		each(n, func(ctx context.Context) (err error) {
			events, err = c.LostContext(ctx, events, int64(n))
			return err
		}, func(ctx context.Context, channel, done int) error { return lostChannel(ctx, channel, n-done) })
	}
	write(20000)
	leg(777)
	lost(800)
	from := c.Kept(1).End
	r.try(func(ctx context.Context) error { return lostChannel(ctx, 1, 600-int(c.Kept(1).End-from)) })
	write(15000)
	leg(5000)
	r.try(func(ctx context.Context) (err error) {
		events, err = c.IdleContext(ctx, events, 2*time.Second)
		return err
	})
	write(13000)
	leg(1000)
	r.try(func(ctx context.Context) (err error) {
		events, err = c.SkipContext(ctx, events, 1000)
		return err
	})
	write(12000)
	leg(3000)
	r.try(func(ctx context.Context) (err error) {
		events, err = c.FlushContext(ctx, events)
		return err
	})
	write(9000)
	r.try(func(ctx context.Context) (err error) {
		events, err = c.FlushContext(ctx, events)
		return err
	})
	for _, e := range events {
		switch {
		case e.Kind == SpeechOverlapped:
			found[2] = append(found[2], e.Segment)
		case e.Kind == segment.SegmentFinal:
			found[e.Channel] = append(found[e.Channel], e.Segment)
		}
	}
	return found
}
