package reference

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os/exec"
)

//go:embed runner.js
var runnerScript string

// runner is the process that runs ONNX Runtime. runner.js describes the requests
// and the answers.
type runner struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     io.Reader
	stderr  bytes.Buffer // the message of a crash, complete after Wait
	version string
	ended   bool // Wait has been called
}

// reply is the union of the runner's answers.
type reply struct {
	Error   string
	Version string
	Session int
	Outputs []struct {
		Name  string
		Shape []int
	}
}

// startRunner starts Node.js and ONNX Runtime.
func startRunner() (*runner, error) {
	dir, err := Find()
	if err != nil {
		return nil, err
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, fmt.Errorf("%w: Node.js: %w; install it, version 18 or newer", ErrMissing, err)
	}
	r := &runner{cmd: exec.Command(node, "-e", runnerScript, dir)}
	r.cmd.Stderr = &r.stderr
	if r.in, err = r.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	if r.out, err = r.cmd.StdoutPipe(); err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	if err := r.cmd.Start(); err != nil {
		if errors.Is(err, errors.ErrUnsupported) {
			return nil, fmt.Errorf("%w: processes: %w on this platform", ErrMissing, err)
		}
		return nil, fmt.Errorf("reference: %w", err)
	}
	hello, _, err := r.receive()
	if err != nil {
		r.close()
		return nil, err
	}
	r.version = hello.Version
	return r, nil
}

// close closes the input of the process, which ends it. It does nothing if the
// process has ended.
func (r *runner) close() error {
	if r.ended {
		return nil
	}
	r.ended = true
	r.in.Close()
	if err := r.cmd.Wait(); err != nil {
		return fmt.Errorf("reference: ONNX Runtime's process: %w: %s", err, r.stderr.Bytes())
	}
	return nil
}

// failed ends a process after a failed read or write. It returns the reason: err,
// or the exit status with what the process wrote to standard error.
func (r *runner) failed(err error) error {
	if r.ended {
		return fmt.Errorf("reference: ONNX Runtime's process has ended")
	}
	if exit := r.close(); exit != nil {
		return exit
	}
	return fmt.Errorf("reference: ONNX Runtime's process: %w", err)
}

// load loads an ONNX file and returns the number of its session.
func (r *runner) load(model []byte) (int, error) {
	answer, _, err := r.call(map[string]any{"op": "load"}, model)
	return answer.Session, err
}

// run runs consecutive windows of one stream. The Data of an output holds the values
// of all windows in order, its Shape is that of one window.
func (r *runner) run(session, rate int, s shape, from State, pcm []float32) (State, []Layer, error) {
	var payload []byte
	for _, part := range []struct {
		name   string
		data   []float32
		length int
	}{{"h", from.H, hidden}, {"c", from.C, hidden}, {"context", from.Context, s.context}} {
		if part.data == nil {
			part.data = make([]float32, part.length)
		}
		if len(part.data) != part.length {
			return State{}, nil, fmt.Errorf("reference: %s has %d values, want %d", part.name, len(part.data), part.length)
		}
		payload = appendFloats(payload, part.data)
	}
	request := map[string]any{"op": "run", "session": session, "rate": rate, "window": s.window, "context": s.context}
	answer, values, err := r.call(request, appendFloats(payload, pcm))
	if err != nil {
		return State{}, nil, err
	}
	return splitOutputs(answer, decodeFloats(values), s, (len(pcm)+s.window-1)/s.window)
}

// splitOutputs splits the payload of an answer to run.
func splitOutputs(answer reply, floats []float32, s shape, windows int) (State, []Layer, error) {
	cut := func(n int) []float32 {
		n = min(n, len(floats))
		part := floats[:n:n]
		floats = floats[n:]
		return part
	}
	state := State{H: cut(hidden), C: cut(hidden), Context: cut(s.context)}
	var outputs []Layer
	for _, o := range answer.Outputs {
		n := windows
		for _, d := range o.Shape {
			n *= d
		}
		data := cut(n)
		if len(data) != n {
			return State{}, nil, fmt.Errorf("reference: output %q has %d values, want %d", o.Name, len(data), n)
		}
		outputs = append(outputs, Layer{o.Name, o.Shape, data})
	}
	if len(floats) != 0 {
		return State{}, nil, fmt.Errorf("reference: got %d values after the last output, want none", len(floats))
	}
	return state, outputs, nil
}

// call sends one request and waits for its answer.
func (r *runner) call(request any, payload []byte) (reply, []byte, error) {
	head, err := json.Marshal(request)
	if err != nil {
		return reply{}, nil, fmt.Errorf("reference: %w", err)
	}
	frame := binary.LittleEndian.AppendUint32(nil, uint32(len(head)))
	frame = binary.LittleEndian.AppendUint32(frame, uint32(len(payload)))
	frame = append(append(frame, head...), payload...)
	if _, err := r.in.Write(frame); err != nil {
		return reply{}, nil, r.failed(err)
	}
	return r.receive()
}

// receive reads one answer.
func (r *runner) receive() (reply, []byte, error) {
	var answer reply
	var lengths [8]byte
	_, err := io.ReadFull(r.out, lengths[:])
	frame := make([]byte, int(binary.LittleEndian.Uint32(lengths[:4]))+int(binary.LittleEndian.Uint32(lengths[4:])))
	if err == nil {
		_, err = io.ReadFull(r.out, frame)
	}
	if err != nil {
		return answer, nil, r.failed(err)
	}
	head := frame[:binary.LittleEndian.Uint32(lengths[:4])]
	if err := json.Unmarshal(head, &answer); err != nil {
		return answer, nil, fmt.Errorf("reference: ONNX Runtime's process answered %.80q: %w", head, err)
	}
	if answer.Error != "" {
		return answer, nil, fmt.Errorf("reference: ONNX Runtime: %s", answer.Error)
	}
	return answer, frame[len(head):], nil
}

// appendFloats appends values as little-endian float32.
func appendFloats(dst []byte, values []float32) []byte {
	for _, v := range values {
		dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(v))
	}
	return dst
}

// decodeFloats is the inverse of appendFloats.
func decodeFloats(b []byte) []float32 {
	values := make([]float32, len(b)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return values
}
