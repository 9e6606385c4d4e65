package main

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
)

const (
	scripts       = 16
	scriptSeconds = 60
	measurements  = 30 // of memory
)

// runMany plays scripts on many detectors, which change between two schedulers, one
// of them with a queue that is full most of the time and one that makes windows wait
// for others, each on a model of its own.
func runMany(clips [][]float32, o options) (*report, error) {
	var runners []live.Runner
	var schedulers []*vad.Scheduler
	for _, c := range []vad.SchedulerConfig{{Queue: max(1, o.detectors/8)}, {MaxDelay: 2 * time.Millisecond}} {
		m, err := vad.New()
		if err != nil {
			return nil, err
		}
		s, err := vad.NewScheduler(m, c)
		if err != nil {
			return nil, err
		}
		schedulers, runners = append(schedulers, s), append(runners, s)
	}
	list, err := newScripts(clips)
	if err != nil {
		return nil, err
	}

	r := new(report)
	var mu sync.Mutex // guards r.did and errs
	var errs []error
	var running, warm sync.WaitGroup
	var step sync.RWMutex // held by players for a step, and to measure memory between steps
	stop := make(chan struct{})
	for i := range o.detectors {
		p, err := newPlayer(uint64(i), runners, list[i%len(list)])
		if err != nil {
			return nil, err
		}
		p.endless = true
		warm.Add(1)
		running.Go(func() {
			err := p.until(stop, &step, sync.OnceFunc(warm.Done))
			mu.Lock()
			defer mu.Unlock()
			r.did.add(p.did)
			if err != nil {
				errs = append(errs, fmt.Errorf("detector %d: %w", i, err))
			}
		})
	}
	warm.Wait()
	for range measurements {
		time.Sleep(o.time / measurements)
		step.Lock()
		r.memory.measure()
		step.Unlock()
	}
	close(stop)
	running.Wait()
	for _, s := range schedulers {
		if q := s.Stats(); q.Queued != 0 || q.Running != 0 {
			errs = append(errs, fmt.Errorf("in the end %d windows wait and %d batches run", q.Queued, q.Running))
		}
		errs = append(errs, s.Close())
	}
	errs = append(errs, r.memory.check())
	return r, errors.Join(errs...)
}

// newScripts returns the scripts that detectors play.
func newScripts(clips [][]float32) (list []*script, err error) {
	for seed := range uint64(scripts) {
		m, err := vad.New()
		if err != nil {
			return nil, err
		}
		s, err := newScript(m, clips, seed, scriptSeconds)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// until plays until stop is closed. It calls warm, maybe more than once, when it has
// played as much audio as a script has, or ends before.
func (p *player) until(stop <-chan struct{}, step *sync.RWMutex, warm func()) error {
	defer warm()
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		step.RLock()
		err := p.step()
		step.RUnlock()
		if err != nil {
			return err
		}
		if p.did.samples >= scriptSeconds*rate {
			warm()
		}
	}
}
