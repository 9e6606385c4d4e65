// The telephone program is a telephone bridge with a detector on both legs of
// each call: packets of 20 ms of mu-law at 8 kHz come late, in the wrong order or
// not at all, and one scheduler computes the windows of all calls together.
//
//	go run ./examples/telephone -calls 100 -loss 0.03 testdata/speech.wav
//
// Replace the simulated network by RTP. It delivers as fast as the bridge takes
// packets; calls take as long as people talk.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"sync"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
)

const (
	rate  = 8000
	size  = rate / 50 // samples in a packet, and bytes
	legs  = 2
	depth = 4 // packets that a leg waits for one that is missing
)

func main() {
	log.SetFlags(0)
	var n network
	calls := flag.Int("calls", 10, "number of calls")
	flag.Float64Var(&n.loss, "loss", 0.03, "share of the packets that are lost, from 0 to 1")
	flag.DurationVar(&n.jitter, "jitter", 50*time.Millisecond, "longest delay of a packet")
	flag.Uint64Var(&n.seed, "seed", 1, "what the losses and delays follow from")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: telephone [-calls N] [-loss SHARE] [-jitter DURATION] [-seed N] FILE")
	}
	if err := check(*calls, n); err != nil {
		log.Fatal(err)
	}
	var err error
	if n.audio, err = muLaw(flag.Arg(0)); err != nil {
		log.Fatal(err)
	}
	var lock sync.Mutex
	err = bridge(context.Background(), *calls, n.call, func(call int, e live.CallEvent) {
		lock.Lock()
		defer lock.Unlock()
		write(os.Stdout, call, e)
	})
	if err != nil {
		log.Fatal(err)
	}
}

// check reports an option that is out of its range.
func check(calls int, n network) error {
	switch {
	case calls < 1:
		return fmt.Errorf("telephone: -calls is %d, want 1 or more", calls)
	case !(n.loss >= 0 && n.loss <= 1): // NaN, too
		return fmt.Errorf("telephone: -loss is %v, want 0 to 1", n.loss)
	case n.jitter < 0:
		return fmt.Errorf("telephone: -jitter is %v, want 0 or more", n.jitter)
	}
	return nil
}

// write prints an event. An overlap is one of no leg, -1.
func write(out io.Writer, call int, e live.CallEvent) {
	fmt.Fprintf(out, "call %d leg %2d %8.3f %8.3f  %v\n", call, e.Channel, float64(e.Segment.Start)/rate, float64(e.Segment.End)/rate, e.Kind)
}

// bridge carries calls, each in a goroutine of its own, and hands their events
// to handle, which is called from all of them.
func bridge(ctx context.Context, calls int, packets func(call int) <-chan packet, handle func(call int, e live.CallEvent)) error {
	m, err := vad.New()
	if err != nil {
		return err
	}
	scheduler, err := vad.NewScheduler(m, vad.SchedulerConfig{})
	if err != nil {
		return err
	}
	defer scheduler.Close()
	ctx, hangUp := context.WithCancelCause(ctx) // one failure ends all calls
	defer hangUp(nil)
	var running sync.WaitGroup
	for i := range calls {
		running.Go(func() {
			if err := carry(ctx, scheduler, packets(i), func(e live.CallEvent) { handle(i, e) }); err != nil {
				hangUp(fmt.Errorf("call %d: %w", i, err))
			}
		})
	}
	running.Wait()
	return context.Cause(ctx)
}

// carry takes the packets of a call until there are no more.
func carry(ctx context.Context, r live.Runner, packets <-chan packet, handle func(live.CallEvent)) error {
	detector, err := live.NewCall(r, legs, live.DefaultConfig(rate))
	if err != nil {
		return err
	}
	var buffers [legs]jitterBuffer
	for i := range buffers {
		buffers[i] = newJitterBuffer(firstSequence)
	}
	var events []live.CallEvent
	pcm := make([]float32, size)
	play := func(leg, wait int) error {
		for payload, ok := buffers[leg].pop(wait); ok; payload, ok = buffers[leg].pop(wait) {
			if payload == nil {
				events, err = detector.LostChannel(events[:0], leg, size)
			} else {
				audio.MuLaw.Decode(pcm, payload)
				events, err = detector.WriteChannelContext(ctx, events[:0], leg, pcm)
			}
			if err != nil {
				return err
			}
			for _, e := range events {
				handle(e)
			}
		}
		return nil
	}
	for p := range packets {
		if p.leg < 0 || p.leg >= legs || len(p.payload) != size {
			return fmt.Errorf("%w: %d bytes on leg %d", errPacket, len(p.payload), p.leg)
		}
		buffers[p.leg].push(p)
		if err := play(p.leg, depth); err != nil {
			return err
		}
	}
	for leg := range buffers { // nothing else comes: what is missing is lost
		if err := play(leg, 0); err != nil {
			return err
		}
	}
	if events, err = detector.FlushContext(ctx, events[:0]); err != nil {
		return err
	}
	for _, e := range events {
		handle(e)
	}
	return nil
}

var errPacket = errors.New("telephone: wrong packet")
