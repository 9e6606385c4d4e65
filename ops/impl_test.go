package ops

import "testing"

// forEachImplementation runs a test once per implementation that this build
// and machine have.
func forEachImplementation(t *testing.T, test func(t *testing.T)) {
	t.Run("portable", test)
}
