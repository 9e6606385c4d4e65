package main

import (
	"context"
	"encoding/json"
	"io"
	"os"

	"github.com/gosilero/vad/archive/job"
	"github.com/gosilero/vad/archive/manifest"
	"github.com/gosilero/vad/archive/run"
)

type runCmd struct {
	manifestFlags
	Shard       string `placeholder:"I/N" help:"Do the Ith of N parts of the manifest, from 1/N to N/N. auto/N takes I from an indexed job of Kubernetes, AWS Batch or Slurm, and auto N too, where the environment has it."`
	AllowFailed bool   `help:"Exit with 0 even if recordings failed; what failed is recorded."`
	jobFlags
	workFlags
}

func (runCmd) Help() string {
	return `Each recording has one result, an object that is written whole: what vad detect
--format json prints. A recording that has a result is skipped, so that a run that was
interrupted is repeated as it is. One that fails has an object with its error, such as
a/b.wav.failed, which goes when it succeeds.

Standard output has a line of JSON for each recording: what became of it or, without
--output, its result.

Examples:

  vad-archive run --input s3://archive/calls --output s3://results/calls
  vad-archive run --input file:///archive --output file:///results --manifest names.txt --shard 3/100
  vad-archive run --input 's3://archive?region=eu-west-1' --output gs://results --shard auto/100
  find /archive -name '*.wav' | sed s,^,file://, | vad-archive run --manifest - > results.jsonl`
}

func (c *runCmd) Run(ctx context.Context, t terminal) error {
	if err := c.check(); err != nil {
		return err
	}
	shard, err := manifest.ParseShard(c.Shard, os.Getenv)
	if err != nil {
		return usage("--shard: %w", err)
	}
	options, err := c.options()
	if err != nil {
		return err
	}
	lines, manifest, err := c.lines(ctx, t, c.Input, c.retry())
	if err != nil {
		return err
	}
	defer manifest.Close()
	worker, err := options.Worker(ctx, c.retry())
	if err != nil {
		return err
	}
	bar := newProgress(t, c.Quiet)
	sum, err := run.Run(ctx, run.Config{
		Worker: worker, Lines: lines, Shard: shard, Jobs: c.atOnce(), Grace: c.Grace,
		Report: func(o *job.Outcome) error {
			defer bar.add(o)
			bar.explain(o)
			if c.Output == "" {
				return printResult(t.out, o)
			}
			return json.NewEncoder(t.out).Encode(o.Record)
		},
	})
	bar.finish()
	if !c.Quiet {
		t.complain("%v", sum)
	}
	if err == nil && sum.Failed > 0 && !c.AllowFailed {
		err = errFailed
	}
	return err
}

// printResult prints the result of a recording, or why there is none.
func printResult(w io.Writer, o *job.Outcome) error {
	if o.Err != nil {
		return json.NewEncoder(w).Encode(job.Failure{File: o.Name, Error: o.Error, Temporary: job.Temporary(o.Err)})
	}
	_, err := w.Write(o.Result)
	return err
}
