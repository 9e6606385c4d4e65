package reference

import (
	"fmt"
	"sync"
)

// State is what a stream carries from window to window. A nil slice stands for
// zeros, the start of a stream.
type State struct {
	H, C    []float32 // [128] each; v4's [2][64]
	Context []float32 // the newest 64 samples at 16 kHz, 32 at 8 kHz; none in v4
}

// Result is the result of a run: a probability for each window, the last of which
// is filled with zeros, and the state after it.
type Result struct {
	Probs []float32
	State
}

// Layer is the output of one layer for one window.
type Layer struct {
	Name  string // one of LayerNames or LayerNamesV4
	Shape []int  // row-major: [channels][frames], or [units]
	Data  []float32
}

// LayerNames are the layers in the order of the computation: the STFT's
// magnitude [bins][4], the encoder's convolutions after their ReLU
// [128][4], [64][2], [64][1], [128][1], and the LSTM's h' and c' [128].
var LayerNames = []string{"stft", "encoder.0", "encoder.1", "encoder.2", "encoder.3", "h", "c"}

// LayerNamesV4 are those of v4: the input of the first block, which is the
// magnitudes and after them their normalized logarithms, [258][frames]; the blocks and the
// strided convolutions after their ReLU, from [16][frames] to [64][steps]; and
// the LSTM's h' and c'.
var LayerNamesV4 = []string{"features", "first_layer", "encoder.0", "encoder.3", "encoder.4",
	"encoder.7", "encoder.8", "encoder.11", "encoder.12", "h", "c"}

// Runtime is an official file on ONNX Runtime, in a process of its own and on one
// thread. Any number of goroutines may call its methods, which run one at a time.
type Runtime struct {
	release  string
	model    []byte
	mu       sync.Mutex
	runner   *runner
	official int         // the runner's session with the file
	layers   map[int]int // per rate, its session with the layers as outputs
}

// Start loads the official file of a release into ONNX Runtime. The caller must
// Close it. The error wraps ErrMissing if ONNX Runtime, Node.js or the file is
// missing.
func Start(release string) (*Runtime, error) {
	file, err := officialFile(release)
	if err != nil {
		return nil, err
	}
	model, err := readONNX(file)
	if err != nil {
		return nil, err
	}
	return StartFile(release, model)
}

// StartFile is Start for the content of any ONNX file with the inputs of a release,
// with or without sr.
func StartFile(release string, model []byte) (*Runtime, error) {
	runner, err := startRunner()
	if err != nil {
		return nil, err
	}
	r := &Runtime{release: release, model: model, runner: runner, layers: make(map[int]int)}
	if r.official, err = runner.load(model); err != nil {
		runner.close()
		return nil, err
	}
	return r, nil
}

// Version returns the version of ONNX Runtime.
func (r *Runtime) Version() string { return r.runner.version }

// Close ends the process.
func (r *Runtime) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.runner.close()
}

// Run runs a whole signal from the start of a stream.
func (r *Runtime) Run(rate int, pcm []float32) (Result, error) {
	return r.RunFrom(rate, State{}, pcm)
}

// RunFrom runs a signal from the given state, which it does not change.
func (r *Runtime) RunFrom(rate int, from State, pcm []float32) (Result, error) {
	return r.RunWindows(rate, 0, from, pcm)
}

// RunWindows is RunFrom with windows of another size, which v4 has: 512, 1024
// or 1536 samples at 16 kHz, 256, 512 or 768 at 8 kHz.
func (r *Runtime) RunWindows(rate, window int, from State, pcm []float32) (Result, error) {
	s, err := shapeOf(r.release, rate, window)
	if err != nil {
		return Result{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	state, outputs, err := r.runner.run(r.official, rate, s, from, pcm)
	if err != nil {
		return Result{}, err
	}
	if len(outputs) != 1 || outputs[0].Name != "output" {
		return Result{}, fmt.Errorf("reference: got %d outputs, want output alone", len(outputs))
	}
	return Result{outputs[0].Data, state}, nil
}

// Layers runs one window, which is filled with zeros if it is short, and returns
// its probability and the output of every layer, in the order of LayerNames or
// LayerNamesV4. It runs the official graph with the values of the layers as outputs.
func (r *Runtime) Layers(rate int, from State, window []float32) (prob float32, layers []Layer, err error) {
	s, err := shapeOf(r.release, rate, len(window))
	if err != nil {
		return 0, nil, err
	}
	if len(window) == 0 {
		return 0, nil, fmt.Errorf("reference: window has no samples")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	session, err := r.layerSession(rate)
	if err != nil {
		return 0, nil, err
	}
	state, outputs, err := r.runner.run(session, rate, s, from, window)
	if err != nil {
		return 0, nil, err
	}
	for _, o := range outputs {
		if o.Name == "output" {
			prob = o.Data[0]
			continue
		}
		o.Shape = o.Shape[1:] // the batch
		layers = append(layers, o)
	}
	layers = append(layers, Layer{"h", []int{hidden}, state.H}, Layer{"c", []int{hidden}, state.C})
	names := layerNames(r.release)
	if len(layers) != len(names) {
		return 0, nil, fmt.Errorf("reference: got %d layers, want %q", len(layers), names)
	}
	for i, l := range layers {
		if l.Name != names[i] {
			return 0, nil, fmt.Errorf("reference: layer %d is %q, want %q", i, l.Name, names[i])
		}
	}
	return prob, layers, nil
}

// layerSession returns the session with the layers as outputs, which it creates once
// per rate.
func (r *Runtime) layerSession(rate int) (int, error) {
	if session, ok := r.layers[rate]; ok {
		return session, nil
	}
	names := layerNames(r.release)
	graph, err := exposeLayers(r.model, rate, names[:len(names)-2]) // h and c are outputs
	if err != nil {
		return 0, err
	}
	session, err := r.runner.load(graph)
	if err != nil {
		return 0, err
	}
	r.layers[rate] = session
	return session, nil
}

func layerNames(release string) []string {
	if release == releaseV4 {
		return LayerNamesV4
	}
	return LayerNames
}
