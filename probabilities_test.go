package vad

import (
	"context"
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

// TestProbabilitiesProcessors: the result does not depend on the processors.
func TestProbabilitiesProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	m := newModel(t)
	for _, windows := range []int{0, 1, 15, 16, 17, 300} {
		pcm := babble(uint64(windows), windows*256, 8000)
		var want []float32
		for _, n := range []int{1, 2, 3, 8} {
			runtime.GOMAXPROCS(n)
			got, err := m.Probabilities(context.Background(), pcm, 8000)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != windows {
				t.Fatalf("%d windows give %d probabilities", windows, len(got))
			}
			if want == nil {
				want = got
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d windows: %d processors and one differ", windows, n)
			}
		}
	}
}

// TestSegments: Model.Segments is segment.Find on Probabilities, and refuses
// options before it computes anything.
func TestSegments(t *testing.T) {
	ctx, m := context.Background(), newModel(t)
	pcm := babble(7, 300*512+100, 16000)
	c := segment.DefaultConfig()
	c.Threshold, c.MinSpeech = 0.1, 0
	got, err := m.Segments(ctx, pcm, 16000, c)
	if err != nil {
		t.Fatal(err)
	}
	probs, _ := m.Probabilities(ctx, pcm, 16000)
	want, _ := segment.Find(probs, int64(len(pcm)), 16000, c)
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("got %v, want %v, and some", got, want)
	}
	if _, err := m.Segments(ctx, pcm, 44100, c); !errors.Is(err, ErrSampleRate) {
		t.Errorf("44100 Hz: %v", err)
	}
	c.Threshold = 2
	pcm[0] = float32(math.NaN()) // what the network would complain of
	if _, err := m.Segments(ctx, pcm, 16000, c); !errors.Is(err, segment.ErrOption) {
		t.Errorf("a threshold of 2: %v", err)
	}
}

func TestProbabilitiesLastWindow(t *testing.T) {
	m := newModel(t)
	pcm := babble(1, 5*512, 16000)
	padded := slices.Clone(pcm)
	clear(padded[4*512+1:])
	want, _ := m.Probabilities(context.Background(), padded, 16000)
	got, err := m.Probabilities(context.Background(), pcm[:4*512+1], 16000)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("a last window of one sample: %v, %v, want %v", got, err, want)
	}
}

func TestProbabilitiesBadSample(t *testing.T) {
	m := newModel(t)
	pcm := babble(1, 100*512, 16000)
	pcm[77*512+5] = float32(math.Inf(1))
	_, err := m.Probabilities(context.Background(), pcm, 16000)
	if !errors.Is(err, ErrSample) || err.Error() != "vad: sample out of range: got +Inf at 39429, want less than 2^32 in size" {
		t.Errorf("an infinite sample: %v", err)
	}
}

func TestReadProbabilities(t *testing.T) {
	m := newModel(t)
	pcm := babble(2, 100*512+17, 16000)
	want, _ := m.Probabilities(context.Background(), pcm, 16000)
	broken := errors.New("broken")
	for _, end := range []error{io.EOF, broken} {
		got, n, err := m.ReadProbabilities(context.Background(), &audiotest.Pieces{PCM: pcm, Err: end}, 16000)
		if !slices.Equal(got, want) || n != int64(len(pcm)) {
			t.Errorf("read in pieces: %d samples, probabilities differ from those in one piece", n)
		}
		if wantErr := map[error]error{broken: broken}[end]; err != wantErr {
			t.Errorf("a reader that ends in %v: %v, want %v", end, err, wantErr)
		}
	}
}

// TestCancel: a context that ends while a recording is read ends the call, with
// no more than the blocks under way read.
func TestCancel(t *testing.T) {
	m := newModel(t)
	ctx, cancel := context.WithCancel(context.Background())
	src := &audiotest.Pieces{PCM: babble(3, 2000*512, 16000), Err: io.EOF, Calls: 100, Then: cancel}
	_, n, err := m.ReadProbabilities(ctx, src, 16000)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if most := int64(100*333 + blockWindows*512); n > most {
		t.Errorf("%d samples were read, want at most %d", n, most)
	}
	if _, err := m.Probabilities(ctx, make([]float32, 512), 16000); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
}
