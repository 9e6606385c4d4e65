// Command serve measures vad serve under load: streams of 16 kHz in frames of 20 ms,
// in real time, and among them clients that stall, send garbage, vanish or never read.
// Beside it, it measures the same streams on a server that runs ONNX Runtime.
// docs/serve.md explains the results.
//
// It needs Linux. make load builds the servers and runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// options are those of a run.
type options struct {
	streams  int // the hostile ones among them
	hostile  int
	compared int           // streams of the second round, all of which behave
	limit    time.Duration // no event is to be later
	step     int           // how many streams fewer are tried until that holds
	duration time.Duration // of the audio of a stream
	audio    string        // a recording
	vad, ort string        // the servers' programs; "" leaves one out
	short    bool          // for a test: vad serve is to lose patience with clients soon
}

func main() {
	var o options
	f := flag.NewFlagSet("serve", flag.ContinueOnError)
	f.IntVar(&o.streams, "streams", 1000, "streams in all")
	f.IntVar(&o.hostile, "hostile", 24, "streams among them that stall, send garbage, vanish or never read")
	f.IntVar(&o.compared, "compared", 200, "streams of a second round, which every server carries; 0 leaves it out")
	f.DurationVar(&o.limit, "limit", 100*time.Millisecond, "where an event of vad serve is later, fewer streams are tried")
	f.IntVar(&o.step, "step", 100, "how many streams fewer are tried each time; 0 tries none")
	f.DurationVar(&o.duration, "time", time.Minute, "audio of each stream")
	f.StringVar(&o.audio, "audio", "testdata/speech.wav", "a recording: WAV, 16 kHz, one channel, 16 bit")
	f.StringVar(&o.vad, "vad", "bin/vad", "the command vad; empty leaves it out")
	f.StringVar(&o.ort, "ort", "bin/serve-ort", "the server on ONNX Runtime; empty leaves it out")
	short := f.Bool("short", false, "50 streams of 5 s and little patience with clients, to see that all works")
	err := f.Parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if *short {
		o.shorten()
	}
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// shorten makes the load one for a test.
func (o *options) shorten() {
	o.streams, o.hostile, o.compared, o.step, o.duration, o.short = 50, 8, 20, 0, 5*time.Second, true
}

// run measures the servers one after the other and prints the tables.
func run(ctx context.Context, o options) error {
	parts, err := readParts(o.audio, o.duration)
	if err != nil {
		return err
	}
	loaded, err := measureAll(ctx, o, parts, o.servers())
	if err != nil {
		return err
	}
	var most *result
	if o.vad != "" && !loaded[0].holds(o.limit) {
		if most, err = held(ctx, loaded[0].serverCommand, o, parts); err != nil {
			return err
		}
	}
	var compared []*result
	if o.compared > 0 {
		second := o
		second.streams, second.hostile = o.compared, 0
		if compared, err = measureAll(ctx, second, parts, second.allServers()); err != nil {
			return err
		}
	}
	printResults(o, loaded, most, compared)
	for _, r := range loaded {
		if r.program == o.vad { // the others may be too slow
			return r.check()
		}
	}
	return nil
}

func measureAll(ctx context.Context, o options, parts []part, servers []serverCommand) (results []*result, err error) {
	for _, s := range servers {
		r, err := measure(ctx, s, o, parts)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		results = append(results, r)
	}
	return results, nil
}

// servers returns those that are to carry all streams, vad serve first.
func (o *options) servers() []serverCommand {
	var list []serverCommand
	if o.vad != "" {
		arguments := []string{"serve", "--addr", "127.0.0.1:0"}
		if o.short {
			arguments = append(arguments, "--idle", "2s", "--slow-reader", "1s")
		}
		list = append(list, serverCommand{"`vad serve`", o.vad, arguments})
	}
	if o.ort != "" {
		list = append(list, serverCommand{"ONNX Runtime, a session for each processor", o.ort, []string{"-sessions", "0"}})
	}
	return list
}

// allServers adds one whose memory grows with the streams: a session takes megabytes.
func (o *options) allServers() []serverCommand {
	list := o.servers()
	if o.ort != "" {
		list = append(list, serverCommand{"ONNX Runtime, a session for each stream", o.ort, []string{"-sessions", fmt.Sprint(o.streams)}})
	}
	return list
}
