package vad_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/segment"
)

// A live stream, a window at a time. In the middle its state goes through JSON to
// another stream, as it would to another machine.
func ExampleStream() {
	source, closeFile, err := clip("speech.wav")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer closeFile()
	pcm, err := audio.ReadAll(source)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := vad.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	stream, err := m.NewStream(16000)
	if err != nil {
		fmt.Println(err)
		return
	}
	window := stream.WindowSize()
	for i := range 24 {
		p, err := stream.Process(pcm[i*window : (i+1)*window])
		if err != nil {
			fmt.Println(err)
			return
		}
		if i >= 20 {
			fmt.Printf("%.3f s: %.2f\n", seconds(int64(i*window)), p)
		}
	}

	text, err := json.Marshal(stream.State())
	if err != nil {
		fmt.Println(err)
		return
	}
	var state vad.State
	if err := json.Unmarshal(text, &state); err != nil {
		fmt.Println(err)
		return
	}
	elsewhere, err := m.NewStream(state.SampleRate())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := elsewhere.SetState(state); err != nil {
		fmt.Println(err)
		return
	}
	next := pcm[elsewhere.Samples():][:window]
	here, err := stream.Process(next)
	if err != nil {
		fmt.Println(err)
		return
	}
	there, err := elsewhere.Process(next)
	fmt.Println("the same there:", here == there, err)
	// Output:
	// 0.640 s: 0.10
	// 0.672 s: 0.14
	// 0.704 s: 0.23
	// 0.736 s: 0.64
	// the same there: true <nil>
}

// A recording keeps its probabilities, gives segments for any options, and says
// whether noise has made the network deaf.
func ExampleRecording() {
	source, closeFile, err := clip("speech.wav")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer closeFile()
	m, err := vad.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	recording, err := m.ReadRecording(context.Background(), source, 16000)
	if err != nil {
		fmt.Println(err)
		return
	}
	c := segment.DefaultConfig()
	for _, c.Threshold = range []float64{0.5, 0.9} {
		segments, err := recording.Segments(c)
		if err != nil {
			fmt.Println(err)
			return
		}
		stats, err := recording.Stats(segments[0])
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("threshold %v: %d segments; the first has a mean of %.2f\n", c.Threshold, len(segments), stats.Mean)
	}
	fmt.Println("deaf for", recording.Drifted, "samples")
	// Output:
	// threshold 0.5: 3 segments; the first has a mean of 0.98
	// threshold 0.9: 3 segments; the first has a mean of 1.00
	// deaf for 0 samples
}

// A server: each caller has a stream and a goroutine, and the scheduler computes the
// windows of all in batches.
func ExampleScheduler() {
	m, err := vad.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	scheduler, err := vad.NewScheduler(m, vad.SchedulerConfig{Workers: 2, MaxBatch: 16})
	if err != nil {
		fmt.Println(err)
		return
	}
	before := scheduler.Stats()
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			stream, err := scheduler.NewStream(16000)
			if err != nil {
				fmt.Println(err)
				return
			}
			probs, err := scheduler.Feed(context.Background(), stream, nil, make([]float32, 16000)) // a second, as it came
			if err == nil {
				_, err = scheduler.Flush(context.Background(), stream, probs)
			}
			if err != nil {
				fmt.Println(err)
			}
		})
	}
	callers.Wait()
	if err := scheduler.Close(); err != nil {
		fmt.Println(err)
	}
	stats := scheduler.Stats()
	latency := stats.Latency.Sub(before.Latency) // since the last look
	fmt.Println(stats.Windows, "windows;", latency.Count, "latencies, none of them 0:", latency.Quantile(0) > 0)
	// Output: 256 windows; 256 latencies, none of them 0: true
}

// A server outlives a fault in the computation: the stream is as it was before the
// window, and others are not affected.
func ExamplePanicError() {
	process := func() { // in place of Scheduler.Process
		panic(&vad.PanicError{Value: errors.New("index out of range"), Stack: []byte("...")})
	}
	func() {
		defer func() {
			if e, ok := recover().(*vad.PanicError); ok {
				fmt.Println("this window is lost:", e.Value)
			}
		}()
		process()
	}()
	// Output: this window is lost: index out of range
}
