//go:build (amd64 || arm64) && !purego

package ops

import (
	"runtime"
	"testing"
)

// switches are values of GODEBUG that take an implementation away, and what is
// left.
var switches = map[string][]featureSwitch{
	"amd64": {
		{"cpu.avx512f=off", "avx512", "avx2"}, {"cpu.avx512vl=off", "avx512", "avx2"}, {"cpu.avx512dq=off", "avx512", "avx2"},
		{"cpu.avx512bw=off", "avx512", "avx2"}, {"cpu.avx512vbmi2=off", "avx512", "avx2"},
		{"cpu.avx2=off", "avx2", "portable"}, {"cpu.fma=off", "avx2", "portable"},
	},
	"arm64": {{"cpu.asimd=off", "neon", "portable"}},
}[runtime.GOARCH]

// forEachImplementation runs a test once per implementation that this machine
// has.
func forEachImplementation(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	if useAVX512 {
		t.Run(Implementation(), test)
		defer setAVX512(setAVX512(false))
	}
	have := useAsm
	defer func() { useAsm = have }()
	for _, use := range []bool{true, false} {
		if use && !have {
			continue
		}
		useAsm = use
		t.Run(Implementation(), test)
	}
}
