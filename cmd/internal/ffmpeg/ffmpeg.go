// Package ffmpeg decodes with the program ffmpeg what package audio does not.
//
// Input is not trusted: the program gets its arguments as a vector, the demuxer of
// the kind that was recognised and no other, and no protocols but files and pipes.
package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"

	"github.com/gosilero/vad/audio"
)

// ErrFailed reports that ffmpeg could not be run, or could not decode. It is wrapped
// with what ffmpeg printed first.
var ErrFailed = errors.New("ffmpeg")

// Program is ffmpeg.
type Program struct{ path string }

// Find returns the program that a path or a name in $PATH means.
func Find(name string) (*Program, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, err
	}
	return &Program{path}, nil
}

// Input is what to decode.
type Input struct {
	Kind audio.Kind
	Path string    // of a regular file; empty for Pipe
	Pipe io.Reader // may go on being read until Close, and once after it
}

// demuxers are ffmpeg's names of the kinds.
var demuxers = map[audio.Kind]string{
	audio.KindMP4: "mov", audio.KindMatroska: "matroska", audio.KindWebM: "matroska", audio.KindADTS: "aac",
	audio.KindMP1: "mp3", audio.KindMP2: "mp3", audio.KindMP3: "mp3", audio.KindAC3: "ac3", audio.KindEAC3: "eac3",
	audio.KindDTS: "dts", audio.KindAMR: "amr", audio.KindGSM: "gsm", audio.KindASF: "asf", audio.KindAVI: "avi",
	audio.KindFLV: "flv", audio.KindMPEGPS: "mpeg", audio.KindMPEGTS: "mpegts", audio.KindRealMedia: "rm",
	audio.KindWAV: "wav", audio.KindWave64: "w64", audio.KindAIFF: "aiff", audio.KindAU: "au",
	audio.KindCAF: "caf", audio.KindOgg: "ogg", audio.KindFLAC: "flac", audio.Kind8SVX: "iff", audio.KindAPE: "ape",
	audio.KindWavPack: "wv", audio.KindTTA: "tta", audio.KindTAK: "tak", audio.KindDSF: "dsf", audio.KindVOC: "voc",
	audio.KindSPHERE: "nistsphere",
}

// Decodes reports whether ffmpeg has a demuxer for a kind.
func Decodes(kind audio.Kind) bool { return demuxers[kind] != "" }

// arguments returns those that decode the first audio stream of in: WAV of float32
// at its own rate, with its own channels. Stretches without audio, at the beginning
// too, are silence, so that times are those of the file.
func arguments(in Input) []string {
	url := "pipe:0"
	if in.Path != "" {
		url = "file:" + in.Path // whatever the name begins with
	}
	return []string{
		"-nostdin", "-hide_banner", "-v", "error",
		"-protocol_whitelist", "file,pipe", "-f", demuxers[in.Kind], "-i", url,
		"-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-af", "aresample=async=1:first_pts=0",
		"-fflags", "+bitexact", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1",
	}
}

// Stream is the output of ffmpeg, a WAV without a known length. It is an
// io.ReadCloser.
type Stream struct {
	ctx      context.Context
	command  *exec.Cmd
	output   io.Reader
	messages messages
	stop     func() bool // no longer kills with the context
	wait     func() error
	err      error // of Read, from the end on
}

// Decode starts ffmpeg. The end of ctx kills it, and so does Close.
func (p *Program) Decode(ctx context.Context, in Input) (*Stream, error) {
	s := &Stream{ctx: ctx, command: exec.Command(p.path, arguments(in)...)}
	ownGroup(s.command)
	s.command.Stderr = &s.messages
	s.command.WaitDelay = time.Second // for what survives its group and keeps the output
	output, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.output = output
	var input io.WriteCloser
	if in.Path == "" {
		if input, err = s.command.StdinPipe(); err != nil {
			return nil, err
		}
	}
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFailed, err)
	}
	if input != nil {
		go func() {
			_, _ = io.Copy(input, in.Pipe) // fails when ffmpeg ends first
			input.Close()
		}()
	}
	s.wait = sync.OnceValue(s.command.Wait)
	s.stop = context.AfterFunc(ctx, func() { killGroup(s.command) })
	return s, nil
}

// Read reads the output. At its end, it returns an error if ffmpeg failed.
func (s *Stream) Read(b []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.output.Read(b)
	if err == nil || n > 0 {
		return n, nil
	}
	failed := s.wait()
	s.stop()
	switch {
	case s.ctx.Err() != nil:
		s.err = s.ctx.Err()
	case failed != nil:
		s.err = s.failure(failed)
	default:
		s.err = err
	}
	return 0, s.err
}

// failure returns the error of a process that failed.
func (s *Stream) failure(err error) error {
	if message := s.messages.String(); message != "" {
		return fmt.Errorf("%w: %s", ErrFailed, message)
	}
	return fmt.Errorf("%w: %w", ErrFailed, err)
}

// Warning returns what ffmpeg printed, on one line. It may be called after the end
// of the output.
func (s *Stream) Warning() string {
	if message := s.messages.String(); message != "" {
		return "ffmpeg: " + message
	}
	return ""
}

// Close kills ffmpeg, unless it has ended, and waits for its end.
func (s *Stream) Close() error {
	if s.command.ProcessState == nil {
		killGroup(s.command)
	}
	_ = s.wait() // it was killed
	s.stop()
	return nil
}
