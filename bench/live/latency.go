package main

import (
	"fmt"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio/resample"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// rounds is how often the work is measured: of each packet the least counts, as other
// work of the machine only adds to it.
const rounds = 7

func printLatency(m *vad.Model, r recording) error {
	var rows [][]string
	for _, to := range []int{8000, 16000, 24000, 44100, 48000} {
		row, err := latencyAt(m, r.pcm, to)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	table("latency", "", []string{"input", "looks ahead", "`SpeechStarted`, from the start", "`SpeechEnded`, from the end", "`TurnEnded`, from the end", "work for 20 ms of audio"}, rows)
	return nil
}

// latencyAt returns how much audio passes between what happens in a recording at a
// rate and the event that reports it, and how long 20 ms of audio take.
func latencyAt(m *vad.Model, pcm []float32, to int) ([]string, error) {
	converter, err := resample.New(rate, to)
	if err != nil {
		return nil, err
	}
	pcm = converter.Flush(converter.Feed(nil, pcm))
	ahead, err := lookahead(to)
	if err != nil {
		return nil, err
	}
	c := live.DefaultConfig(to)
	turn := segment.DefaultEndpointConfig()
	c.Turn = &turn
	d, err := live.New(m, c)
	if err != nil {
		return nil, err
	}
	late := map[segment.EventKind]int64{}
	count := map[segment.EventKind]int64{}
	work := make([]time.Duration, (len(pcm)+to/50-1)/(to/50)) // the least of each packet
	for round := range rounds {
		d.Reset()
		for i := range work {
			begin := time.Now()
			events, err := d.Write(nil, pcm[i*to/50:min((i+1)*to/50, len(pcm))])
			if err != nil {
				return nil, err
			}
			if t := time.Since(begin); round == 0 || t < work[i] {
				work[i] = t
			}
			if round > 0 {
				continue
			}
			for _, e := range events {
				since := e.Segment.End
				if e.Kind == segment.SpeechStarted {
					since = e.Segment.Start
				}
				late[e.Kind] += e.Known - since
				count[e.Kind]++
			}
		}
	}
	sum := time.Duration(0)
	for _, t := range work {
		sum += t
	}
	mean := func(kind segment.EventKind) string {
		return fmt.Sprintf("%.0f ms", 1000*float64(late[kind])/float64(max(1, count[kind]))/float64(to))
	}
	return []string{fmt.Sprintf("%g kHz", float64(to)/1000), ahead, mean(segment.SpeechStarted), mean(segment.SpeechEnded), mean(live.TurnEnded),
		fmt.Sprintf("%.0f µs", float64(sum.Microseconds())/float64(len(work)))}, nil
}

// lookahead returns how much audio a resampler to the network's rate needs past a
// sample.
func lookahead(from int) (string, error) {
	if from == 8000 || from == 16000 {
		return "0", nil
	}
	r, err := resample.New(from, 16000)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%.1f ms", 1000*float64(r.Needed(1)-1)/float64(from)), nil
}
