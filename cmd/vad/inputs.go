package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/internal/ffmpeg"
	"github.com/gosilero/vad/internal/inference"
)

// inputFlags are the options that choose the inputs and how they are read.
type inputFlags struct {
	Recursive  bool   `short:"r" group:"Input" help:"Search folders for recordings, by file name extension."`
	Channel    *int   `placeholder:"N" group:"Input" help:"Use one channel, counted from 0 (the mean of all)."`
	PerChannel bool   `group:"Input" help:"Treat each channel as a recording of its own."`
	Raw        string `placeholder:"ENCODING" group:"Input" enum:",u8,s8,s16le,s16be,s24le,s24be,s32le,s32be,f32le,f32be,f64le,f64be,mulaw,alaw" default:"" help:"The input has no header: u8, s8, s16le, s24le, s32le, f32le, f64le, those with be for le, mulaw or alaw."`
	Rate       *int   `placeholder:"HZ" group:"Input" help:"Sample rate of raw input (16000; 8000 for mulaw and alaw)."`
	Channels   *int   `placeholder:"N" group:"Input" help:"Channels of raw input, interleaved (1)."`
	FFmpeg     string `name:"ffmpeg" default:"auto" placeholder:"PATH" group:"Input" help:"auto, never, or the ffmpeg that decodes what vad does not, such as AAC (${default}: as installed)."`

	MaxChannels int           `default:"64" placeholder:"N" group:"Input" help:"Refuse --per-channel of recordings with more channels (${default})."`
	MaxDuration time.Duration `placeholder:"TIME" group:"Input" help:"Refuse what comes after this much of a recording (no limit)."`

	Files []string `arg:"" optional:"" sep:"none" name:"file" help:"Recordings, or folders with -r; - is standard input."`

	listed []input  // by list
	passed []string // files that a search has passed over
}

// check reports options that contradict each other.
func (f *inputFlags) check() error {
	switch {
	case f.Channel != nil && f.PerChannel:
		return usage("--channel and --per-channel exclude each other")
	case f.Channel != nil && *f.Channel < 0:
		return usage("--channel is %d, want 0 or more", *f.Channel)
	case f.Raw == "" && (f.Rate != nil || f.Channels != nil):
		return usage("--rate and --channels describe raw input; --raw is missing")
	case f.MaxChannels < 0:
		return usage("--max-channels is %d, want 0 or more", f.MaxChannels)
	case f.MaxDuration < 0:
		return usage("--max-duration is %v, want 0 or more", f.MaxDuration)
	case len(f.Files) == 0:
		return usage("no recording is named; use - for standard input")
	}
	if f.FFmpeg != "auto" && f.FFmpeg != "never" {
		if _, err := ffmpeg.Find(f.FFmpeg); err != nil {
			return usage("--ffmpeg: %w", err)
		}
	}
	seen := false
	for _, name := range f.Files {
		if name == "-" && seen {
			return usage("standard input is named twice")
		}
		seen = seen || name == "-"
	}
	return nil
}

func (f *inputFlags) rawFormat() audio.RawFormat {
	raw := audio.RawFormat{Encoding: audio.Encoding(f.Raw), SampleRate: 16000, Channels: 1}
	if raw.Encoding == audio.MuLaw || raw.Encoding == audio.ALaw {
		raw.SampleRate = 8000
	}
	if f.Rate != nil {
		raw.SampleRate = *f.Rate
	}
	if f.Channels != nil {
		raw.Channels = *f.Channels
	}
	return raw
}

// input is a recording that the command line names or a search found, or the
// error that takes its place.
type input struct {
	name string
	path string // of the file; empty for standard input
	stem string // of the names of output files; includes the folders below the one searched
	size int64  // bytes; 0 if unknown
	err  error

	found bool // by a search, by the extension of its name
}

