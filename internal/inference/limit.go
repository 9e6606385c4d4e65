package inference

import (
	"fmt"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/ops"
)

// Limiter passes on a source and replaces samples that the network
// does not take by 0: those of 2^32 or more, which only damage makes.
type Limiter struct {
	audio.Source
	position int64 // in samples of all channels
	replaced int64
	first    float64 // s, where the first one was replaced
}

// Read implements audio.Source.
func (l *Limiter) Read(dst []float32) (int, error) {
	n, err := l.Source.Read(dst)
	if !ops.InRange(dst[:n]) {
		l.replace(dst[:n])
	}
	l.position += int64(n)
	return n, err
}

func (l *Limiter) replace(pcm []float32) {
	for i, x := range pcm {
		if x > -ops.Limit && x < ops.Limit {
			continue
		}
		if l.replaced == 0 {
			l.first = float64(l.position+int64(i)) / float64(l.Format().SampleRate*l.Format().Channels)
		}
		l.replaced++
		pcm[i] = 0
	}
}

// Warning returns a warning about what was replaced, none if nothing was.
func (l *Limiter) Warning() string {
	if l.replaced == 0 {
		return ""
	}
	samples := "samples"
	if l.replaced == 1 {
		samples = "sample"
	}
	return fmt.Sprintf("%d %s of 2^32 or more replaced by 0, from %.3f s on; is it damaged, or not at full scale from -1 to 1?", l.replaced, samples, l.first)
}
