package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/bench/internal/wav"
	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
	"github.com/gosilero/vad/live"
)

// study is one table of the output.
type study struct {
	name, title string
	columns     []string
	rows        [][]string
}

// print prints the table with the marks by which documents hold it.
func (s *study) print(w io.Writer) {
	docs.Print(w, "make locks: "+s.name, func(w io.Writer) {
		fmt.Fprintf(w, "**%s%s**%s\n\n", strings.ToUpper(s.name[:1]), s.name[1:], s.title)
		t := markdown.NewTable(w, s.columns...)
		for _, row := range s.rows {
			t.Row(row...)
		}
		t.Flush()
	})
}

func (s *study) add(cells ...string) { s.rows = append(s.rows, cells) }

// studyDesigns prints two tables: the designs under load, and after resets.
func studyDesigns(w io.Writer, o *options, k *kit, window []float32) error {
	truth, err := newChain(k.network, window, chainWindows)
	if err != nil {
		return err
	}
	load, err := studyLoad(o, k, truth, window)
	if err != nil {
		return err
	}
	resets, err := studyResets(o, k, truth, window)
	if err != nil {
		return err
	}
	load.print(w)
	resets.print(w)
	return nil
}

// studyLoad measures the designs with one stream for all goroutines, then with
// a stream for each.
func studyLoad(o *options, k *kit, truth chain, window []float32) (*study, error) {
	s := &study{
		name:    "load",
		title:   fmt.Sprintf(": reads in µs, p50 / p99 / max; lost updates of %d windows per stream and round, %d rounds", chainWindows, o.rounds),
		columns: []string{"goroutines", "streams", "design", "windows/s", "read", "reads", "lost updates"},
	}
	for _, streamEach := range []bool{false, true} {
		for _, goroutines := range goroutineCounts {
			streams := 1
			if streamEach {
				streams = goroutines
			}
			if streamEach && goroutines == 1 {
				continue // is in the table already
			}
			for _, c := range contenders {
				progress("%s: %d goroutines, %d streams", c.name, goroutines, streams)
				d := c.make(k, streams)
				speed := throughput(d, window, goroutines, streams, o.load)
				reads := readTimes(d, window, goroutines, streams, o.load)
				rounds := max(1, o.rounds/streams) // as many windows in all
				loss, err := countLost(d, truth, window, goroutines, streams, rounds)
				if err != nil {
					return nil, fmt.Errorf("design %s: %w", c.name, err)
				}
				s.add(fmt.Sprint(goroutines), fmt.Sprint(streams), c.name, fmt.Sprintf("%.0f", speed),
					micros(reads.p50, reads.p99, reads.max), fmt.Sprint(reads.n), share(loss.lost, loss.windows))
			}
		}
	}
	return s, nil
}

// studyResets counts the resets that an inference under way undoes.
func studyResets(o *options, k *kit, truth chain, window []float32) (*study, error) {
	s := &study{
		name:    "resets",
		title:   " while a window is processed",
		columns: []string{"design", "what it is", "resets", "did not wait for the window", "undone"},
	}
	for _, c := range contenders {
		progress("%s: resets", c.name)
		r, err := countResurrected(c.make(k, 1), truth, window, o.resets)
		if err != nil {
			return nil, fmt.Errorf("design %s: %w", c.name, err)
		}
		s.add(c.name, c.title, fmt.Sprint(r.resets), share(r.passed, r.resets), share(r.undone, r.resets))
	}
	return s, nil
}

// studyScheduler prints four tables: many live streams, detectors on them, the
// limit of one processor, and the scheduler's own cost.
func studyScheduler(w io.Writer, o *options, m *vad.Model, window []float32) error {
	for _, study := range []struct {
		wanted  bool
		measure func(*options, *vad.Model, []float32) (*study, error)
	}{
		{o.streams, studyLive}, {o.streams, studyDetectors}, {o.scheduler, studyLimit}, {o.scheduler, studyLoop},
	} {
		if !study.wanted {
			continue
		}
		s, err := study.measure(o, m, window)
		if err != nil {
			return err
		}
		s.print(w)
	}
	return nil
}

func studyLive(o *options, m *vad.Model, window []float32) (*study, error) {
	pcm, err := wav.Read(o.audio)
	if err != nil {
		return nil, err
	}
	return studyLoads(o, m, "live streams", []liveLoad{
		{"windows of 32 ms", period, 0, 0, windows(window)},
		{"windows of 32 ms, MaxDelay 5 ms", period, liveDelay, 0, windows(window)},
		{"packets of 20 ms", packetPeriod, 0, 0, packets(pcm)},
		{"packets of 20 ms, MaxDelay 5 ms", packetPeriod, liveDelay, 0, packets(pcm)},
		{"every 32 ms, sleep only", period, 0, 0, nil},
		{"every 20 ms, sleep only", packetPeriod, 0, 0, nil},
	})
}

