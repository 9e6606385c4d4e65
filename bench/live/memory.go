package main

import (
	"fmt"
	"runtime"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
)

// loud is a model to which loud windows are speech: it takes no time.
type loud struct{ *vad.Model }

func (r loud) ProcessBatch(_ []*vad.Stream, windows [][]float32, probs []float32) error {
	for i, w := range windows {
		probs[i] = 0
		if w[0] > 0.1 || w[0] < -0.1 {
			probs[i] = 1
		}
	}
	return nil
}

// Levels of speech, and 1/2048 of them for silence: in 16 bits, exact or not.
const (
	exact   = 0.5
	inexact = 0.3
)

// measured is the number of detectors whose memory is measured at a time.
const measured = 200

func printMemory(m *vad.Model) error {
	streamed := live.DefaultConfig(16000)
	streamed.Audio = live.AudioStreamed
	none := live.DefaultConfig(16000)
	none.Audio = live.AudioNone
	short := live.DefaultConfig(16000)
	short.PreRoll = 100 * time.Millisecond
	var rows [][]string
	for _, c := range []struct {
		name   string
		config live.Config
		level  float32 // of speech
	}{
		{"default options, 8 kHz", live.DefaultConfig(8000), exact},
		{"default options, 16 kHz", live.DefaultConfig(16000), exact},
		{"default options, 48 kHz", live.DefaultConfig(48000), exact},
		{"16 kHz, floats", live.DefaultConfig(16000), inexact},
		{"48 kHz, floats", live.DefaultConfig(48000), inexact},
		{"16 kHz, `PreRoll` 100 ms", short, exact},
		{"16 kHz, `AudioStreamed`", streamed, exact},
		{"16 kHz, `AudioNone`", none, exact},
	} {
		row, err := memoryOf(loud{m}, c.config, c.level)
		if err != nil {
			return err
		}
		rows = append(rows, append([]string{c.name}, row...))
	}
	table("memory", "", []string{"a detector with", "in silence", "after 10 s of open speech", "right after a segment of 30 s", "10,000 in silence", "encoded, in silence", "encoded without audio"}, rows)
	return nil
}

// memoryOf returns what detectors take at three times, of audio at a level, and the size of one's
// encoding in silence.
func memoryOf(r live.Runner, c live.Config, level float32) (cells []string, err error) {
	shares, err := live.New(r, c) // its filters with the others
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(shares)
	before := heap()
	list := make([]*live.Detector, measured)
	for i := range list {
		if list[i], err = live.New(r, c); err != nil {
			return nil, err
		}
	}
	silent, encoded := 0.0, [2]int{}
	for _, part := range []struct {
		level   float32
		seconds int
	}{{level / 2048, 2}, {level, 10}, {level, 21}} {
		for _, d := range list {
			if err := feed(d, part.level, part.seconds*c.SampleRate, c.SampleRate/50); err != nil {
				return nil, err
			}
			if part.seconds == 21 { // the segment was split at 30 s; a pause ends the rest
				if err := feed(d, level/2048, c.SampleRate/4, c.SampleRate/50); err != nil {
					return nil, err
				}
			}
		}
		bytes := float64(heap()-before) / measured
		cells = append(cells, fmt.Sprintf("%.0f KB", bytes/1000))
		if part.seconds == 2 {
			silent = bytes
			whole, err := list[0].MarshalBinary()
			if err != nil {
				return nil, err
			}
			small, err := list[0].MarshalWithoutAudio()
			if err != nil {
				return nil, err
			}
			encoded = [2]int{len(whole), len(small)}
		}
	}
	runtime.KeepAlive(list)
	return append(cells, fmt.Sprintf("%.0f MB", silent*10_000/1e6),
		fmt.Sprintf("%.1f KB", float64(encoded[0])/1000), fmt.Sprintf("%.1f KB", float64(encoded[1])/1000)), nil
}

// feed writes samples of a level in packets.
func feed(d *live.Detector, level float32, samples, packet int) error {
	pcm := make([]float32, packet)
	for i := range pcm {
		pcm[i] = level
	}
	for range samples / packet {
		if _, err := d.Write(nil, pcm); err != nil {
			return err
		}
	}
	return nil
}

// heap returns the bytes in use.
func heap() int {
	var s runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&s)
	return int(s.HeapAlloc)
}
