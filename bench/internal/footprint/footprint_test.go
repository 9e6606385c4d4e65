package footprint

import (
	"strings"
	"testing"
)

func TestMemory(t *testing.T) {
	for _, test := range []struct {
		name, status   string
		resident, peak int64
		fails          bool
	}{
		{name: "both", status: "Name:\tx\nVmPeak:\t  999 kB\nVmHWM:\t   12 kB\nVmRSS:\t    8 kB\nThreads:\t1\n", resident: 8 << 10, peak: 12 << 10},
		{name: "no VmHWM", status: "VmRSS:\t8 kB\n", fails: true},
		{name: "another unit", status: "VmHWM:\t12 MB\nVmRSS:\t8 kB\n", fails: true},
		{name: "no number", status: "VmHWM:\tmany kB\nVmRSS:\t8 kB\n", fails: true},
		{name: "empty", fails: true},
	} {
		resident, peak, err := memory(strings.NewReader(test.status))
		if (err != nil) != test.fails || resident != test.resident || peak != test.peak {
			t.Errorf("%s: got %d, %d and error %v, want %d, %d and failure %t",
				test.name, resident, peak, err, test.resident, test.peak, test.fails)
		}
	}
}

func TestNoise(t *testing.T) {
	x := Noise(512)
	low, high := x[0], x[0]
	for _, v := range x {
		low, high = min(low, v), max(high, v)
	}
	if low < -0.1 || low > -0.09 || high > 0.1 || high < 0.09 {
		t.Errorf("noise from %v to %v, want about -0.1 to 0.1", low, high)
	}
}
