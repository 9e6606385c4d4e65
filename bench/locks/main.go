// Command locks compares four ways to share a network and the states of streams
// among goroutines: how many windows they process, how long a reader of the state
// waits, how many updates they lose, and whether a reset persists. Then it measures
// the scheduler. docs/locking.md explains the results.
//
// It needs Linux and Go. make locks runs it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/model"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// chainWindows is the number of windows that a stream gets before its memory is
// compared: the number of goroutines in the largest case.
const chainWindows = 64

// goroutineCounts divide chainWindows.
var goroutineCounts = []int{1, 2, 8, 64}

// options are the options of the command line: what to measure, and how long.
type options struct {
	designs, streams, scheduler bool
	load, live, step            time.Duration // of one throughput or read measurement; of a round of 1000 streams; of a step to the limit
	rounds, resets              int
	liveRounds                  int
	loadRounds                  int
	audio                       string
}

func parseOptions(args []string, stderr io.Writer) (*options, error) {
	f := flag.NewFlagSet("locks", flag.ContinueOnError)
	f.SetOutput(stderr)
	quick := f.Bool("quick", false, "measure less, for rough figures")
	only := f.String("only", "", "measure only the designs, the scheduler, or its live streams")
	audio := f.String("audio", "testdata/speech.wav", "recording for live streams: WAV, 16 kHz, one channel, 16 bit")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	o := &options{load: time.Second, live: 2 * time.Second, step: 3 * time.Second, rounds: 200, resets: 2000, liveRounds: 9, loadRounds: 9}
	if *quick {
		*o = options{load: 100 * time.Millisecond, live: time.Second, step: 500 * time.Millisecond, rounds: 10, resets: 100, liveRounds: 1, loadRounds: 3}
	}
	o.audio = *audio
	switch *only {
	case "":
		o.designs, o.streams, o.scheduler = true, true, true
	case "designs":
		o.designs = true
	case "scheduler":
		o.streams, o.scheduler = true, true
	case "streams":
		o.streams = true
	default:
		return nil, fmt.Errorf("-only is %q, want designs, scheduler or streams", *only)
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("got argument %q, want none", f.Arg(0))
	}
	return o, nil
}

func main() {
	o, err := parseOptions(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "locks:", err)
		os.Exit(1)
	}
}

// progress prints to standard error what is being done.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func run(o *options) error {
	k, err := newKit()
	if err != nil {
		return err
	}
	window := testWindow()
	docs.Print(os.Stdout, "make locks: machine", func(w io.Writer) {
		fmt.Fprintf(w, "CPU: %s, GOMAXPROCS %d  \nGo: %s; kernels: %s  \nCommand: `%s`\n", machine(), runtime.GOMAXPROCS(0),
			runtime.Version(), ops.Implementation(), strings.Join(append([]string{"bin/locks"}, os.Args[1:]...), " "))
	})
	if o.designs {
		if err := studyDesigns(os.Stdout, o, k, window); err != nil {
			return err
		}
	}
	return studyScheduler(os.Stdout, o, k.model, window)
}

func newKit() (*kit, error) {
	m, err := vad.New()
	if err != nil {
		return nil, err
	}
	n, err := model.New(weights.V6(), sampleRate)
	if err != nil {
		return nil, err
	}
	return &kit{model: m, network: n}, nil
}
