package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/bench/internal/wav"
	"github.com/gosilero/vad/live"
)

const (
	rate        = 16000
	frameTime   = 20 * time.Millisecond
	frame       = rate / 50 // samples
	frameBytes  = 2 * frame
	streamQuery = "/v1/stream?reset_silence_ms=0" // the reference's network, which ONNX Runtime runs
)

// event is an event of a stream: what the load compares.
type event struct {
	Event string `json:"event"`
	Start int64  `json:"start_sample"`
	End   int64  `json:"end_sample"`
	Known int64  `json:"known_sample"`
}

// part is the audio of a stream and the events of a detector in this process.
type part struct {
	frames [][]byte // of the protocol
	events []event  // while the audio comes
	flush  []event  // at its end
}

// parts is how many different parts of the recording streams have, each a little
// further on.
const parts = 40

// readParts cuts parts out of a recording, which is repeated.
func readParts(name string, length time.Duration) ([]part, error) {
	pcm, err := wav.Read(name)
	if err != nil {
		return nil, err
	}
	m, err := vad.New()
	if err != nil {
		return nil, err
	}
	frames := int(length / frameTime)
	if frames < 1 {
		return nil, fmt.Errorf("streams last %v, want %v at least", length, frameTime)
	}
	list := make([]part, parts)
	for i := range list {
		begin := i * len(pcm) / parts
		samples := make([]float32, 0, frames*frame)
		for len(samples) < cap(samples) {
			samples = append(samples, pcm[begin:min(len(pcm), begin+cap(samples)-len(samples))]...)
			begin = 0
		}
		if list[i], err = newPart(m, samples); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// newPart finds the events of samples, as vad serve does for streamQuery.
func newPart(m *vad.Model, samples []float32) (p part, err error) {
	c := live.DefaultConfig(rate)
	c.Audio, c.Segments.MaxSpeech, c.ResetSilence = live.AudioNone, 0, 0
	d, err := live.New(m, c)
	if err != nil {
		return p, err
	}
	found, err := d.Write(nil, samples)
	if err != nil {
		return p, err
	}
	p.events = eventsOf(found)
	if found, err = d.Flush(found[:0]); err != nil {
		return p, err
	}
	p.flush = eventsOf(found)
	for ; len(samples) > 0; samples = samples[frame:] {
		p.frames = append(p.frames, newFrame(binaryFrame, audio.S16LE.Append(nil, samples[:frame])))
	}
	return p, nil
}

func eventsOf(found []live.Event) []event {
	list := make([]event, len(found))
	for i, e := range found {
		data, err := json.Marshal(e)
		if err == nil {
			err = json.Unmarshal(data, &list[i])
		}
		if err != nil {
			panic(err) // an event is an object of numbers
		}
	}
	return list
}