func studyDetectors(o *options, m *vad.Model, _ []float32) (*study, error) {
	pcm, err := wav.Read(o.audio)
	if err != nil {
		return nil, err
	}
	ahead := len(pcm) / packetSize // then they keep as much audio as they ever do
	return studyLoads(o, m, "detectors", []liveLoad{
		{"streams, packets of 20 ms, MaxDelay 5 ms", packetPeriod, liveDelay, ahead, packets(pcm)},
		{"detectors without audio", packetPeriod, liveDelay, ahead, detectors(pcm, live.AudioNone)},
		{"detectors that hand over the speech", packetPeriod, liveDelay, ahead, detectors(pcm, live.AudioWhole)},
	})
}

// studyLoads compares loads of live streams with the first of them.
func studyLoads(o *options, m *vad.Model, name string, loads []liveLoad) (*study, error) {
	results, err := takeTurns(m, loads, liveStreams, o.liveRounds, o.live, progress)
	if err != nil {
		return nil, err
	}
	s := &study{
		name: name,
		title: fmt.Sprintf(", %d of them on %d processors, %d rounds of %v in turns; latency in ms, from the moment a packet is due; processors used in the median round, and beside the first load in the same round",
			liveStreams, runtime.GOMAXPROCS(0), o.liveRounds, o.live),
		columns: slices.Concat([]string{""}, liveColumns, []string{"of all processors", "beside the first"}),
	}
	for i, r := range results {
		s.add(slices.Concat([]string{loads[i].name}, r.cells(),
			[]string{fmt.Sprintf("%.1f %%", 100*r.cpu/float64(runtime.GOMAXPROCS(0))), fmt.Sprintf("%.2f", r.beside)})...)
	}
	return s, nil
}

func studyLimit(o *options, m *vad.Model, window []float32) (*study, error) {
	steps, err := highest(m, window, o.step, progress)
	if err != nil {
		return nil, err
	}
	s := &study{
		name:    "one processor",
		title:   fmt.Sprintf(" (GOMAXPROCS 1) with more and more live streams, %v each, until the p99 exceeds the period of %v; the best of up to %d tries", o.step, period, tries),
		columns: liveColumns,
	}
	for _, r := range steps {
		s.add(r.cells()...)
	}
	return s, nil
}

func studyLoop(o *options, m *vad.Model, window []float32) (*study, error) {
	progress("closed loop of %d streams", loadStreams)
	c, err := compareOverhead(m, window, o.loadRounds, loadWindows)
	if err != nil {
		return nil, err
	}
	scheduler, batch := medians(c.scheduler), medians(c.batch)
	s := &study{
		name:    "closed loop",
		title:   fmt.Sprintf(" of %d streams, µs per window, median of %d rounds of %d windows", loadStreams, o.loadRounds, loadWindows*loadStreams),
		columns: []string{"", "time", "processor time"},
	}
	s.add("scheduler", fmt.Sprintf("%.2f", scheduler.wall), fmt.Sprintf("%.2f", scheduler.cpu))
	s.add("ProcessBatch of 16", fmt.Sprintf("%.2f", batch.wall), fmt.Sprintf("%.2f", batch.cpu))
	s.add("overhead", overhead(scheduler.wall, batch.wall), overhead(scheduler.cpu, batch.cpu))
	return s, nil
}

const (
	liveStreams = 1000
	liveDelay   = 5 * time.Millisecond
	loadWindows = 100 // of each stream in a round
)

var liveColumns = []string{"streams", "packets", "p50", "p99", "max", "late", "processors used", "streams per processor used", "windows in a batch"}

func (r liveResult) cells() []string {
	l := r.latency
	return []string{fmt.Sprint(r.streams), fmt.Sprint(l.n), millis(l.p50), millis(l.p99), millis(l.max),
		share(r.late, l.n), fmt.Sprintf("%.2f", r.cpu), fmt.Sprintf("%.0f", float64(r.streams)/r.cpu), fmt.Sprintf("%.1f", r.batchSize)}
}

// overhead shows by how much x exceeds base.
func overhead(x, base float64) string { return fmt.Sprintf("%.0f %%", 100*(x/base-1)) }
