package reference

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// Golden holds what ONNX Runtime computed from one test signal.
type Golden struct {
	Signal
	Probs   []float32 // one per window; the last window is filled with zeros
	H, C    []float32 // [128], after the last window
	Windows []Window  // a few windows in detail, by index; of v4 for speech alone

	// Sensitivity is the largest change of ONNX Runtime's own probabilities when
	// all samples change by 2^-22 of their value. A difference below that does
	// not show which side is right. That of v4 is large, as it reads the logarithms
	// of rounding errors where a bin is silent: there the goldens show whether
	// both sides round alike.
	Sensitivity float64
}

// Window is one window of a signal, layer by layer.
type Window struct {
	Index  int
	Input  []float32 // context, then the window, filled with zeros at the signal's end
	Before State     // the state before the window; its Context is a part of Input
	Layers []Layer   // in the order of LayerNames or LayerNamesV4
	Prob   float32
}

// Samples returns the window without the context before it.
func (w Window) Samples() []float32 { return w.Input[len(w.Before.Context):] }

// Goldens loads the goldens of a release at a sample rate, one per test signal in
// the order of SignalNames. The error wraps ErrChecksum if the signals are not
// those of the recording, and ErrFile or ErrChecksum if the file is damaged.
func Goldens(release string, rate int) ([]Golden, error) {
	path, err := GoldenPath(release, rate)
	if err != nil {
		return nil, err
	}
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	signals, sums, err := signalsAndSums(rate)
	if err != nil {
		return nil, err
	}
	goldens, err := decodeGoldens(file, release, rate, signals, sums)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return goldens, nil
}

// GoldenPath returns the path of a file of goldens, such as
// testdata/goldens/v6-16k.safetensors.
func GoldenPath(release string, rate int) (string, error) {
	if _, err := officialFile(release); err != nil {
		return "", err
	}
	if _, err := shapeAt(rate); err != nil {
		return "", err
	}
	dir, err := testdata()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "goldens", fmt.Sprintf("%s-%dk.safetensors", release, rate/1000)), nil
}

// Names in a file of goldens. The tensors of a signal are SIGNAL.probs,
// SIGNAL.h, SIGNAL.c and, for the windows that are given in detail,
// SIGNAL.INDEX.LAYER and SIGNAL.INDEX.before.h and .before.c. The metadata
// say what was recorded and how.
const (
	metaCommand = "command"
	metaRuntime = "runtime"
	metaFile    = "model"
	metaSum     = "model_sha256"
	metaRate    = "sample_rate"
	metaData    = "tensors_sha256"
)

func metaSamples(signal string) string     { return signal + ".samples" }
func metaSignal(signal string) string      { return signal + ".sha256" }
func metaSensitivity(signal string) string { return signal + ".sensitivity" }

// metadata returns the metadata that a file of goldens must have, except for the
// checksum of its tensors and the sensitivities. The sums are the signals' checksums.
func metadata(release string, rate int, signals []Signal, sums []string) (map[string]string, error) {
	file, err := officialFile(release)
	if err != nil {
		return nil, err
	}
	m := map[string]string{
		metaCommand: "go run ./internal/reference/record",
		metaRuntime: "onnxruntime-node " + Version,
		metaFile:    file.file,
		metaSum:     file.sha256,
		metaRate:    strconv.Itoa(rate),
	}
	for i, s := range signals {
		m[metaSamples(s.Name)] = strconv.Itoa(len(s.PCM))
		m[metaSignal(s.Name)] = sums[i]
	}
	return m, nil
}

func decodeGoldens(file []byte, release string, rate int, signals []Signal, sums []string) ([]Golden, error) {
	t, err := decodeTensors(file)
	if err != nil {
		return nil, err
	}
	want, err := metadata(release, rate, signals, sums)
	if err != nil {
		return nil, err
	}
	want[metaData] = t.checksum()
	for key, value := range want {
		if t.metadata[key] != value {
			return nil, fmt.Errorf("%w: %s: the recording has %q, want %q", ErrChecksum, key, t.metadata[key], value)
		}
	}
	if got, want := len(t.metadata), len(want)+len(signals); got != want {
		return nil, fmt.Errorf("%w: got %d metadata keys, want %d", ErrFile, got, want)
	}
	var goldens []Golden
	for _, s := range signals {
		g, err := t.golden(release, s, rate)
		if err != nil {
			return nil, err
		}
		goldens = append(goldens, g)
	}
	if n := len(t.values); n != 0 {
		return nil, fmt.Errorf("%w: got %d tensors too many", ErrFile, n)
	}
	return goldens, nil
}

// golden removes the tensors of one signal from t and returns them.
func (t *tensors) golden(release string, signal Signal, rate int) (Golden, error) {
	s, err := shapeOf(release, rate, 0)
	if err != nil {
		return Golden{}, err
	}
	g := Golden{Signal: signal}
	key := metaSensitivity(signal.Name)
	if g.Sensitivity, err = strconv.ParseFloat(t.metadata[key], 64); err != nil {
		return g, fmt.Errorf("%w: %s: %w", ErrFile, key, err)
	}
	windows := (len(signal.PCM) + s.window - 1) / s.window
	if g.Probs, err = t.take(signal.Name+".probs", windows); err != nil {
		return g, err
	}
	if g.H, err = t.take(signal.Name+".h", hidden); err != nil {
		return g, err
	}
	if g.C, err = t.take(signal.Name+".c", hidden); err != nil {
		return g, err
	}
	for _, i := range detailed(release, signal.Name, g.Probs) {
		w, err := t.window(fmt.Sprintf("%s.%d.", signal.Name, i), release, rate)
		if err != nil {
			return g, err
		}
		w.Index, w.Prob = i, g.Probs[i]
		w.Input = inputOf(signal.PCM, i, s)
		w.Before.Context = w.Input[:s.context:s.context]
		g.Windows = append(g.Windows, w)
	}
	return g, nil
}

// window removes the tensors of one window from t and returns them.
func (t *tensors) window(prefix, release string, rate int) (w Window, err error) {
	if w.Before.H, err = t.take(prefix+"before.h", hidden); err != nil {
		return w, err
	}
	if w.Before.C, err = t.take(prefix+"before.c", hidden); err != nil {
		return w, err
	}
	for _, name := range layerNames(release) {
		shape := layerShape(release, name, rate)
		data, err := t.take(prefix+name, shape...)
		if err != nil {
			return w, err
		}
		w.Layers = append(w.Layers, Layer{name, shape, data})
	}
	return w, nil
}
