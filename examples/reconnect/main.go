// The reconnect program sends a recording to vad serve in real time, and prints the
// events. Its stream survives broken connections and, where servers share their
// sessions, servers that die: it goes on at the next one, and no event is missing or
// comes twice.
//
//	vad serve --addr localhost:8017 --nats nats://localhost:4222 &
//	vad serve --addr localhost:8018 --nats nats://localhost:4222 &
//	go run ./examples/reconnect testdata/speech.wav ws://localhost:8017/v1/stream ws://localhost:8018/v1/stream
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"time"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/examples/reconnect/stream"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: reconnect FILE URL...")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Args[1], os.Args[2:], 20*time.Millisecond); err != nil {
		log.Fatal(err)
	}
}

// run sends 20 ms of a recording, of 16 kHz, each time that an interval has passed.
func run(ctx context.Context, out io.Writer, path string, urls []string, interval time.Duration) error {
	pcm, err := read(path)
	if err != nil {
		return err
	}
	s := stream.New(stream.Config{
		URLs:        urls,
		Session:     rand.Text(),
		SampleBytes: 2,
		Event:       func(event []byte) { fmt.Fprintf(out, "%s\n", event) },
	})
	go func() {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for len(pcm) > 0 {
			<-tick.C
			n := min(len(pcm), 320)
			s.Write(audio.S16LE.Append(nil, pcm[:n]))
			pcm = pcm[n:]
		}
		s.End()
	}()
	return s.Run(ctx)
}

// read returns the samples of a recording, as one channel, at 16 kHz.
func read(path string) ([]float32, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader, err := audio.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	source, err := audio.Resample(audio.Mono(reader), 16000)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return audio.ReadAll(source)
}
