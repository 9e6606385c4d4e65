package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
)

type probsCmd struct {
	Format string `short:"f" enum:"csv, json, npy" default:"csv" placeholder:"FORMAT" help:"Output format: ${enum} (${default})."`
	outputFlags
	passFlags
}

func (probsCmd) Help() string {
	return `Formats: csv has a line per window with its start in seconds; json an object per
recording, which vad detect --probs reads; npy an array of float32 for NumPy, one
recording in a file.

Examples:

  vad probs talk.wav > talk.csv
  vad probs --format json -o talk.json talk.wav
  vad probs --format npy -o arrays/ -r recordings/`
}

func (c *probsCmd) Run(ctx context.Context, t terminal) error {
	write := map[string]func(io.Writer, *recording) error{
		"csv": writeProbsCSV, "json": writeProbsJSON, "npy": writeProbsNPY,
	}[c.Format]
	if err := c.check(); err != nil {
		return err
	}
	c.protected = c.protect(t)
	if c.isFolder() {
		return c.toFolder(ctx, t, write)
	}
	if c.Format == "npy" && (len(c.Files) > 1 || c.Recursive || c.PerChannel) {
		return usage("npy holds one recording; use -o FOLDER/ to write a file for each")
	}
	out, err := c.openOutput(ctx, t)
	if err != nil {
		return err
	}
	defer out.abandon()
	if err := c.header(out); err != nil {
		return err
	}
	done := 0
	same := func(_ input, recs []*recording) ([]*recording, error) { return recs, nil }
	err = each(ctx, pass{passFlags: &c.passFlags, terminal: t}, same, func(recs []*recording) error {
		for _, r := range recs {
			if err := write(out, r); err != nil {
				return err
			}
		}
		done++
		return nil
	})
	return out.finish(done, err)
}

// toFolder writes the probabilities of each recording to a file of its own.
func (c *probsCmd) toFolder(ctx context.Context, t terminal, write func(io.Writer, *recording) error) error {
	toFile := func(_ input, recs []*recording) (none struct{}, err error) {
		for _, r := range recs {
			if err := c.toFile(ctx, r, write); err != nil {
				return none, err
			}
		}
		return none, nil
	}
	return each(ctx, pass{passFlags: &c.passFlags, terminal: t, ownFiles: true}, toFile, func(struct{}) error { return nil })
}

func (c *probsCmd) toFile(ctx context.Context, r *recording, write func(io.Writer, *recording) error) error {
	name, err := c.pathFor(r, "."+c.Format)
	if err != nil {
		return err
	}
	file, err := c.create(ctx, name)
	if err != nil {
		return err
	}
	defer file.Abandon()
	if err := c.header(file); err != nil {
		return err
	}
	if err := write(file, r); err != nil {
		return err
	}
	return file.Commit()
}

// header writes the first line of the format, if it has one.
func (c *probsCmd) header(w io.Writer) error {
	if c.Format != "csv" {
		return nil
	}
	_, err := io.WriteString(w, probsHeader)
	return err
}

const probsHeader = "file,start,probability,channel\n"

// writeProbsCSV writes a line for each window.
func writeProbsCSV(w io.Writer, r *recording) error {
	channel := ""
	if r.Channel != nil {
		channel = strconv.Itoa(*r.Channel)
	}
	table := csv.NewWriter(w)
	for i, p := range r.Track.Probs {
		start := strconv.FormatFloat(float64(i)*r.WindowSeconds(), 'f', 3, 64)
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
