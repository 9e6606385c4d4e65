package audio

import (
	"math/rand/v2"
	"testing"
)

func TestCancellation(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := func() float32 { return float32(random.NormFloat64()) / 10 }
	for name, test := range map[string]struct {
		channels int
		sample   func(dst []float32)
		want     bool
	}{
		"opposite":              {2, func(d []float32) { d[0] = noise(); d[1] = -d[0] }, true},
		"nearly opposite":       {2, func(d []float32) { d[0] = noise(); d[1] = -0.9 * d[0] }, true},
		"four, two by two":      {4, func(d []float32) { d[0], d[2] = noise(), noise(); d[1], d[3] = -d[0], -d[2] }, true},
		"same":                  {2, func(d []float32) { d[0] = noise(); d[1] = d[0] }, false},
		"independent":           {2, func(d []float32) { d[0], d[1] = noise(), noise() }, false},
		"one silent":            {2, func(d []float32) { d[0] = noise() }, false},
		"all silent":            {2, func(d []float32) { d[0], d[1] = 1e-6, -1e-6 }, false},
		"opposite, with speech": {2, func(d []float32) { s := noise(); d[0] = noise() + s; d[1] = s - d[0] }, false},
	} {
		var c Cancellation
		buffer := make([]float32, 1000*test.channels)
		for range 20 {
			for i := 0; i < len(buffer); i += test.channels {
				test.sample(buffer[i : i+test.channels])
			}
			c.Add(buffer, test.channels)
		}
		if got := c.Found(); got != test.want {
			t.Errorf("%s: got %v, mean %g of %g", name, got, c.mean, c.channels)
		}
	}
	if new(Cancellation).Found() {
		t.Error("nothing cancels")
	}
}
