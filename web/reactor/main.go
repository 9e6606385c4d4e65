//go:build wasip1

// Command reactor is the library as a WebAssembly module for any host: a reactor of
// WASI preview 1, built with -buildmode=c-shared, whose functions are a short
// interface in C (vad.h, beside this file). A host calls _initialize first.
package main

import (
	"unsafe"

	"github.com/gosilero/vad/web/internal/host"
)

func main() {}

// one is the state of the module, which has one thread.
var (
	one    host.Host
	memory = make(map[unsafe.Pointer][]float64) // what vad_alloc gave
)

//go:wasmexport vad_alloc
func alloc(size uint32) unsafe.Pointer {
	b := make([]float64, size/8+1) // aligned for any number
	p := unsafe.Pointer(unsafe.SliceData(b))
	memory[p] = b
	return p
}

//go:wasmexport vad_free
func free(p unsafe.Pointer) { delete(memory, p) }

// text is what vad_error has returned, kept while the host reads it.
var text []byte

//go:wasmexport vad_error
func lastError() unsafe.Pointer {
	text = append(append(text[:0], one.Text()...), 0)
	return unsafe.Pointer(unsafe.SliceData(text))
}

//go:wasmexport vad_model
func model(container unsafe.Pointer, size uint32, window float64) int32 {
	return one.Model(unsafe.Slice((*byte)(container), size), window)
}

//go:wasmexport vad_window
func window(model, sampleRate int32) int32 { return one.Window(model, sampleRate) }

//go:wasmexport vad_close
func closeHandle(handle int32) { one.Close(handle) }

//go:wasmexport vad_reset
func reset(handle int32) int32 { return one.Reset(handle) }

//go:wasmexport vad_stream
func stream(model int32, sampleRate float64) int32 { return one.Stream(model, sampleRate) }

//go:wasmexport vad_feed
func feed(stream int32, pcm unsafe.Pointer, samples uint32) int32 {
	return one.Feed(stream, unsafe.Slice((*float32)(pcm), samples))
}

//go:wasmexport vad_flush
func flush(stream int32) int32 { return one.Flush(stream) }

//go:wasmexport vad_probabilities
func probabilities() unsafe.Pointer { return one.Probabilities() }

//go:wasmexport vad_detector
func detector(model int32, options unsafe.Pointer, count, given uint32) int32 {
	return one.Detector(model, unsafe.Slice((*float64)(options), count), given)
}

//go:wasmexport vad_write
func write(detector int32, pcm unsafe.Pointer, samples uint32) int32 {
	return one.Write(detector, unsafe.Slice((*float32)(pcm), samples))
}

//go:wasmexport vad_end
func end(detector int32) int32 { return one.End(detector) }

//go:wasmexport vad_set
func set(detector int32, options unsafe.Pointer, count, given uint32) int32 {
	return one.Set(detector, unsafe.Slice((*float64)(options), count), given)
}

//go:wasmexport vad_segments
func segments(probs unsafe.Pointer, n uint32, samples float64, window int32, options unsafe.Pointer, count, given uint32) int32 {
	return one.Segments(unsafe.Slice((*float32)(probs), n), samples, window, unsafe.Slice((*float64)(options), count), given)
}

//go:wasmexport vad_result
func result() unsafe.Pointer { return one.Result() }
