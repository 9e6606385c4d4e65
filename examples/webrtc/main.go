// The webrtc program detects the speech of a WebRTC peer: Opus comes in RTP
// packets of 20 ms, is decoded in Go and goes to a detector, as it does in a voice
// agent.
//
//	go -C examples/webrtc run . ../../audio/testdata/speech-silk.opus
//
// The other peer is part of the program; it sends a file at the pace of speech.
// Replace connect by your signalling.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
	"github.com/pion/opus"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4/pkg/media/samplebuilder"
)

const (
	rate    = 48000           // of Opus in RTP, for samples and timestamps
	longest = rate * 12 / 100 // samples of a packet
	depth   = 5               // packets that come after one that is missing before it is lost
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: webrtc FILE.opus")
	}
	packets, err := readPackets(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	err = run(context.Background(), packets, func(e live.Event) {
		fmt.Printf("%8.3f %8.3f  %v\n", float64(e.Segment.Start)/rate, float64(e.Segment.End)/rate, e.Kind)
	})
	if err != nil {
		log.Fatal(err)
	}
}

// detect hands the events of the packets that read returns to handle, up to
// io.EOF.
func detect(m *vad.Model, read func() (*rtp.Packet, error), handle func(live.Event)) error {
	detector, err := live.New(m, live.DefaultConfig(rate))
	if err != nil {
		return err
	}
	decoder, err := opus.NewDecoderWithOutput(rate, 1)
	if err != nil {
		return err
	}
	var events []live.Event
	report := func(err error) error {
		for _, e := range events {
			handle(e)
		}
		events = events[:0]
		return err
	}
	pcm := make([]float32, longest)
	order := samplebuilder.New(depth, &codecs.OpusPacket{}, rate)
	var next uint32 // timestamp of the first sample that has not come
	play := func() error {
		for sample := order.Pop(); sample != nil; sample = order.Pop() {
			n, err := decode(&decoder, sample.Data, pcm)
			if err != nil {
				continue // as if it were lost
			}
			// Timestamps go on over packets that are lost or, in silence, not sent.
			missing := int32(sample.PacketTimestamp - next)
			if missing > 0 && detector.Samples() > 0 {
				events, err = detector.Lost(events, int64(missing))
			}
			if err == nil {
				events, err = detector.Write(events, pcm[:n])
			}
			if err := report(err); err != nil {
				return err
			}
			next = sample.PacketTimestamp + uint32(n)
		}
		return nil
	}
	for {
		packet, err := read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		order.Push(packet)
		if err := play(); err != nil {
			return err
		}
	}
	order.Flush()
	if err := play(); err != nil {
		return err
	}
	events, err = detector.Flush(events)
	return report(err)
}

// decode returns the number of samples of a packet. What comes from a network
// may be anything: the decoder must not end the program.
func decode(decoder *opus.Decoder, packet []byte, pcm []float32) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("invalid packet: %v", r)
		}
	}()
	return decoder.DecodeToFloat32(packet, pcm)
}
