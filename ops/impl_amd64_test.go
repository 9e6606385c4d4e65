//go:build !purego

package ops

import "testing"

var switches = []featureSwitch{{"cpu.avx2=off", "avx2"}, {"cpu.fma=off", "avx2"}}

// forEachImplementation runs a test once per implementation that this machine
// has.
func forEachImplementation(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	have := useAVX2
	defer func() { useAVX2 = have }()
	for _, use := range []bool{true, false} {
		if use && !have {
			continue
		}
		useAVX2 = use
		t.Run(Implementation(), test)
	}
}
