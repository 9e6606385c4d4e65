//go:build !noweights

package host

import "github.com/gosilero/vad/weights"

// embedded returns the weights that the module has inside: without the build tag
// noweights, the newest release.
func embedded() (*weights.Weights, error) { return weights.V6(), nil }
