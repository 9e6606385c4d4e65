package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/gosilero/vad"
)

func Example() {
	if err := run(context.Background(), os.Stdout, "../../testdata/speech.wav"); err != nil {
		fmt.Println(err)
	}
	// Output:
	//    1.959    1.959  0.422
	//   13.360   13.360  0.377
	//   14.122   14.122  0.434
}

// TestTranscribe: no piece is longer than the recogniser takes, and a word in a
// piece is found in the recording, with the same sample.
func TestTranscribe(t *testing.T) {
	pcm, err := read("../../testdata/synthetic.wav")
	if err != nil {
		t.Fatal(err)
	}
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	var lengths []int
	words, err := transcribe(context.Background(), m, pcm, func(piece []float32) ([]word, error) {
		lengths = append(lengths, len(piece))
		return loudest(piece)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(lengths) < 2 || len(words) < 10 {
		t.Errorf("got pieces of %d samples and %d words, want 2 pieces and 10 words or more", lengths, len(words))
	}
	for _, n := range lengths {
		if n == 0 || n > 30*16000 {
			t.Errorf("got a piece of %d samples, want at most 30 s", n)
		}
	}
	last := int64(-1)
	for _, w := range words {
		if w.Start <= last || w.End != w.Start+1 || w.text != fmt.Sprintf("%.3f", pcm[w.Start]) {
			t.Errorf("got %q at %v, after %d, where the recording has %.3f", w.text, w.Segment, last, pcm[w.Start])
		}
		last = w.Start
	}
}

// TestTranscribeError: an error of the recogniser comes back.
func TestTranscribeError(t *testing.T) {
	pcm, err := read("../../testdata/speech.wav")
	if err != nil {
		t.Fatal(err)
	}
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	deaf := errors.New("deaf")
	if _, err := transcribe(context.Background(), m, pcm, func([]float32) ([]word, error) { return nil, deaf }); err != deaf {
		t.Errorf("got %v, want %v", err, deaf)
	}
}
