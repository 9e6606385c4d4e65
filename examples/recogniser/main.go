// The recogniser program is the front end of a speech recogniser that takes at
// most 30 s of audio at once, at 16 kHz: it finds the speech of a recording, packs
// it into as few pieces as fit, without the silence in between, and maps the
// times of the words back to the recording.
//
//	go run ./examples/recogniser testdata/synthetic.wav
//
// Replace loudest, which stands for the recogniser.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/segment"
)

const (
	rate    = 16000
	longest = 30 * time.Second // what the recogniser takes at once
)

// word is what a recogniser hears, and where.
type word struct {
	segment.Segment
	text string
}

// recogniser returns the words in a piece of audio, with positions in the piece.
type recogniser func(piece []float32) ([]word, error)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: recogniser FILE")
	}
	if err := run(context.Background(), os.Stdout, os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

// run prints the words of a file and their times.
func run(ctx context.Context, out io.Writer, path string) error {
	pcm, err := read(path)
	if err != nil {
		return err
	}
	m, err := vad.New()
	if err != nil {
		return err
	}
	words, err := transcribe(ctx, m, pcm, loudest)
	if err != nil {
		return err
	}
	for _, w := range words {
		fmt.Fprintf(out, "%8.3f %8.3f  %s\n", float64(w.Start)/rate, float64(w.End)/rate, w.text)
	}
	return nil
}

// read returns the samples of a file, as one channel at 16 kHz.
func read(path string) ([]float32, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader, err := audio.Open(file)
	if err != nil {
		return nil, err
	}
	source, err := audio.Resample(audio.Mono(reader), rate)
	if err != nil {
		return nil, err
	}
	return audio.ReadAll(source)
}

// transcribe returns the words in the speech of a recording, with positions in
// the recording.
func transcribe(ctx context.Context, m *vad.Model, pcm []float32, recognise recogniser) ([]word, error) {
	c := segment.DefaultConfig()
	c.MaxSpeech = longest // so that each segment fits
	speech, err := m.Segments(ctx, pcm, rate, c)
	if err != nil {
		return nil, err
	}
	groups, err := segment.Group(speech, int64(longest.Seconds()*rate))
	if err != nil {
		return nil, err
	}
	var words []word
	var piece []float32
	for _, group := range groups {
		piece, err = segment.Collect(piece[:0], pcm, group)
		if err != nil {
			return nil, err
		}
		heard, err := recognise(piece)
		if err != nil {
			return nil, err
		}
		times, err := segment.NewTimeMap(group)
		if err != nil {
			return nil, err
		}
		for _, w := range heard {
			words = append(words, word{times.Word(w.Segment), w.text})
		}
	}
	return words, nil
}

// loudest stands for a recogniser: it hears one word in every 5 s, of one sample,
// the loudest.
func loudest(piece []float32) ([]word, error) {
	var words []word
	for from := 0; from < len(piece); from += 5 * rate {
		at := from
		for i := from; i < min(from+5*rate, len(piece)); i++ {
			if piece[i] > piece[at] {
				at = i
			}
		}
		words = append(words, word{segment.Segment{Start: int64(at), End: int64(at + 1)}, fmt.Sprintf("%.3f", piece[at])})
	}
	return words, nil
}
