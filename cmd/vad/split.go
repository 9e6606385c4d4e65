package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/gosilero/vad/audio/audiofile"
	"github.com/gosilero/vad/cmd/internal/mark"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

type splitCmd struct {
	Format  string `short:"f" enum:"wav, flac" default:"wav" placeholder:"FORMAT" help:"Output format: ${enum} (${default})."`
	Bits    int    `enum:"16, 24" default:"16" placeholder:"N" help:"Bits of a sample: ${enum} (${default})."`
	Collect bool   `help:"Write all segments of a recording to one file."`
	Invert  bool   `help:"Write everything but the segments."`
	Output  string `short:"o" default:"." placeholder:"FOLDER" help:"Write to this folder (the current one)."`
	Force   bool   `help:"Replace files that vad did not write."`
	segmentFlags
	passFlags

	protected protectedFiles // may not be written to
}

func (splitCmd) Help() string {
	return `Pieces keep the sample rate and the channels of the recording. Files are named
after it, with a number or, with --collect, with -speech or -rest. Standard
output lists each file with its start and end in seconds.

Pieces of an earlier run are replaced, and removed if this one has fewer; a search
passes over them. Other files are kept, unless --force is given.

Examples:

  vad split -o pieces/ talk.mp3
  vad split --format flac --max-speech 30s --bits 24 -r recordings/ -o pieces/
  vad split --collect talk.wav
  vad split --collect --invert -o noise/ talk.wav`
}

func (c *splitCmd) Run(ctx context.Context, t terminal) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	if c.Output == "-" {
		return usage("-o must be a folder; pieces cannot go to standard output")
	}
	c.passOverPieces(t)
	c.protected = c.protect(t)
	defer c.keepPipes(ctx, t)()
	split := func(in input, recs []*recording) (all written, err error) {
		for i, r := range recs {
			segs, err := r.Segments(config)
			if err != nil {
				return all, err
			}
			if c.Invert {
				if segs, err = segment.Invert(segs, r.InputSamples); err != nil {
					return all, err
				}
			}
			channel := c.Channel
			if c.PerChannel {
				channel = &i
			}
			pieces, err := c.writePieces(ctx, in, r, channel, segs)
			if err != nil {
				return all, err
			}
			if len(pieces) == 0 {
				all.empty = append(all.empty, r.name())
			}
			all.pieces = append(all.pieces, pieces...)
			all.removed = append(all.removed, c.removeStale(r, len(pieces))...)
		}
		return all, nil
	}
	run := pass{passFlags: &c.passFlags, terminal: t, ownFiles: true}
	return each(ctx, run, split, func(all written) error {
		for _, name := range all.removed {
			t.complain("removed %s, a piece of an earlier run", name)
		}
		for _, name := range all.empty {
			t.complain("%s: no pieces", name)
		}
		for _, p := range all.pieces {
			if _, err := fmt.Fprintf(t.out, "%s\t%.3f\t%.3f\n", labels.Printable(p.name), p.start, p.end); err != nil {
				return err
			}
		}
		return nil
	})
}

// piece is a file that was written, with its start and end in seconds.
type piece struct {
	name       string
	start, end float64
}

// written is what became of a recording.
type written struct {
	pieces  []piece
	removed []string
	empty   []string // recordings, or channels, without pieces
}

// keepPipes copies the inputs that are pipes to temporary files, since recordings are
// read twice, and returns a function that removes them.
func (c *splitCmd) keepPipes(ctx context.Context, t terminal) (remove func()) {
	var kept []string
	list := c.list()
	for i, in := range list {
		if in.err != nil || isRegularFile(in.path) {
			continue
		}
		var name string
		if name, list[i].err = copyPipe(ctx, in, t); list[i].err == nil {
			list[i].path = name
			kept = append(kept, name)
		}
	}
	return func() {
		for _, name := range kept {
			os.Remove(name)
		}
	}
}

// copyPipe copies an input to a temporary file and returns its name.
func copyPipe(ctx context.Context, in input, t terminal) (string, error) {
	source, err := openSource(ctx, in, t)
	if err != nil {
		return "", err
	}
	defer source.Close()
	file, err := os.CreateTemp("", "vad-split-*")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(file, source)
	if e := file.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return file.Name(), err
}

// writePieces decodes a recording once more and writes stretches of it, of one
// channel or of all.
func (c *splitCmd) writePieces(ctx context.Context, in input, r *recording, channel *int, stretches []segment.Segment) ([]piece, error) {
	if len(stretches) == 0 {
		return nil, nil
	}
	reader, err := c.openInput(ctx, in, terminal{}, io.Discard)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	source, err := selectOne(reader, channel)
	if err != nil {
		return nil, err
	}
	format := audiofile.Format{
		Kind: c.Format, SampleRate: r.InputRate, Channels: source.Format().Channels, Bits: c.Bits,
		Software: mark.Software,
	}
	cut := &cutter{source: source, ctx: ctx}
	output := outputFlags{Output: c.Output, protected: c.protected, ownOnly: !c.Force}
	if c.Collect {
		p, err := cut.toFile(&output, r, format, c.collectSuffix(), stretches)
		return []piece{p}, err
	}
	var list []piece
	for i, s := range stretches {
		p, err := cut.toFile(&output, r, format, pieceSuffix(i+1), []segment.Segment{s})
		if err != nil {
			// Pieces that standard output does not list would go unnoticed.
			for _, p := range list {
				os.Remove(p.name)
			}
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}
