package weights

import (
	"encoding/hex"
	"fmt"
	"strconv"
)

// metadata is what a container says about its tensors.
type metadata struct {
	architecture Architecture
	release      string
	source       string          // SHA-256 of the ONNX file, 64 lower-case hexadecimal digits
	basis        map[int]float64 // basis difference of each rate; its keys are the rates
}

// Keys of the metadata in a container. basisKey follows the prefix of a
// network: "16k.basis_difference". Without architectureKey the architecture is
// that of v5.
const (
	architectureKey = "architecture"
	releaseKey      = "release"
	sourceKey       = "source_sha256"
	basisKey        = "basis_difference"
)

// encodeInfo is the inverse of decodeInfo. It writes a basis difference with three
// digits, which do not depend on the last bits of a machine's cosine.
func encodeInfo(m metadata) map[string]string {
	kv := map[string]string{releaseKey: m.release, sourceKey: m.source}
	if m.architecture != ArchitectureV5 {
		kv[architectureKey] = m.architecture.String()
	}
	for _, n := range networks {
		if d, ok := m.basis[n.rate]; ok {
			kv[n.prefix+basisKey] = strconv.FormatFloat(d, 'e', 2, 64)
		}
	}
	return kv
}

// decodeArchitecture returns the architecture that the metadata of a container
// name.
func decodeArchitecture(kv map[string]string) (Architecture, error) {
	name, ok := kv[architectureKey]
	if !ok {
		return ArchitectureV5, nil
	}
	a, ok := architectureNamed(name)
	if !ok {
		return 0, fmt.Errorf("%w: %s %.20q, want %q or %q", ErrContainer, architectureKey, name, ArchitectureV5, ArchitectureV4)
	}
	return a, nil
}

// decodeInfo decodes the metadata of a container with the given architecture and
// sample rates. No key may be missing or unknown, no value out of range.
func decodeInfo(kv map[string]string, a Architecture, rates []int) (metadata, error) {
	m := metadata{architecture: a, release: kv[releaseKey], source: kv[sourceKey], basis: make(map[int]float64)}
	if m.release == "" || len(m.release) > 64 {
		return m, fmt.Errorf("%w: %s %.70q, want 1 to 64 bytes", ErrContainer, releaseKey, m.release)
	}
	if sum, err := hex.DecodeString(m.source); err != nil || hex.EncodeToString(sum) != m.source || len(sum) != 32 {
		return m, fmt.Errorf("%w: %s %.70q, want 64 lower-case hexadecimal digits", ErrContainer, sourceKey, m.source)
	}
	known := map[string]bool{architectureKey: true, releaseKey: true, sourceKey: true}
	for _, rate := range rates {
		n, _ := networkAt(rate)
		key := n.prefix + basisKey
		known[key] = true
		d, err := strconv.ParseFloat(kv[key], 64)
		if err != nil || !(d >= 0 && d <= BasisTolerance) {
			return m, fmt.Errorf("%w: %s %.20q, want a number from 0 to %g", ErrContainer, key, kv[key], BasisTolerance)
		}
		m.basis[rate] = d
	}
	for key := range kv {
		if !known[key] {
			return m, fmt.Errorf("%w: unknown metadata key %q", ErrContainer, key)
		}
	}
	return m, nil
}
