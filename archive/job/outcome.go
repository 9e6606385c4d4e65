package job

import (
	"context"
	"errors"
)

// Status is what became of a recording.
type Status string

const (
	Done       Status = "done"       // it has a result
	Skipped    Status = "skipped"    // it had one
	Failed     Status = "failed"     // it has none, and Error says why
	Unfinished Status = "unfinished" // it was interrupted, or its result could not be written
)

// Record is a line of JSON that says what became of a recording.
type Record struct {
	Name   string `json:"name"` // or the line of the manifest that is none
	Status Status `json:"status"`
	Object string `json:"object,omitempty"` // URL of the result, or of the failure
	*Totals
	Bytes    int64    `json:"bytes,omitempty"`  // read
	Broken   int      `json:"broken,omitempty"` // transfers that broke and were resumed
	Seconds  float64  `json:"seconds"`          // that the job took
	Warnings []string `json:"warnings,omitempty"`
	Error    string   `json:"error,omitempty"`
}

// Totals are the length of a recording and of its speech.
type Totals struct {
	Duration float64 `json:"duration"` // s, of the recording
	Speech   float64 `json:"speech"`   // s, of all channels
	Segments int     `json:"segments"`
}

// Outcome is what became of a recording, with its result.
type Outcome struct {
	Record
	Result []byte // as vad detect --format json prints it; empty without one
	Err    error

	line  string
	named bool // Name is a recording's
}

// end sets how the job ended, unless it has succeeded.
func (o *Outcome) end(ctx context.Context, err error) {
	o.Err, o.Error = err, ""
	var output *OutputError
	switch {
	case err == nil:
		return
	case ctx.Err() != nil:
		o.Status, o.Err = Unfinished, context.Cause(ctx)
	case errors.As(err, &output):
		o.Status = Unfinished
	default:
		o.Status = Failed
	}
	o.Error = o.Err.Error()
}

// Wrong returns the outcome of a line that names no recording.
func Wrong(line string, err error) *Outcome {
	return &Outcome{line: line, Record: Record{Name: line, Status: Failed, Error: err.Error()}, Err: err}
}

// Fail returns the outcome of a recording that fails before its job is done.
func (w *Worker) Fail(line string, err error) *Outcome {
	o := Wrong(line, err)
	if name, err := w.Inputs.Name(line); err == nil {
		o.Name, o.named = name, true
	}
	return o
}
