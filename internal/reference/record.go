package reference

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
)

// maxSensitivity bounds Golden.Sensitivity, except for v4: half of the difference
// of 1e-5 that a comparison allows.
const maxSensitivity = 5e-6

// Record runs all test signals at a sample rate and returns the file that
// Goldens reads. It needs exactly Version of ONNX Runtime.
func Record(release string, rate int) ([]byte, error) {
	signals, err := Signals(rate)
	if err != nil {
		return nil, err
	}
	r, err := Start(release)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if r.Version() != Version {
		return nil, fmt.Errorf("reference: got ONNX Runtime %s, want %s", r.Version(), Version)
	}
	t := &tensors{values: make(map[string]tensor)}
	if t.metadata, err = metadata(release, rate, signals, checksums(signals)); err != nil {
		return nil, err
	}
	for _, s := range signals {
		if err := t.record(r, release, rate, s); err != nil {
			return nil, err
		}
	}
	t.metadata[metaData] = t.checksum()
	return t.encode()
}

// record runs one signal.
func (t *tensors) record(r *Runtime, release string, rate int, signal Signal) error {
	s, err := shapeOf(release, rate, 0)
	if err != nil {
		return err
	}
	result, err := r.Run(rate, signal.PCM)
	if err != nil {
		return err
	}
	t.put(signal.Name+".probs", result.Probs, len(result.Probs))
	t.put(signal.Name+".h", result.H, hidden)
	t.put(signal.Name+".c", result.C, hidden)
	moved, err := sensitivity(r, rate, signal.PCM, result.Probs)
	if err != nil {
		return err
	}
	if moved > maxSensitivity && release != releaseV4 {
		return fmt.Errorf("reference: %s: got sensitivity %.1e, want at most %.0e", signal.Name, moved, maxSensitivity)
	}
	t.metadata[metaSensitivity(signal.Name)] = strconv.FormatFloat(moved, 'e', 1, 64)
	for _, i := range detailed(release, signal.Name, result.Probs) {
		if err := t.recordWindow(r, rate, s.window, signal, i, result.Probs[i]); err != nil {
			return err
		}
	}
	return nil
}

// recordWindow runs window i of a signal once more, with all layers.
func (t *tensors) recordWindow(r *Runtime, rate, size int, signal Signal, i int, want float32) error {
	before, err := r.Run(rate, signal.PCM[:i*size])
	if err != nil {
		return err
	}
	prob, layers, err := r.Layers(rate, before.State, signal.PCM[i*size:min((i+1)*size, len(signal.PCM))])
	if err != nil {
		return err
	}
	if prob != want {
		return fmt.Errorf("reference: %s: window %d has probability %g with its layers as outputs, %g without",
			signal.Name, i, prob, want)
	}
	prefix := fmt.Sprintf("%s.%d.", signal.Name, i)
	t.put(prefix+"before.h", before.H, hidden)
	t.put(prefix+"before.c", before.C, hidden)
	for _, l := range layers {
		t.put(prefix+l.Name, l.Data, l.Shape...)
	}
	return nil
}

// sensitivity returns the largest change of a probability when all samples change
// in their last bits: x' = x * (1 + 2^-22).
func sensitivity(r *Runtime, rate int, pcm, probs []float32) (float64, error) {
	changed := make([]float32, len(pcm))
	for i, x := range pcm {
		changed[i] = float32(float64(x) * (1 + 0x1p-22))
	}
	result, err := r.Run(rate, changed)
	if err != nil {
		return 0, err
	}
	most := 0.0
	for i, p := range result.Probs {
		most = max(most, math.Abs(float64(p)-float64(probs[i])))
	}
	return most, nil
}

// checksum returns the SHA-256 of all values, in the order of their names.
func (t *tensors) checksum() string {
	var b []byte
	for _, name := range slices.Sorted(maps.Keys(t.values)) {
		b = appendFloats(b, t.values[name].data)
	}
	return checksum(b)
}
