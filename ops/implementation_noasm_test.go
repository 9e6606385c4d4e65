//go:build (!amd64 && !arm64) || purego

package ops

import "testing"

var switches []string // no assembly that a switch could take away

const assembly = ""

func forEachImplementation(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Run("portable", test)
}
