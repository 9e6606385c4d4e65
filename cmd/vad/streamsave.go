package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/audio/audiofile"
	"github.com/gosilero/vad/cmd/vad/internal/launch"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// speechOutput writes the samples of segments, and nothing else.
type speechOutput struct {
	w        io.Writer
	encoding audio.Encoding
	buffer   []byte
}

func (o *speechOutput) event(e live.CallEvent) error {
	if e.Kind != segment.SegmentFinal {
		return nil
	}
	o.buffer = o.encoding.Append(o.buffer[:0], e.Audio)
	_, err := o.w.Write(o.buffer)
	return err
}

// saver writes each segment to a file and runs the command for it.
type saver struct {
	folder     string
	temporary  bool // the folder, and so its files
	perChannel bool
	out        printer
	complain   func(format string, args ...any)
	launcher   *launch.Launcher // nil without a command
	results    chan error       // of printing; the first counts
	failed     chan struct{}    // has an element once a command has failed
}

// newSaver makes the folder.
func newSaver(f *listenFlags, out printer, complain func(string, ...any)) (*saver, error) {
	s := &saver{
		folder: f.Save, perChannel: f.PerChannel, out: out, complain: complain,
		results: make(chan error, 1), failed: make(chan struct{}, 1),
	}
	var err error
	if s.temporary = s.folder == ""; s.temporary {
		s.folder, err = os.MkdirTemp("", "vad-stream-*")
	} else {
		err = os.MkdirAll(s.folder, 0o777)
	}
	if len(f.command) > 0 {
		s.launcher = launch.New(f.command, commandsAtOnce(), s.ended)
	}
	return s, err
}

func (s *saver) event(e live.CallEvent) error {
	if e.Kind != segment.SegmentFinal {
		return nil
	}
	rate := float64(e.SampleRate())
	saved := savedSegment{Event: "segment_saved", Start: float64(e.Segment.Start) / rate, End: float64(e.Segment.End) / rate}
	if s.perChannel {
		saved.Channel = &e.Channel
	}
	var err error
	if saved.File, err = s.write(e); err != nil {
		return err
	}
	if s.launcher != nil {
		s.launcher.Start(launch.Job{File: saved.File, Environment: saved.environment()})
	}
	if s.temporary {
		return nil
	}
	return s.out.saved(saved)
}

// environment returns the variables that a command finds.
func (s *savedSegment) environment() []string {
	list := []string{
		"VAD_FILE=" + s.File,
		"VAD_START=" + strconv.FormatFloat(s.Start, 'f', 3, 64),
		"VAD_END=" + strconv.FormatFloat(s.End, 'f', 3, 64),
	}
	if s.Channel != nil {
		list = append(list, "VAD_CHANNEL="+strconv.Itoa(*s.Channel))
	}
	return list
}

// write writes the segment of an event to a new file and returns its name.
func (s *saver) write(e live.CallEvent) (string, error) {
	stem := startName(e.Segment.Start, e.SampleRate())
	if s.perChannel {
		stem += fmt.Sprintf("-channel%d", e.Channel)
	}
	file, err := createNew(filepath.Join(s.folder, stem), ".wav")
	if err != nil {
		return "", err
	}
	defer file.Close()
	w, err := audiofile.NewWriter(file, audiofile.Format{
		Kind: "wav", SampleRate: e.SampleRate(), Channels: 1, Bits: 16, Samples: int64(len(e.Audio)),
	})
	if err == nil {
		err = w.Write(e.Audio)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// startName returns a position as hours, minutes and seconds, in the order of whose
// names files are in order of time: 00-01-23.456.
func startName(sample int64, rate int) string {
	ms := sample * 1000 / int64(rate)
	return fmt.Sprintf("%02d-%02d-%02d.%03d", ms/3600000, ms/60000%60, ms/1000%60, ms%1000)
}

// createNew creates a file that does not exist yet: with -2 or more after the stem,
// where that is taken.
func createNew(stem, extension string) (*os.File, error) {
	name := stem + extension
	for n := 2; ; n++ {
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
		name = fmt.Sprintf("%s-%d%s", stem, n, extension)
	}
}

// ended reports how a command ended.
func (s *saver) ended(r launch.Result) {
	c := endedCommand{Event: "command_ended", File: r.Job.File, Output: r.Output}
	if r.Err != nil {
		c.Error = r.Err.Error()
		message := c.Error
		if lines := splitLines(r.Errors); lines[len(lines)-1] != "" {
			message += ": " + lines[len(lines)-1]
		}
		s.complain("--exec: %s: %s", r.Job.File, message)
		select {
		case s.failed <- struct{}{}:
		default:
		}
	}
	if s.temporary {
		os.Remove(r.Job.File)
		c.File = filepath.Base(c.File)
	}
	if err := s.out.ended(c); err != nil {
		select {
		case s.results <- err:
		default:
		}
	}
}

// finish waits for the commands. An interrupt leaves them some time, and names the
// files that none was started for.
func (s *saver) finish(ctx context.Context) error {
	if s.launcher == nil {
		return nil
	}
	left := s.launcher.Wait(ctx, commandGrace)
	if len(left) > 0 {
		var names []string
		for _, j := range left {
			names = append(names, j.File)
		}
		s.complain("--exec: interrupted before %s", strings.Join(names, ", "))
	}
	select {
	case err := <-s.results:
		return err
	case <-s.failed:
		if ctx.Err() == nil { // otherwise, it may have been killed
			return errFailed
		}
	default:
	}
	if ctx.Err() != nil {
		return errInterrupted
	}
	return nil
}

// abandon removes temporary files.
func (s *saver) abandon() {
	if s.temporary {
		os.RemoveAll(s.folder)
	}
}
