package vad_test

import (
	"context"
	"fmt"
	"os"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/segment"
)

// seconds is a position at 16 kHz in seconds.
func seconds(sample int64) float64 { return float64(sample) / 16000 }

// clip opens a recording of testdata: one channel at 16 kHz.
func clip(name string) (audio.Source, func() error, error) {
	f, err := os.Open("testdata/" + name)
	if err != nil {
		return nil, nil, err
	}
	r, err := audio.Open(f)
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return audio.Mono(r), f.Close, nil
}

// A file: its probabilities, computed on several cores, and its segments.
func Example_file() {
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
	probs, samples, err := m.ReadProbabilities(context.Background(), source, 16000)
	if err != nil {
		fmt.Println(err)
		return
	}
	segs, err := segment.Find(probs, samples, 16000, segment.DefaultConfig())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range segs {
		fmt.Printf("%6.3f s to %6.3f s\n", seconds(s.Start), seconds(s.End))
	}
	// Output:
	//  0.706 s to  7.422 s
	//  8.834 s to 11.486 s
	// 12.834 s to 17.790 s
}
