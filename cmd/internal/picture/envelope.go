package picture

// Envelope keeps the extremes of a waveform of any length in a bounded number of
// buckets: when all are full, each two neighbours become one.
type Envelope struct {
	buckets []Extremes
	size    int64 // samples in a bucket
	current Extremes
	filled  int64 // samples in current
}

// Extremes are the least and the greatest sample of a stretch.
type Extremes struct{ Low, High float32 }

// maxBuckets is more than a picture has columns.
const maxBuckets = 1 << 14

// NewEnvelope returns the envelope of a waveform without samples.
func NewEnvelope() *Envelope { return &Envelope{size: 1} }

// Add appends samples to the waveform.
func (e *Envelope) Add(pcm []float32) {
	for _, v := range pcm {
		if e.filled == 0 {
			e.current = Extremes{v, v}
		} else {
			e.current.Low = min(e.current.Low, v)
			e.current.High = max(e.current.High, v)
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

// halve joins each bucket of even index with the next one.
func (e *Envelope) halve() {
	for i := range e.buckets[:maxBuckets/2] {
		e.buckets[i] = join(e.buckets[2*i], e.buckets[2*i+1])
	}
	e.buckets = e.buckets[:maxBuckets/2]
	e.size *= 2
}

func join(a, b Extremes) Extremes {
	return Extremes{min(a.Low, b.Low), max(a.High, b.High)}
}

// Columns returns the extremes of up to n stretches of equal length, the last of
// which may be shorter, and the number of samples in a stretch.
func (e *Envelope) Columns(n int) (columns []Extremes, samples int64) {
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
