// Command scaling measures how many recordings an hour one and two workers of one
// processor each take from a queue, with recordings and results in a folder, and
// reckons from that what more machines would do.
//
//	make archive-scaling
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"

	"github.com/gosilero/vad/archive/internal/testbed"
	"github.com/gosilero/vad/archive/queue"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/audio/audiofile"
	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
)

var (
	recordings = flag.Int("recordings", 40, "recordings of a run")
	minutes    = flag.Int("minutes", 3, "length of a recording")
	rounds     = flag.Int("rounds", 2, "runs of each number of workers, in turns")
	hours      = flag.Float64("archive", 80000, "hours of the archive that is reckoned")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	if flag.NArg() != 2 {
		log.Fatal("usage: scaling [flags] VAD-ARCHIVE RECORDING")
	}
	if err := run(flag.Arg(0), flag.Arg(1)); err != nil {
		log.Fatal(err)
	}
}

// measured is one run.
type measured struct {
	workers int
	took    time.Duration
	cpu     time.Duration // of the workers
	load    string        // of the machine, over the minute before the end
}

func run(command, clip string) (err error) {
	folder, err := os.MkdirTemp("", "scaling-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	size, err := writeArchive(filepath.Join(folder, "in"), clip)
	if err != nil {
		return err
	}
	s, err := testbed.NATS(filepath.Join(folder, "nats"), natsserver.RANDOM_PORT)
	if err != nil {
		return err
	}
	defer s.Shutdown()
	var runs []measured
	for round := range *rounds {
		for workers := 1; workers <= 2; workers++ {
			m, err := measure(command, folder, s.ClientURL(), fmt.Sprintf("%d-%d", round, workers), workers)
			if err != nil {
				return err
			}
			runs = append(runs, m)
			log.Printf("%d workers: %.1f s, %.1f s of processor time, load %s", workers, m.took.Seconds(), m.cpu.Seconds(), m.load)
		}
	}
	docs.Print(os.Stdout, "make archive-scaling: measured", func(w io.Writer) { printRuns(w, runs) })
	docs.Print(os.Stdout, "make archive-scaling: reckoned", func(w io.Writer) { printReckoned(w, runs, size) })
	return nil
}

// writeArchive writes the recordings, which repeat a clip, as FLAC. It returns the bytes
// of one.
func writeArchive(folder, clip string) (size int64, err error) {
	data, err := os.ReadFile(clip)
	if err != nil {
		return 0, err
	}
	reader, err := audio.Open(bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	pcm, err := audio.ReadAll(audio.Mono(reader))
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return 0, err
	}
	rate := reader.Format().SampleRate
	first := filepath.Join(folder, "0000.flac")
	file, err := os.Create(first)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	w, err := audiofile.NewWriter(file, audiofile.Format{Kind: "flac", SampleRate: rate, Channels: 1, Bits: 16, Samples: int64(*minutes * 60 * rate)})
	if err != nil {
		return 0, err
	}
	for left := *minutes * 60 * rate; left > 0; left -= len(pcm) {
		if err := w.Write(pcm[:min(left, len(pcm))]); err != nil {
			return 0, err
		}
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	content, err := os.ReadFile(first)
	if err != nil {
		return 0, err
	}
	for i := 1; i < *recordings; i++ {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%04d.flac", i)), content, 0o600); err != nil {
			return 0, err
		}
	}
	return int64(len(content)), nil
}

// measure runs workers on a queue of their own.
func measure(command, folder, url, name string, workers int) (m measured, err error) {
	of := []string{"--queue", url, "--name", name}
	submit := exec.Command(command, append([]string{"submit", "--input", "file://" + folder + "/in", "--output", "file://" + folder + "/" + name}, of...)...)
	if out, err := submit.CombinedOutput(); err != nil {
		return m, fmt.Errorf("submit: %w: %s", err, out)
	}
	q, err := queue.Connect(queue.Server{URL: url}, name)
	if err != nil {
		return m, err
	}
	defer q.Close()
	m.workers = workers
	started := time.Now()
	var running []*exec.Cmd
	for range workers {
		w := exec.Command(command, append([]string{"work", "--until-empty", "--quiet", "--jobs", "2"}, of...)...)
		w.Env = append(os.Environ(), "GOMAXPROCS=1")
		w.Stderr = os.Stderr
		if err := w.Start(); err != nil {
			return m, err
		}
		running = append(running, w)
	}
	for {
		s, err := q.Status(context.Background())
		if err != nil {
			return m, err
		}
		if s.Failed > 0 {
			return m, fmt.Errorf("%d recordings failed", s.Failed)
		}
		if int(s.Done) == *recordings {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	m.took = time.Since(started)
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.load, _, _ = strings.Cut(string(load), " ")
	}
	for _, w := range running {
		if err := w.Wait(); err != nil {
			return m, err
		}
		m.cpu += w.ProcessState.UserTime() + w.ProcessState.SystemTime()
	}
	return m, nil
}

// audioHours returns the hours of audio of a run.
func audioHours() float64 { return float64(*recordings**minutes) / 60 }

func printRuns(w io.Writer, runs []measured) {
	t := markdown.NewTable(w, "workers", "seconds", "recordings an hour", "times real time", "processor seconds an hour of audio", "load of the machine")
	for _, m := range runs {
		seconds := m.took.Seconds()
		t.Row(fmt.Sprint(m.workers), fmt.Sprintf("%.1f", seconds), fmt.Sprintf("%.0f", float64(*recordings)/seconds*3600),
			fmt.Sprintf("%.0f", audioHours()*3600/seconds), fmt.Sprintf("%.2f", m.cpu.Seconds()/audioHours()), m.load)
	}
	t.Flush()
	fmt.Fprintf(w, "\n%d recordings of %d minutes, FLAC of 16 kHz with one channel; workers with one processor each.\n", *recordings, *minutes)
}

// printReckoned prints what follows for machines of which a worker has the processor to
// itself: processor time, unlike the time of the clock, is nearly the same on a machine
// that others use.
func printReckoned(w io.Writer, runs []measured, size int64) {
	cpu := 0.0
	for _, m := range runs {
		cpu += m.cpu.Seconds() / audioHours() / float64(len(runs))
	}
	perHour := float64(size) * 60 / float64(*minutes) // bytes of an hour of audio
	const processors = 4
	t := markdown.NewTable(w, fmt.Sprintf("machines with %d processors", processors), "hours of audio an hour", fmt.Sprintf("%.0f hours of audio take (h)", *hours), "they read (Gbit/s)")
	for _, n := range []float64{1, 2, 5, 10, 50, 100} {
		rate := n * processors * 3600 / cpu
		t.Row(fmt.Sprintf("%.0f", n), fmt.Sprintf("%.0f", rate), fmt.Sprintf("%.1f", *hours/rate), fmt.Sprintf("%.2f", rate/3600*perHour*8/1e9))
	}
	t.Flush()
	fmt.Fprintf(w, "\nAt %.2f processor seconds and %.0f MB an hour of audio, %.0f hours take %.0f processor hours and read %.1f TB.\n",
		cpu, perHour/1e6, *hours, *hours*cpu/3600, *hours*perHour/1e12)
}
