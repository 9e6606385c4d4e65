//go:build (!amd64 && !arm64) || purego

package ops

import "testing"

var switches []featureSwitch // there is nothing to take away

func forEachImplementation(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Run("portable", test)
}
