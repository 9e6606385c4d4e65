package resample

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

// TestNeeded: a sample comes out with the last of the samples that Needed says,
// and no sooner.
func TestNeeded(t *testing.T) {
	forRates(t, func(t *testing.T, in, out int) {
		r := mustResampler(t, in, out)
		var y []float32
		fed := int64(0)
		for n := int64(1); n < 600; n++ {
			want := r.Needed(n)
			for int64(len(y)) < n {
				if fed >= want {
					t.Fatalf("sample %d needs more than %d", n, want)
				}
				y = r.Feed(y, []float32{1})
				fed++
			}
			if fed > want || int64(len(y)) == n && fed < want {
				t.Fatalf("sample %d came with %d samples, want %d", n, fed, want)
			}
		}
		if r.Needed(0) != 0 {
			t.Errorf("no samples need %d", r.Needed(0))
		}
		// Far out, a second of output takes a second of input.
		const far = 1 << 45
		if got := r.Needed(far*int64(out)+1) - r.Needed(1); got != far*int64(in) {
			t.Errorf("%d seconds take %d samples, want %d", int64(far), got, far*int64(in))
		}
	})
}

// TestDesignShared: Resamplers of the same rates have the same filters, which
// goroutines use at the same time, and which go with the last of them.
func TestDesignShared(t *testing.T) {
	for _, in := range []int{44100, 44101} { // exact, interpolated
		x := make([]float32, 3000)
		for i := range x {
			x[i] = float32(i%37) / 37
		}
		want := pieces(mustResampler(t, in, 16000), x, nil)
		first := mustResampler(t, in, 16000)
		var group sync.WaitGroup
		for range 4 {
			r := mustResampler(t, in, 16000)
			if r.design != first.design {
				t.Errorf("%d Hz: two designs", in)
			}
			group.Go(func() { equalBits(t, pieces(r, x, []byte{1, 9}), want) })
		}
		group.Wait()
		runtime.KeepAlive(first)
	}
	for range 100 {
		runtime.GC()
		if _, ok := designs.Load(ratePair{44101, 16000}); !ok {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("a design stays after its Resamplers")
}
