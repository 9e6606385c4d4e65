package vad

import (
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/weights"
)

// TestLiveV4 compares v4, another network, with ONNX Runtime on random signals:
// streams, recordings and the state.
func TestLiveV4(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	w := weights.V4()
	runtime := reference.Require(t, w.Release())
	forEachWindow(t, func(t *testing.T, m *Model, rate, size int) {
		var worst deviation
		for range 2 {
			signal := r.Uint64()
			pcm := babble(signal, 1+r.IntN(20*rate), rate)
			gain := float32(math.Exp(-6 * r.Float64()))
			for i := range pcm {
				pcm[i] *= gain
			}
			want, err := runtime.RunWindows(rate, size, reference.State{}, pcm)
			if err != nil {
				t.Fatal(err)
			}
			d := compare(t, m, w, rate, pcm, want)
			if !d.within() || d.beyond > 1+len(want.Probs)/1000 {
				t.Errorf("%d Hz, %d samples of signal %d (seed %d) at gain %v: %v", rate, len(pcm), signal, seed, gain, d)
			}
			worst.prob, worst.state, worst.beyond = max(worst.prob, d.prob), max(worst.state, d.state), worst.beyond+d.beyond
		}
		t.Logf("v4 at %5d Hz, windows of %4d, against ONNX Runtime %s: %v", rate, size, runtime.Version(), worst)
	})
}

