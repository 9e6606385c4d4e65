package vad

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/gosilero/vad/model"
)

// pipeline computes the probabilities of one recording in blocks of windows. The
// caller's goroutine fetches the blocks and, after workers have encoded them,
// completes them in their order: the recurrence is sequential.
type pipeline struct {
	model   *Model
	engine  *engine
	src     blockSource
	workers int

	context [model.MaxContext]float32 // the last samples fetched
	fetched int64                     // samples
	state   model.State
	drifted stretch

	todo    chan *block
	running sync.WaitGroup
	started int
	stopped atomic.Bool // workers discard what is in todo
}

// blockSource delivers a recording piece by piece, each as long as buffer, in
// buffer or elsewhere. The last piece is shorter or empty.
type blockSource interface {
	next(buffer []float32) []float32
}

// block is up to blockWindows windows of a recording.
type block struct {
	scratch *model.Scratch
	context [model.MaxContext]float32
	pcm     []float32 // whole windows
	buffer  []float32
	encoded chan struct{} // receives once the block is encoded
}

// maxWorkers is how many workers the recurrence can keep busy: it takes about
// a quarter of a window's time.
const maxWorkers = 4

// newPipeline returns a pipeline for one recording.
func newPipeline(m *Model, e *engine, src blockSource) *pipeline {
	workers := min(runtime.GOMAXPROCS(0), maxWorkers)
	p := &pipeline{model: m, engine: e, src: src, workers: workers, todo: make(chan *block, 2*workers)}
	p.state.Decay = e.decay(m.resetSilence)
	return p
}

// run appends the probabilities of the whole recording to probs.
func (p *pipeline) run(ctx context.Context, probs []float32) ([]float32, error) {
	defer p.running.Wait()
	defer close(p.todo)
	var queue, free []*block
	for {
		// Two blocks for each worker: the next one waits when one is done.
		for p.src != nil && len(queue) < 2*p.workers {
			var b *block
			if last := len(free) - 1; last >= 0 {
				b, free = free[last], free[:last]
			} else {
				b = p.engine.blocks.Get().(*block)
			}
			if err := p.fetch(ctx, b); err != nil {
				p.stopped.Store(true)
				return nil, err
			}
			if len(b.pcm) > 0 {
				p.submit(b)
				queue = append(queue, b)
			}
		}
		if len(queue) == 0 {
			for _, b := range free {
				b.pcm = nil // the pool must not keep the recording alive
				p.engine.blocks.Put(b)
			}
			return probs, nil
		}
		if err := ctx.Err(); err != nil {
			p.stopped.Store(true)
			return nil, err
		}
		b := queue[0]
		queue = append(queue[:0], queue[1:]...)
		<-b.encoded
		probs = p.complete(b, probs)
		free = append(free, b)
	}
}

// fetch fills a block with the next windows, the last one completed with zeros,
// and checks their samples. At the end of the recording it sets src to nil.
func (p *pipeline) fetch(ctx context.Context, b *block) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e := p.engine
	pcm := p.src.next(b.buffer[:blockWindows*e.Window])
	if len(pcm) < blockWindows*e.Window {
		p.src = nil
	}
	if i := outOfRange(pcm); i >= 0 {
		return fmt.Errorf("%w: got %v at %d, want less than 2^32 in size", ErrSample, pcm[i], p.fetched+int64(i))
	}
	p.fetched += int64(len(pcm))
	if part := len(pcm) % e.Window; part > 0 {
		n := copy(b.buffer, pcm)
		clear(b.buffer[n : n+e.Window-part])
		pcm = b.buffer[:n+e.Window-part]
	}
	b.pcm, b.context = pcm, p.context
	if len(pcm) > 0 {
		copy(p.context[:e.Context], pcm[len(pcm)-e.Context:])
	}
	return nil
}

// submit gives a block to a worker to encode, or encodes it if there is only one
// processor. Workers start when they are needed.
func (p *pipeline) submit(b *block) {
	if p.workers == 1 {
		p.encode(b)
		return
	}
	p.todo <- b
	if p.started < p.workers {
		p.started++
		p.running.Go(func() {
			for b := range p.todo {
				if !p.stopped.Load() {
					p.encode(b)
				}
			}
		})
	}
}

// encode runs the layers without state over a block.
func (p *pipeline) encode(b *block) {
	p.engine.Encode(b.scratch, b.context[:], b.pcm, len(b.pcm)/p.engine.Window)
	b.encoded <- struct{}{}
}

// complete runs the recurrence over an encoded block.
func (p *pipeline) complete(b *block, probs []float32) []float32 {
	var out [blockWindows]float32
	windows := out[:len(b.pcm)/p.engine.Window]
	p.engine.Recur(b.scratch, &p.state, windows)
	p.drifted.add(int64(len(b.pcm)), p.model.drift(&p.state) > 1)
	return append(probs, windows...)
}
