package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
)

type probsCmd struct {
	Format string `short:"f" enum:"csv,json,npy" default:"csv" placeholder:"FORMAT" help:"Output format: ${enum} (${default})."`
	outputFlags
	batchFlags
}

func (probsCmd) Help() string {
	return `Formats: csv has a line for each window, with its start in seconds; json an
object for each recording, from which vad detect --probs makes segments; npy
an array of float32 for NumPy, one recording in a file.

Examples:

  vad probs talk.wav > talk.csv
  vad probs --format json -o talk.json talk.wav
  vad probs --format npy -o arrays/ -r recordings/`
}

func (c *probsCmd) Run(ctx context.Context, t terminal) error {
	write := map[string]func(io.Writer, *recording) error{
		"csv": writeProbsCSV, "json": writeProbsJSON, "npy": writeProbsNPY,
	}[c.Format]
	encode := func(_ input, recs []*recording) ([]encoded, error) {
		var list []encoded
		for _, r := range recs {
			var b bytes.Buffer
			if err := write(&b, r); err != nil {
				return nil, err
			}
			list = append(list, encoded{r, b.Bytes()})
		}
		return list, nil
	}
	c.sources = c.reads(t)
	if c.isFolder() {
		return c.toFolder(ctx, t, encode)
	}
	if c.Format == "npy" && (len(c.Files) > 1 || c.Recursive || c.PerChannel) {
		return usage("npy holds one recording; -o FOLDER/ writes a file for each")
	}
	out, err := c.open(t)
	if err != nil {
		return err
	}
	defer out.abandon()
	if c.Format == "csv" {
		if _, err := io.WriteString(out, probsHeader); err != nil {
			return err
		}
	}
	done := 0
	err = each(ctx, batch{batchFlags: &c.batchFlags, terminal: t}, encode, func(list []encoded) error {
		for _, e := range list {
			if _, err := out.Write(e.bytes); err != nil {
				return err
			}
		}
		done++
		return nil
	})
	return out.finish(done, err)
}

// encoded is a recording's probabilities in the output's format.
type encoded struct {
	recording *recording
	bytes     []byte
}

func (c *probsCmd) toFolder(ctx context.Context, t terminal, encode func(input, []*recording) ([]encoded, error)) error {
	write := func(in input, recs []*recording) ([]encoded, error) {
		list, err := encode(in, recs)
		for _, e := range list {
			if c.Format == "csv" {
				e.bytes = append([]byte(probsHeader), e.bytes...)
			}
			if err := c.writeFor(e.recording, "."+c.Format, e.bytes); err != nil {
				return nil, err
			}
		}
		return nil, err
	}
	return each(ctx, batch{batchFlags: &c.batchFlags, terminal: t, ownFiles: true}, write, func([]encoded) error { return nil })
}

const probsHeader = "file,start,probability,channel\n"

// writeProbsCSV writes a line for each window.
func writeProbsCSV(w io.Writer, r *recording) error {
	channel := ""
	if r.channel != nil {
		channel = strconv.Itoa(*r.channel)
	}
	table := csv.NewWriter(w)
	for i, p := range r.track.Probs {
		start := strconv.FormatFloat(float64(i)*r.windowSeconds(), 'f', 3, 64)
		table.Write([]string{r.file, start, strconv.FormatFloat(float64(p), 'g', -1, 32), channel})
	}
	table.Flush()
	return table.Error()
}

// writeProbsJSON writes an object on a line of its own.
func writeProbsJSON(w io.Writer, r *recording) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(r.stored())
}
