package vad

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gosilero/vad/weights"
)

// goWindow processes a window in a goroutine and waits until it is being
// computed.
func (h *held) goWindow(s *Stream, window []float32) chan result {
	done := make(chan result, 1)
	go func() {
		p, err := s.Process(window)
		done <- result{p, err}
	}()
	<-h.began
	return done
}

// TestStateNeverWaits calls everything that takes the state alone while a
// window is being computed: in a synctest bubble, a call that waited would be
// a deadlock.
func TestStateNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		s := newStream(t, h.Model, 16000)
		before := s.State()
		done := h.goWindow(s, babble(1, 512, 16000))
		if s.State() != before || s.Samples() != 0 {
			t.Error("the state has changed before the computation ended")
		}
		if err := s.SetState(before); err != nil {
			t.Error(err)
		}
		s.Reset()
		h.let()
		if r := <-done; r.err != nil {
			t.Error(r.err)
		}
	})
}

// TestOvertaken: a window that Reset or SetState overtook delivers its
// probability and leaves no trace; one that it did not is committed.
func TestOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, free := newHeld(t), newModel(t)
		pcm := babble(2, 4*512, 16000)
		twin := newStream(t, free, 16000)
		want := process(t, twin, pcm)
		other := newStream(t, free, 16000)
		process(t, other, pcm[512:])
		st := other.State()

		for _, c := range []struct {
			name  string
			call  func(*Stream)
			after State
		}{
			{"nothing", func(*Stream) {}, twin.State()},
			{"Reset", (*Stream).Reset, newStream(t, free, 16000).State()},
			{"SetState", func(s *Stream) { s.SetState(st) }, st},
			{"Reset twice", func(s *Stream) { s.Reset(); s.Reset() }, newStream(t, free, 16000).State()},
			{"Reset before", nil, twin.State()},
		} {
			s := newStream(t, h.Model, 16000)
			if c.call == nil { // and not during
				<-h.goLet(s, pcm[:512])
				s.Reset()
				c.call = func(*Stream) {}
			}
			var probs []float32
			for i := range 4 {
				done := h.goWindow(s, pcm[i*512:][:512])
				if i == 3 {
					c.call(s)
				}
				h.let()
				probs = append(probs, (<-done).prob)
			}
			if !slices.Equal(probs, want) {
				t.Errorf("%s: probabilities %v, want %v", c.name, probs, want)
			}
			if s.State() != c.after {
				t.Errorf("%s: the state afterwards is wrong", c.name)
			}
		}
	})
}

// goLet is goWindow with the computation let go.
func (h *held) goLet(s *Stream, window []float32) chan result {
	done := h.goWindow(s, window)
	h.let()
	return done
}

// TestSecondWindowWaits: two windows of a stream are computed one after the
// other, the second from the state that the first has left.
func TestSecondWindowWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHeld(t)
		pcm := babble(3, 2*512, 16000)
		want := process(t, newStream(t, newModel(t), 16000), pcm)
		s := newStream(t, h.Model, 16000)
		first := h.goWindow(s, pcm[:512])
		second := make(chan result, 1)
		go func() {
			p, err := s.Process(pcm[512:])
			second <- result{p, err}
		}()
		select {
		case <-h.began:
			t.Error("two windows of a stream are being computed at once")
		default:
		}
		h.let()
		<-h.began
		h.let()
		if got := []float32{(<-first).prob, (<-second).prob}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}

// TestPanicLeavesState: after a panic in the network the stream has its state
// from before the window, and works.
func TestPanicLeavesState(t *testing.T) {
	m := newModel(t)
	pcm := babble(4, 3*512, 16000)
	want := process(t, newStream(t, newModel(t), 16000), pcm)
	s := newStream(t, m, 16000)
	got := process(t, s, pcm[:512])
	before := s.State()
	for _, call := range []func(){
		func() { s.Process(pcm[512:1024]) },
		func() { m.ProcessBatch([]*Stream{s}, [][]float32{pcm[512:1024]}, []float32{0}) },
	} {
		m.engines[1].beforeCompute = func() { panic("broken") }
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			call()
		}()
		if s.State() != before {
			t.Error("the state has changed")
		}
	}
	m.engines[1].beforeCompute = nil
	if got = append(got, process(t, s, pcm[512:])...); !slices.Equal(got, want) {
		t.Errorf("after a panic %v, want %v", got, want)
	}
}

// TestStress calls everything at once on a few streams. It looks for races, with
// the race detector, and for deadlocks and goroutines that do not end, which
// synctest reports.
func TestStress(t *testing.T) {
	for _, delay := range []time.Duration{0, time.Millisecond} {
		t.Run(delay.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { stress(t, delay) })
		})
	}
}

