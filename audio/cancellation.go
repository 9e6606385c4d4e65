package audio

// Cancellation looks for channels that cancel each other, so that their mean, such
// as [Mono] returns, has lost what they hold: the same sound in opposite phase. Its
// zero value is ready for use.
type Cancellation struct {
	mean     float64 // sum of the squares of the mean of the channels
	channels float64 // sum of the mean squares of the channels
	samples  int64
}

// cancellationSample is how many samples of a buffer Add looks at.
const cancellationSample = 256

// Add takes interleaved samples of the given number of channels. It looks at the
// first few of each call, which costs next to nothing where they come by the
// thousand.
func (c *Cancellation) Add(samples []float32, channels int) {
	n := min(len(samples)/channels, cancellationSample)
	for i := range n {
		sum, squares := 0.0, 0.0
		for _, v := range samples[i*channels : (i+1)*channels] {
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
		sum /= float64(channels)
		c.mean += sum * sum
		c.channels += squares / float64(channels)
	}
	c.samples += int64(n)
}

// Found reports whether the mean of the channels has less than a hundredth of their
// power, and they are not silent: above -80 dB.
func (c *Cancellation) Found() bool {
	const silent = 1e-8
	return c.channels > silent*float64(c.samples) && c.mean < c.channels/100
}
