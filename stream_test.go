package vad

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
	"github.com/gosilero/vad/weights"
)

func newModel(t testing.TB) *Model {
	t.Helper()
	m, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func newStream(t testing.TB, m *Model, rate int) *Stream {
	t.Helper()
	s, err := m.NewStream(rate)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// babble returns n samples that move the state about.
func babble(seed uint64, n, rate int) []float32 { return audiotest.Babble(seed, n, rate) }

func process(t testing.TB, s *Stream, pcm []float32) []float32 {
	t.Helper()
	var probs []float32
	for ; len(pcm) >= s.WindowSize(); pcm = pcm[s.WindowSize():] {
		p, err := s.Process(pcm[:s.WindowSize()])
		if err != nil {
			t.Fatal(err)
		}
		probs = append(probs, p)
	}
	return probs
}

// TestWaysAgree: window by window, in pieces of any size, as a recording, and
// among other streams, a window's probability is the same to the last bit.
func TestWaysAgree(t *testing.T) {
	for _, w := range []*weights.Weights{weights.V6(), weights.V5()} {
		m, err := Load(w)
		if err != nil {
			t.Fatal(err)
		}
		for _, rate := range m.SampleRates() {
			size, _ := m.WindowSize(rate)
			pcm := babble(uint64(rate), 97*size+size/3, rate)
			want := process(t, newStream(t, m, rate), pcm)

			file, err := m.Probabilities(context.Background(), pcm, rate)
			if err != nil {
				t.Fatal(err)
			}
			if len(file) != len(want)+1 || !slices.Equal(file[:len(want)], want) {
				t.Errorf("%s at %d Hz: as a recording the probabilities differ from those window by window", w.Release(), rate)
			}

			r := rand.New(rand.NewPCG(1, 1))
			s := newStream(t, m, rate)
			var fed []float32
			for rest := pcm; len(rest) > 0; {
				n := min(len(rest), r.IntN(3*size))
				if fed, err = s.Feed(fed, rest[:n]); err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if fed, err = s.Flush(fed); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(fed, file) {
				t.Errorf("%s at %d Hz: fed in pieces the probabilities differ from those of the recording", w.Release(), rate)
			}

			for _, others := range []int{0, 1, 2, 4, 6, 20} {
				if got := batched(t, m, rate, pcm, others); !slices.Equal(got, want) {
					t.Errorf("%s at %d Hz: among %d other streams the probabilities differ from those alone", w.Release(), rate, others)
				}
			}
		}
	}
}

// batched processes pcm in batches with other streams.
func batched(t *testing.T, m *Model, rate int, pcm []float32, others int) []float32 {
	t.Helper()
	size, _ := m.WindowSize(rate)
	streams, windows, probs := make([]*Stream, others+1), make([][]float32, others+1), make([]float32, others+1)
	noise := babble(99, (others+1)*size, rate)
	for i := range streams {
		streams[i], windows[i] = newStream(t, m, rate), noise[i*size:][:size]
	}
	var got []float32
	at := others / 2
	for ; len(pcm) >= size; pcm = pcm[size:] {
		windows[at] = pcm[:size]
		if err := m.ProcessBatch(streams, windows, probs); err != nil {
			t.Fatal(err)
		}
		got = append(got, probs[at])
	}
	return got
}

func FuzzFeedSplit(f *testing.F) {
	m := newModel(f)
	pcm := babble(5, 6*512, 16000)
	want, err := m.Probabilities(context.Background(), pcm, 16000)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{0, 1, 2, 255, 7}, uint8(3))
	f.Add([]byte{}, uint8(0))
	f.Fuzz(func(t *testing.T, sizes []byte, scale uint8) {
		s := newStream(t, m, 16000)
		var got []float32
		rest := pcm
		for _, b := range sizes {
			n := min(len(rest), int(b)*int(scale))
			got, _ = s.Feed(got, rest[:n])
			rest = rest[n:]
		}
		got, _ = s.Feed(got, rest)
		if !slices.Equal(got, want) {
			t.Errorf("pieces of %v times %d: %v, want %v", sizes, scale, got, want)
		}
	})
}

// TestStateMoves moves a stream to another in the middle of a window.
func TestStateMoves(t *testing.T) {
	m := newModel(t)
	pcm := babble(3, 40*512+100, 16000)
	want, _ := m.Probabilities(context.Background(), pcm, 16000)
	a, b := newStream(t, m, 16000), newStream(t, m, 16000)
	got, err := a.Feed(nil, pcm[:20*512+77])
	if err != nil {
		t.Fatal(err)
	}
	st := a.State()
	if st.SampleRate() != 16000 || st.Samples() != 20*512 {
		t.Errorf("state of %d samples at %d Hz, want %d at 16000", st.Samples(), st.SampleRate(), 20*512)
	}
	if err := b.SetState(st); err != nil {
		t.Fatal(err)
	}
	got, _ = b.Feed(got, pcm[20*512+77:])
	got, _ = b.Flush(got)
	if !slices.Equal(got, want) {
		t.Error("a stream that went on from another's state differs")
	}
}

func TestResetAndFlush(t *testing.T) {
	m := newModel(t)
	s := newStream(t, m, 16000)
	pcm := babble(4, 10*512, 16000)
	want := process(t, s, pcm)
	if _, err := s.Feed(nil, pcm[:99]); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Process(pcm[:512]); !errors.Is(err, ErrPending) {
		t.Errorf("a window after part of one: %v, want ErrPending", err)
	}
	s.Reset()
	if got := process(t, s, pcm); !slices.Equal(got, want) {
		t.Error("after Reset the probabilities differ from those of a new stream")
	}
	if got, err := s.Flush(nil); got != nil || err != nil {
		t.Errorf("Flush with nothing pending: %v, %v, want nothing", got, err)
	}
}

// TestBadInput: errors wrap their sentinel, and the state stays as it was.
func TestBadInput(t *testing.T) {
	m := newModel(t)
	if _, err := m.NewStream(44100); !errors.Is(err, ErrSampleRate) || !errors.Is(err, segment.ErrSampleRate) {
		t.Errorf("a stream at 44100 Hz: %v", err)
	}
	if _, err := m.Probabilities(context.Background(), nil, 48000); !errors.Is(err, ErrSampleRate) {
		t.Errorf("probabilities at 48000 Hz: %v", err)
	}
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	s, other := newStream(t, m, 16000), newStream(t, m, 8000)
	pcm := babble(6, 3*512, 16000)
	process(t, s, pcm)
	before := s.State()
	with := func(at int, v float32) []float32 {
		w := slices.Clone(pcm[:512])
		w[at] = v
		return w
	}
	foreign, err := Load(weights.V5())
	if err != nil {
		t.Fatal(err)
	}
	one := []float32{0}
	for _, c := range []struct {
		name string
		call func() error
		want error
	}{
		{"short window", func() error { _, err := s.Process(pcm[:511]); return err }, ErrWindowLength},
		{"long window", func() error { _, err := s.Process(pcm[:513]); return err }, ErrWindowLength},
		{"no window", func() error { _, err := s.Process(nil); return err }, ErrWindowLength},
		{"NaN", func() error { _, err := s.Process(with(511, nan)); return err }, ErrSample},
		{"Inf", func() error { _, err := s.Process(with(0, inf)); return err }, ErrSample},
		{"NaN fed", func() error { _, err := s.Feed(nil, with(3, nan)); return err }, ErrSample},
		{"state at another rate", func() error { return s.SetState(other.State()) }, ErrState},
		{"state of another model", func() error { return s.SetState(newStream(t, foreign, 16000).State()) }, ErrState},
		{"zero state", func() error { return s.SetState(State{}) }, ErrState},
		{"batch of unequal lengths", func() error { return m.ProcessBatch([]*Stream{s}, nil, one) }, ErrBatch},
		{"batch with one twice", func() error {
			return m.ProcessBatch([]*Stream{s, s}, [][]float32{pcm[:512], pcm[:512]}, []float32{0, 0})
		}, ErrBatch},
		{"batch at two rates", func() error {
			return m.ProcessBatch([]*Stream{s, other}, [][]float32{pcm[:512], pcm[:256]}, []float32{0, 0})
		}, ErrBatch},
		{"batch of another model", func() error { return foreign.ProcessBatch([]*Stream{s}, [][]float32{pcm[:512]}, one) }, ErrModel},
		{"batch with nil", func() error { return m.ProcessBatch([]*Stream{nil}, [][]float32{pcm[:512]}, one) }, ErrModel},
		{"batch with NaN", func() error {
			return m.ProcessBatch([]*Stream{s, newStream(t, m, 16000)}, [][]float32{pcm[:512], with(9, nan)}, []float32{0, 0})
		}, ErrSample},
		{"batch with a short window", func() error { return m.ProcessBatch([]*Stream{s}, [][]float32{pcm[:100]}, one) }, ErrWindowLength},
		{"recording with NaN", func() error {
			_, err := m.Probabilities(context.Background(), with(100, nan), 16000)
			return err
		}, ErrSample},
	} {
		if err := c.call(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if s.State() != before {
			t.Fatalf("%s: the state has changed", c.name)
		}
	}
}

// TestLoudSamples: samples far beyond full scale give probabilities, and
// samples that might overflow are errors, at both rates and in both releases.
func TestLoudSamples(t *testing.T) {
	largest := math.Nextafter32(1<<32, 0)
	for _, release := range releases {
		m, err := Load(release())
		if err != nil {
			t.Fatal(err)
		}
		for _, rate := range m.SampleRates() {
			for _, size := range []float32{3, 32768, largest} {
				s := newStream(t, m, rate)
				for range 20 {
					if p, err := s.Process(slices.Repeat([]float32{size, -size}, s.WindowSize()/2)); err != nil || !(p >= 0 && p <= 1) {
						t.Fatalf("%s at %d Hz, samples of %v: %v, %v, want a probability", m.Release(), rate, size, p, err)
					}
				}
			}
			s := newStream(t, m, rate)
			before := s.State()
			if _, err := s.Process(slices.Repeat([]float32{1 << 32, -1}, s.WindowSize()/2)); !errors.Is(err, ErrSample) || s.State() != before {
				t.Errorf("%s at %d Hz, samples of 2^32: %v, want ErrSample and the state as it was", m.Release(), rate, err)
			}
		}
	}
}
