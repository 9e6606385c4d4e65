//go:build (amd64 || arm64) && !purego

package ops

import (
	"runtime"
	"testing"
)

// switches are the values of GODEBUG that take the assembly away.
var switches = map[string][]string{
	"amd64": {"cpu.avx2=off", "cpu.fma=off"},
	"arm64": {"cpu.asimd=off"},
}[runtime.GOARCH]

// assembly is what Implementation returns unless a switch takes it away.
const assembly = asmName

// forEachImplementation runs a test once per implementation that this machine
// has.
func forEachImplementation(t *testing.T, test func(t *testing.T)) {
	t.Helper()
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
