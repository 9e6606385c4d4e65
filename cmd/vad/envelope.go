package main

// envelope keeps the extremes of a waveform of any length in a bounded number
// of buckets: when they are full, neighbours become one.
type envelope struct {
	buckets []extremes
	size    int64 // samples in a bucket
	current extremes
	filled  int64 // samples in current
}

type extremes struct{ low, high float32 }

// maxBuckets is more than any picture has columns.
const maxBuckets = 1 << 14

func newEnvelope() *envelope { return &envelope{size: 1} }

func (e *envelope) add(pcm []float32) {
	for _, v := range pcm {
		if e.filled == 0 {
			e.current = extremes{v, v}
		} else {
			e.current.low = min(e.current.low, v)
			e.current.high = max(e.current.high, v)
		}
		if e.filled++; e.filled == e.size {
			e.buckets = append(e.buckets, e.current)
			e.filled = 0
			if len(e.buckets) == maxBuckets {
				e.halve()
			}
		}
	}
}

// halve joins each bucket of even index with the one behind it.
func (e *envelope) halve() {
	for i := range e.buckets[:maxBuckets/2] {
		e.buckets[i] = join(e.buckets[2*i], e.buckets[2*i+1])
	}
	e.buckets = e.buckets[:maxBuckets/2]
	e.size *= 2
}

func join(a, b extremes) extremes {
	return extremes{min(a.low, b.low), max(a.high, b.high)}
}

// columns returns the extremes in up to n stretches of equal length, the last
// of which may be shorter, and the samples in a stretch.
func (e *envelope) columns(n int) (columns []extremes, samples int64) {
	buckets := e.buckets
	if e.filled > 0 {
		buckets = append(buckets[:len(buckets):len(buckets)], e.current)
	}
	step := max(1, (len(buckets)+n-1)/n)
	for ; len(buckets) > 0; buckets = buckets[min(step, len(buckets)):] {
		c := buckets[0]
		for _, b := range buckets[:min(step, len(buckets))] {
			c = join(c, b)
		}
		columns = append(columns, c)
	}
	return columns, e.size * int64(step)
}