// newInput returns the input for a file. Its output files are named after place.
func newInput(path, place string) input {
	in := input{name: path, path: path, stem: place}
	if s := strings.TrimSuffix(place, filepath.Ext(place)); filepath.Base(s) != "." && s != "" {
		in.stem = s
	}
	info, err := os.Stat(path)
	if err == nil {
		in.size = info.Size()
	}
	in.err = err
	return in
}

// distinct returns an error if two inputs have the same output files.
func distinct(list []input) error {
	seen := map[string]string{}
	for _, in := range list {
		if in.err != nil {
			continue
		}
		if other, ok := seen[in.stem]; ok {
			return usage("the output of %s and %s would have the same name", other, in.name)
		}
		seen[in.stem] = in.name
	}
	return nil
}

var errFolder = errors.New("is a folder; use -r to search it")

// list returns the inputs, with the recordings in folders in place of folders.
func (f *inputFlags) list() []input {
	if f.listed == nil {
		f.listed = f.find()
	}
	return f.listed
}

// protect returns the files that are read, the inputs and others: no output may
// replace them.
func (f *inputFlags) protect(t terminal, others ...string) (p protectedFiles) {
	for _, in := range f.list() {
		p.add(in.name, t)
	}
	for _, name := range others {
		p.add(name, t)
	}
	return p
}

func (f *inputFlags) find() []input {
	var list []input
	for _, name := range f.Files {
		if name == "-" {
			list = append(list, input{name: name, stem: "stdin"})
			continue
		}
		info, err := os.Stat(name)
		switch {
		case err != nil || !info.IsDir():
			list = append(list, newInput(name, filepath.Base(name)))
		case !f.Recursive:
			list = append(list, input{name: name, err: errFolder})
		default:
			list = append(list, f.search(name)...)
		}
	}
	return list
}

var (
	audioExtensions = append([]string{ // those that ffmpeg decodes, and ours
		".aac", ".ac3", ".eac3", ".amr", ".awb", ".ape", ".asf", ".avi", ".dsf", ".dts", ".flv", ".gsm", ".m2ts", ".mp2", ".mpc", ".mpeg", ".mpg",
		".mts", ".nist", ".rm", ".sph", ".spx", ".tak", ".ts", ".tta", ".voc", ".wma", ".wmv", ".wv",
	}, inference.Extensions...)
	rawExtensions = []string{".raw", ".pcm", ".s16", ".s16le", ".f32", ".f32le", ".ul", ".al", ".ulaw", ".alaw"}
)

// search returns the recordings in a folder and its subfolders, in order of name.
func (f *inputFlags) search(folder string) []input {
	extensions := audioExtensions
	if f.Raw != "" {
		extensions = rawExtensions
	}
	var list []input
	// A trailing separator makes WalkDir follow a link to a folder.
	root := folder + string(filepath.Separator)
	filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			list = append(list, input{name: path, err: err})
			return nil
		}
		for _, e := range extensions {
			if strings.EqualFold(filepath.Ext(path), e) && isFile(path, entry) {
				place, err := filepath.Rel(folder, path)
				if err != nil {
					place = filepath.Base(path)
				}
				in := newInput(path, place)
				in.found = true
				list = append(list, in)
				return nil
			}
		}
		if !entry.IsDir() {
			f.passed = append(f.passed, path)
		}
		return nil
	})
	if len(list) == 0 {
		list = append(list, input{name: folder, err: errors.New("no recordings in this folder")})
	}
	return list
}

// isFile reports whether an entry of a folder is a file or a link to one. A named
// pipe is neither: to open it waits for a writer.
func isFile(path string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.Type().IsRegular()
	}
	return isRegularFile(path)
}

// isRegularFile reports whether a name is that of an ordinary file, or of a link to one.
func isRegularFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// limits returns what the flags allow. Each channel costs memory of its own if
// it is treated on its own.
func (f *inputFlags) limits() audio.Limits {
	l := audio.Limits{Duration: f.MaxDuration}
	if f.PerChannel {
		l.Channels = f.MaxChannels
	}
	return l
}
