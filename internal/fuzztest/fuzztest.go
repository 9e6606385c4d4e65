// Package fuzztest has what fuzz targets of several packages check.
package fuzztest

import (
	"runtime/metrics"
	"testing"
)

// Allocates runs f, and fails the test if the process has allocated more than most
// bytes since.
func Allocates(t testing.TB, most int, f func()) {
	t.Helper()
	before := allocated()
	f()
	if got := allocated() - before; got > uint64(most) {
		t.Fatalf("%d bytes allocated, want at most %d", got, most)
	}
}

// allocated returns how many bytes the process has allocated so far.
func allocated() uint64 {
	sample := [...]metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample[:])
	return sample[0].Value.Uint64()
}