func stress(t *testing.T, delay time.Duration) {
	m := newModel(t)
	sch := newScheduler(t, m, SchedulerConfig{Workers: 2, MaxBatch: 4, Queue: 8, MaxDelay: delay})
	streams := make([]*Stream, 6)
	for i := range streams {
		streams[i] = newStream(t, m, 16000)
	}
	pcm := babble(5, 2*512, 16000)
	saved := streams[0].State()
	var wg sync.WaitGroup
	for g := range 16 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(g), 1))
			for range 150 {
				s := streams[r.IntN(len(streams))]
				window := pcm[r.IntN(512):][:512]
				var err error
				switch r.IntN(14) {
				case 0:
					_, err = s.Feed(nil, pcm[:r.IntN(1024)])
				case 1:
					_, err = s.Flush(nil)
				case 2:
					s.Reset()
				case 3:
					err = s.SetState(saved)
				case 4:
					_ = s.State()
				case 5:
					_ = s.Samples()
				case 6:
					s.ResetLSTM()
				case 7:
					_, err = s.Process(window)
				case 8, 9:
					_, err = sch.Process(context.Background(), s, window)
				case 10:
					all := slices.Clone(streams)
					r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
					n := 1 + r.IntN(len(all))
					err = m.ProcessBatch(all[:n], slices.Repeat([][]float32{window}, n), make([]float32, n))
				case 11:
					err = sch.ProcessBatch(streams[:4], slices.Repeat([][]float32{window}, 4), make([]float32, 4))
				case 12:
					_, err = sch.Feed(context.Background(), s, nil, pcm[:r.IntN(1024)])
				case 13:
					_, err = sch.Flush(context.Background(), s, nil)
				}
				if err != nil && !errors.Is(err, ErrPending) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	sch.Close()
}

// TestStreamMemory holds ten thousand streams to the README's word.
func TestStreamMemory(t *testing.T) {
	m := newModel(t)
	heap := func() int64 {
		runtime.GC() // what pools held goes with the second
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return int64(s.HeapAlloc)
	}
	const n = 10_000
	streams := make([]*Stream, n)
	before := heap()
	window := babble(6, 512, 16000)
	for i := range streams {
		streams[i] = newStream(t, m, 16000)
		if i%100 == 0 {
			process(t, streams[i], window)
		}
	}
	each := float64(heap()-before) / n
	t.Logf("%.0f bytes per stream", each)
	if each < 100 || each > 4096 {
		t.Errorf("%.0f bytes per stream, want 100 to 4096", each)
	}
	runtime.KeepAlive(streams)
}

// TestModelMemory: a model takes at most three times its weights.
func TestModelMemory(t *testing.T) {
	newModel(t) // parses the container
	var s runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&s)
	before := s.HeapAlloc
	m := newModel(t)
	runtime.GC()
	runtime.ReadMemStats(&s)
	embedded := int64(len(weights.V6().Encode()))
	took := int64(s.HeapAlloc) - int64(before) + embedded
	t.Logf("%d bytes, %.2f times the weights", took, float64(took)/float64(embedded))
	if took > 3*embedded {
		t.Errorf("a model and its weights take %d bytes, want at most three times %d", took, embedded)
	}
	runtime.KeepAlive(m)
}

// TestStressLosesNothing brings windows to a few streams in all ways at once:
// each stream has counted every window in the end.
func TestStressLosesNothing(t *testing.T) {
	m := newModel(t)
	sch := newScheduler(t, m, SchedulerConfig{Workers: 2, MaxBatch: 4, Queue: 8})
	defer sch.Close()
	streams, counts := make([]*Stream, 5), make([]atomic.Int64, 5)
	for i := range streams {
		streams[i] = newStream(t, m, 16000)
	}
	pcm := babble(7, 2*512, 16000)
	var wg sync.WaitGroup
	for g := range 12 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(g), 2))
			for range 100 {
				i, window := r.IntN(len(streams)), pcm[r.IntN(512):][:512]
				var err error
				switch r.IntN(6) {
				case 0:
					_, err = streams[i].Process(window)
					counts[i].Add(1)
				case 1:
					_, err = streams[i].Feed(nil, pcm)
					counts[i].Add(2)
				case 2:
					_, err = sch.Process(context.Background(), streams[i], window)
					counts[i].Add(1)
				case 3:
					err = m.ProcessBatch(streams, slices.Repeat([][]float32{window}, len(streams)), make([]float32, len(streams)))
					for j := range counts {
						counts[j].Add(1)
					}
				case 4:
					_, err = sch.Feed(context.Background(), streams[i], nil, pcm)
					counts[i].Add(2)
				case 5:
					err = sch.ProcessBatch(streams, slices.Repeat([][]float32{window}, len(streams)), make([]float32, len(streams)))
					for j := range counts {
						counts[j].Add(1)
					}
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i, s := range streams {
		if got, want := s.Samples(), 512*counts[i].Load(); got != want {
			t.Errorf("stream %d has counted %d samples, want %d", i, got, want)
		}
	}
}
