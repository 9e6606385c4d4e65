//go:build !purego

package ops

import "testing"

var switches = []featureSwitch{{"cpu.asimd=off", "neon"}}

// forEachImplementation runs a test once per implementation that this machine
// has.
func forEachImplementation(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	have := useNEON
	defer func() { useNEON = have }()
	for _, use := range []bool{true, false} {
		if use && !have {
			continue
		}
		useNEON = use
		t.Run(Implementation(), test)
	}
}
