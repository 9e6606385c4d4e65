//go:build noweights

package host

import (
	"errors"

	"github.com/gosilero/vad/weights"
)

// embedded returns an error: the build tag noweights leaves the weights out.
func embedded() (*weights.Weights, error) {
	return nil, errors.New("host: got no weights, and there are none inside")
}
