package main

import (
	"bytes"
	"context"
	"path/filepath"

	"github.com/gosilero/vad/cmd/vad/internal/labels"
)

type detectCmd struct {
	Format string `short:"f" enum:"text,json,jsonl,csv,srt,vtt,rttm,audacity" default:"text" placeholder:"FORMAT" help:"Output format: ${enum} (${default})."`
	Stored string `name:"probs" placeholder:"FILE" help:"Take the probabilities that vad probs --format json stored; - is standard input."`
	outputFlags
	segmentFlags
	batchFlags
}

func (detectCmd) Help() string {
	return `Formats: text has a line for each segment, with start, end and length in
seconds; json an object for each recording; jsonl an object for each segment.
Samples are those of the recording's own rate.

Examples:

  vad detect interview.flac
  vad detect -r --format rttm -o speech.rttm recordings/
  vad detect --format srt -o subtitles/ a.mp3 b.opus
  vad detect --threshold 0.6 --min-silence 500ms --max-speech 30s talk.wav
  ffmpeg -i film.mkv -f s16le -ac 1 -ar 16000 - | vad detect --raw s16le -
  vad probs -f json talk.wav > talk.json; vad detect --probs talk.json`
}

func (c *detectCmd) Run(ctx context.Context, t terminal) error {
	config, err := c.config()
	if err != nil {
		return err
	}
	// detection has the segments of each channel.
	detection := func(_ input, recs []*recording) ([]found, error) {
		var list []found
		for _, r := range recs {
			segs, err := r.segments(config)
			if err != nil {
				return nil, err
			}
			list = append(list, found{r, r.result(segs)})
		}
		return list, nil
	}
	w, err := c.writer(t)
	if err != nil {
		return err
	}
	defer w.abandon()
	if c.Stored != "" {
		err = c.fromStored(ctx, t, detection, w)
	} else {
		err = each(ctx, batch{batchFlags: &c.batchFlags, terminal: t, ownFiles: c.isFolder()}, detection, w.write)
	}
	if err != nil && err != errFailed {
		return err
	}
	if e := w.commit(); e != nil {
		return e
	}
	return err
}

// fromStored makes segments of stored probabilities.
func (c *detectCmd) fromStored(ctx context.Context, t terminal, detection func(input, []*recording) ([]found, error), w resultWriter) error {
	if len(c.Files) > 0 {
		return usage("--probs takes the place of recordings")
	}
	recs, err := readStored(ctx, c.Stored, t)
	if err != nil {
		return err
	}
	list, err := detection(input{name: c.Stored}, recs)
	if err != nil {
		return pathError(c.Stored, err)
	}
	return w.write(list)
}

// found is the segments of a recording.
type found struct {
	recording *recording
	result    *labels.Result
}

// resultWriter writes what is found, in a stream or in files.
type resultWriter interface {
	write([]found) error
	commit() error
	abandon()
}

func (c *detectCmd) writer(t terminal) (resultWriter, error) {
	if c.isFolder() {
		return &folderWriter{&c.outputFlags, c.Format}, nil
	}
	if labels.Single(c.Format) && (len(c.Files) > 1 || c.Recursive || c.PerChannel) {
		return nil, usage("%s holds one recording; -o %s writes a file for each", c.Format, "FOLDER"+string(filepath.Separator))
	}
	out, err := c.open(t)
	if err != nil {
		return nil, err
	}
	w, err := labels.NewWriter(out, c.Format)
	return &streamWriter{out, w}, err
}

// streamWriter writes all results to one place.
type streamWriter struct {
	*sink
	labels *labels.Writer
}

func (w *streamWriter) write(list []found) error {
	for _, f := range list {
		if err := w.labels.Write(f.result); err != nil {
			return err
		}
	}
	return nil
}

func (w *streamWriter) commit() error {
	if err := w.labels.Close(); err != nil {
		return err
	}
	return w.sink.commit()
}

// folderWriter writes each result to a file of its own.
type folderWriter struct {
	output *outputFlags
	format string
}

func (w *folderWriter) write(list []found) error {
	for _, f := range list {
		name, err := w.output.path(f.recording, labels.Extension(w.format))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		out, err := labels.NewWriter(&b, w.format)
		if err != nil {
			return err
		}
		if err := out.Write(f.result); err != nil {
			return err
		}
		if err := writeWhole(name, b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (*folderWriter) commit() error { return nil }
func (*folderWriter) abandon()      {}
