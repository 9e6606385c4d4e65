package reference

import (
	"fmt"
	"slices"
)

// detailed returns the indexes of the windows whose layers are recorded: the first,
// whose context is zeros; the most and the least probable one after it, which have
// very different states; and the last, which is filled with zeros. They are
// distinct and in ascending order. The layers of v4 are large, and recorded for
// speech alone.
func detailed(release, signal string, probs []float32) []int {
	if len(probs) == 0 || release == releaseV4 && signal != "speech" {
		return nil
	}
	most, least := 0, 0
	for i, p := range probs {
		if i > 0 && (most == 0 || p > probs[most]) {
			most = i
		}
		if i > 0 && (least == 0 || p < probs[least]) {
			least = i
		}
	}
	windows := []int{0, most, least, len(probs) - 1}
	slices.Sort(windows)
	return slices.Compact(windows)
}

// inputOf returns the network's input for window i: the context before it and the
// window, with zeros before the beginning of the signal and after its end.
func inputOf(pcm []float32, i int, s shape) []float32 {
	input := make([]float32, s.context+s.window)
	for k := range input {
		if at := i*s.window - s.context + k; at >= 0 && at < len(pcm) {
			input[k] = pcm[at]
		}
	}
	return input
}

// layerShape returns the shape of a layer's output.
func layerShape(release, name string, rate int) []int {
	if release == releaseV4 {
		return layerShapeV4(name, rate)
	}
	switch name {
	case "stft":
		return []int{rate/125 + 1, 4} // n/2+1 bins of an FFT of 16 ms
	case "encoder.0":
		return []int{128, 4}
	case "encoder.1":
		return []int{64, 2}
	case "encoder.2":
		return []int{64, 1}
	case "encoder.3":
		return []int{128, 1}
	}
	return []int{hidden}
}

// layerShapeV4 is layerShape for v4, with windows of the default size.
func layerShapeV4(name string, rate int) []int {
	frames := rate / 2000 // of the transform; strided convolutions halve them
	switch name {
	case "features":
		return []int{258, frames}
	case "first_layer":
		return []int{16, frames}
	case "encoder.0":
		return []int{16, frames / 2}
	case "encoder.3":
		return []int{32, frames / 2}
	case "encoder.4", "encoder.7":
		return []int{32, frames / 4}
	case "encoder.8":
		return []int{32, 1}
	case "encoder.11", "encoder.12":
		return []int{64, 1}
	}
	return []int{hidden}
}

// take removes a tensor, which must have the given shape, and returns its values.
func (t *tensors) take(name string, shape ...int) ([]float32, error) {
	v, ok := t.values[name]
	if !ok {
		return nil, fmt.Errorf("%w: no tensor %q", ErrFile, name)
	}
	if !slices.Equal(v.shape, shape) {
		return nil, fmt.Errorf("%w: tensor %q has shape %d, want %d", ErrFile, name, v.shape, shape)
	}
	delete(t.values, name)
	return v.data, nil
}

// put is the inverse of take.
func (t *tensors) put(name string, data []float32, shape ...int) {
	t.values[name] = tensor{shape, data}
}
