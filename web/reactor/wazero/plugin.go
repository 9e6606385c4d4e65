package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
)

const sampleRate = 16000

// Kinds of events, as vad.h numbers them.
const (
	started = 1
	segment = 6
)

// plugin is the module with its model.
type plugin struct {
	runtime wazero.Runtime
	module  api.Module
	model   uint64
}

// load starts a module that has the weights inside.
func load(ctx context.Context, code []byte) (*plugin, error) {
	p := &plugin{runtime: wazero.NewRuntime(ctx)}
	wasi_snapshot_preview1.MustInstantiate(ctx, p.runtime)
	var err error
	// The module is a reactor: it has _initialize in place of _start.
	config := wazero.NewModuleConfig().WithStartFunctions("_initialize").WithSysNanotime().WithSysWalltime()
	if p.module, err = p.runtime.InstantiateWithConfig(ctx, code, config); err == nil {
		p.model, err = p.call(ctx, "vad_model", 0, 0, 0)
	}
	if err != nil {
		return nil, errors.Join(err, p.close(ctx))
	}
	return p, nil
}

func (p *plugin) close(ctx context.Context) error { return p.runtime.Close(ctx) }

// call calls a function of the module. A result of -1 is an error.
func (p *plugin) call(ctx context.Context, name string, arguments ...uint64) (uint64, error) {
	results, err := p.module.ExportedFunction(name).Call(ctx, arguments...)
	if err != nil || len(results) == 0 {
		return 0, err
	}
	if int32(results[0]) < 0 {
		at, err := p.module.ExportedFunction("vad_error").Call(ctx)
		if err != nil {
			return 0, err
		}
		memory := p.module.Memory()
		text, _ := memory.Read(uint32(at[0]), memory.Size()-uint32(at[0]))
		text, _, _ = bytes.Cut(text, []byte{0})
		return 0, fmt.Errorf("%s: %s", name, text)
	}
	return results[0], nil
}

// detector is a live detector in the module.
type detector struct {
	*plugin
	handle uint64
	input  uint64 // the address of memory for a piece of samples
	room   int    // samples in it
}

// event is something that happened, with the audio of a segment.
type event struct {
	kind       int
	start, end int64 // in samples
	audio      []float32
}

// newDetector returns a detector with the default options.
func (p *plugin) newDetector(ctx context.Context) (*detector, error) {
	d := &detector{plugin: p, room: 512}
	var err error
	if d.handle, err = p.call(ctx, "vad_detector", p.model, 0, 0, 0); err != nil {
		return nil, err
	}
	d.input, err = p.call(ctx, "vad_alloc", uint64(4*d.room))
	return d, err
}

// write returns the events of the windows that samples complete.
func (d *detector) write(ctx context.Context, pcm []float32) ([]event, error) {
	var events []event
	for len(pcm) > 0 {
		n := min(len(pcm), d.room)
		for i, v := range pcm[:n] {
			d.module.Memory().WriteFloat32Le(uint32(d.input)+uint32(4*i), v)
		}
		count, err := d.call(ctx, "vad_write", d.handle, d.input, uint64(n))
		if err != nil {
			return events, err
		}
		if events, err = d.read(ctx, events, int(count)); err != nil {
			return events, err
		}
		pcm = pcm[n:]
	}
	return events, nil
}

// end returns the events of the end of the audio.
func (d *detector) end(ctx context.Context) ([]event, error) {
	count, err := d.call(ctx, "vad_end", d.handle)
	if err != nil {
		return nil, err
	}
	return d.read(ctx, nil, int(count))
}

// read appends the events of the last call, eight numbers each.
func (d *detector) read(ctx context.Context, events []event, count int) ([]event, error) {
	at, err := d.module.ExportedFunction("vad_result").Call(ctx)
	if err != nil {
		return events, err
	}
	memory := d.module.Memory()
	for i := range count {
		var numbers [8]float64
		for j := range numbers {
			numbers[j], _ = memory.ReadFloat64Le(uint32(at[0]) + uint32(8*(8*i+j)))
		}
		e := event{kind: int(numbers[0]), start: int64(numbers[1]), end: int64(numbers[2])}
		data, _ := memory.Read(uint32(numbers[5]), uint32(4*numbers[6]))
		for len(data) > 0 {
			e.audio = append(e.audio, math.Float32frombits(binary.LittleEndian.Uint32(data)))
			data = data[4:]
		}
		events = append(events, e)
	}
	return events, nil
}
