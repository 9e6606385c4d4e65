//go:build (!amd64 && !arm64) || purego

package ops

import "testing"

var switches []featureSwitch // no assembly that a switch could take away

func forEachImplementation(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Run(Implementation(), test)
}