// forEachWindow runs a test for each length of windows of v4, at each rate.
func forEachWindow(t *testing.T, test func(t *testing.T, m *Model, rate, size int)) {
	for times := range 3 {
		m, err := LoadWindow(weights.V4(), time.Duration(times+1)*32*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		for _, rate := range m.SampleRates() {
			size, err := m.WindowSize(rate)
			if want := (times + 1) * rate * 32 / 1000; err != nil || size != want {
				t.Fatalf("%d Hz: got windows of %d, %v, want %d", rate, size, err, want)
			}
			test(t, m, rate, size)
		}
	}
}

// TestV4Batch checks that v4's streams give the same results side by side as they
// give alone.
func TestV4Batch(t *testing.T) {
	forEachWindow(t, func(t *testing.T, m *Model, rate, size int) {
		const streams, windows = 19, 4
		var together, alone []*Stream
		var pcm [][]float32
		for i := range streams {
			together, alone = append(together, newStream(t, m, rate)), append(alone, newStream(t, m, rate))
			pcm = append(pcm, babble(uint64(i), windows*size, rate))
		}
		for k := range windows {
			batch, probs := make([][]float32, streams), make([]float32, streams)
			for i := range streams {
				batch[i] = pcm[i][k*size:][:size]
			}
			if err := m.ProcessBatch(together, batch, probs); err != nil {
				t.Fatal(err)
			}
			for i, s := range alone {
				p, err := s.Process(batch[i])
				if err != nil {
					t.Fatal(err)
				}
				if p != probs[i] || s.State() != together[i].State() {
					t.Errorf("%d Hz, window %d of stream %d: %v side by side, %v alone, or another state", rate, k, i, probs[i], p)
				}
			}
		}
	})
}

// TestV4Windows: windows of each length give the same probabilities on every way: a
// stream fed in pieces and moved to another by an encoding, a recording, a reader, a
// scheduler. The segments are those of such windows.
func TestV4Windows(t *testing.T) {
	forEachWindow(t, func(t *testing.T, m *Model, rate, size int) {
		pcm := babble(7, 40*size+size/3, rate)
		want, err := m.Probabilities(t.Context(), pcm, rate)
		if err != nil || len(want) != 41 {
			t.Fatalf("%d probabilities, %v, want 41", len(want), err)
		}
		read, n, err := m.ReadProbabilities(t.Context(), &slicePieces{rest: pcm, piece: 777}, rate)
		if err != nil || n != int64(len(pcm)) || !slices.Equal(read, want) {
			t.Errorf("%d Hz, windows of %d: a reader gives %d samples, other probabilities or %v", rate, size, n, err)
		}

		s := newStream(t, m, rate)
		got, err := s.Feed(nil, pcm[:10*size+size-1])
		if err != nil {
			t.Fatal(err)
		}
		data, err := s.State().MarshalBinary()
		var st State
		if err != nil || st.UnmarshalBinary(data) != nil {
			t.Fatalf("the state: %v", err)
		}
		s = newStream(t, m, rate)
		if err := s.SetState(st); err != nil || s.State() != st {
			t.Fatalf("the state with %d pending samples: %v", size-1, err)
		}
		for rest := pcm[10*size+size-1:]; len(rest) > 0; rest = rest[min(311, len(rest)):] {
			if got, err = s.Feed(got, rest[:min(311, len(rest))]); err != nil {
				t.Fatal(err)
			}
		}
		if got, err = s.Flush(got); err != nil || !slices.Equal(got, want) {
			t.Errorf("%d Hz, windows of %d: a stream gives other probabilities, %v", rate, size, err)
		}

		sch := newScheduler(t, m, SchedulerConfig{})
		scheduled := newStream(t, m, rate)
		fed, err := sch.Feed(context.Background(), scheduled, nil, pcm)
		if err == nil {
			fed, err = sch.Flush(context.Background(), scheduled, fed)
		}
		if err != nil || !slices.Equal(fed, want) {
			t.Errorf("%d Hz, windows of %d: a scheduler gives other probabilities, %v", rate, size, err)
		}
		sch.Close()

		c := segment.DefaultConfig()
		segs, err := m.Segments(t.Context(), pcm, rate, c)
		c.Window = int64(size)
		found, errFind := segment.Find(want, int64(len(pcm)), rate, c)
		if err != nil || errFind != nil || !slices.Equal(segs, found) {
			t.Errorf("%d Hz, windows of %d: segments %v, %v, want %v, %v", rate, size, segs, err, found, errFind)
		}
		c.Window = int64(size + rate*32/1000)
		if _, err := m.Segments(t.Context(), pcm, rate, c); !errors.Is(err, segment.ErrOption) {
			t.Errorf("segments with windows of %d from a model of %d: %v, want %v", c.Window, size, err, segment.ErrOption)
		}
	})
}

// slicePieces is a SampleReader of samples that come in pieces.
type slicePieces struct {
	rest  []float32
	piece int
}

func (s *slicePieces) Read(dst []float32) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(dst[:min(len(dst), s.piece)], s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// TestStateOfOtherWindows: a state moves to a stream with windows of another length,
// unless more samples are pending than these have.
func TestStateOfOtherWindows(t *testing.T) {
	long, err := LoadWindow(weights.V4(), 96*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	short, err := Load(weights.V4())
	if err != nil {
		t.Fatal(err)
	}
	s := newStream(t, long, 16000)
	for _, c := range []struct {
		samples int
		want    error
	}{{511, nil}, {512, ErrState}} {
		s.Reset()
		if _, err := s.Feed(nil, make([]float32, c.samples)); err != nil {
			t.Fatal(err)
		}
		other := newStream(t, short, 16000)
		before := other.State()
		err := other.SetState(s.State())
		if !errors.Is(err, c.want) {
			t.Errorf("%d samples pending: %v, want %v", c.samples, err, c.want)
		}
		if err != nil && other.State() != before {
			t.Errorf("%d samples pending: a failed SetState has changed the stream", c.samples)
		}
	}
}

func TestLoadWindowErrors(t *testing.T) {
	for _, c := range []struct {
		w      *weights.Weights
		window time.Duration
		says   string
	}{
		{weights.V6(), 96 * time.Millisecond, "got 96ms, want one of [32ms] for v6"},
		{weights.V5(), 0, "got 0s, want one of [32ms] for v5"},
		{weights.V4(), 33 * time.Millisecond, "got 33ms, want one of [32ms 64ms 96ms] for v4"},
	} {
		if _, err := LoadWindow(c.w, c.window); !errors.Is(err, ErrWindowLength) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, want one that says %q", err, c.says)
		}
	}
}
