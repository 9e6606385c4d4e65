package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"

	"github.com/gosilero/vad/cmd/vad/internal/wholefile"
	"github.com/gosilero/vad/internal/labels"
)

// summaryFlags are the options that account for every input.
type summaryFlags struct {
	Summary      string `placeholder:"FILE" help:"Write a line for each input to FILE, as csv: whether it has speech, how much, or why there is no result."`
	FailIfSilent bool   `help:"Exit with status 1 if a recording has no speech."`
}

// summary is what became of the inputs.
type summary struct {
	table  *csv.Writer
	file   *wholefile.File // nil if no summary is wanted
	silent bool            // a recording, or a channel, has no speech
}

// open begins the summary.
func (f *summaryFlags) open(ctx context.Context, output *outputFlags) (*summary, error) {
	s := &summary{}
	switch f.Summary {
	case "":
		return s, nil
	case "-":
		return nil, usage("--summary is a file; standard output is for the segments")
	}
	var err error
	if s.file, err = output.create(ctx, f.Summary); err != nil {
		return nil, err
	}
	s.table = csv.NewWriter(s.file)
	s.table.Write([]string{"file", "channel", "status", "duration", "speech", "segments", "message"})
	return s, nil
}

// result adds a recording, or a channel of one.
func (s *summary) result(r *labels.Result) {
	status, channel := "speech", ""
	if len(r.Segments) == 0 {
		status = "silent"
		s.silent = true
	}
	if r.Channel != nil {
		channel = strconv.Itoa(*r.Channel)
	}
	if s.table != nil {
		s.table.Write([]string{
			r.File, channel, status, fmt.Sprintf("%.3f", r.Duration), fmt.Sprintf("%.3f", r.Speech()), strconv.Itoa(len(r.Segments)), "",
		})
	}
}

// missed adds an input without a result.
func (s *summary) missed(in input, status, why string) {
	if s.table != nil {
		s.table.Write([]string{in.name, "", status, "", "", "", why})
	}
}

// close completes the summary.
func (s *summary) close() error {
	if s.file == nil {
		return nil
	}
	s.table.Flush()
	if err := s.table.Error(); err != nil {
		return err
	}
	return s.file.Commit()
}

// abandon removes a summary that was not completed.
func (s *summary) abandon() {
	if s.file != nil {
		s.file.Abandon()
	}
}
