package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gosilero/vad/archive/storage"
	"github.com/gosilero/vad/audio"
)

// Worker does jobs. It is safe for use by several goroutines.
type Worker struct {
	Inputs   *Inputs
	Output   *storage.Place // of the results; nil to return them alone
	Force    bool           // find the speech again where there is a result
	Detector *Detector
	MaxBytes int64 // of a recording; 0 for no limit
}

// OutputError reports a failure of the place of the results, which is no fault of the
// recording.
type OutputError struct{ Err error }

func (e *OutputError) Error() string { return e.Err.Error() }

func (e *OutputError) Unwrap() error { return e.Err }

// Do does the job of the recording that a line of a manifest names: it finds the speech
// and writes the result. Of what fails, the outcome has the error.
func (w *Worker) Do(ctx context.Context, line string) *Outcome {
	started := time.Now()
	o := &Outcome{line: line, Record: Record{Name: line}}
	err := w.do(ctx, o)
	o.Seconds = milliseconds(time.Since(started).Seconds())
	o.end(ctx, err)
	return o
}

func (w *Worker) do(ctx context.Context, o *Outcome) error {
	name, err := w.Inputs.Name(o.line)
	if err != nil {
		return err
	}
	o.Name, o.named = name, true
	if w.Output != nil && !w.Force {
		there, err := w.Output.Exists(ctx, ResultKey(name))
		if err != nil {
			return outputError(err)
		}
		if there {
			o.Status, o.Object = Skipped, w.Output.URL(ResultKey(name))
			return nil
		}
	}
	if err := w.find(ctx, o); err != nil {
		return err
	}
	return w.store(ctx, o)
}

// find finds the speech in the recording.
func (w *Worker) find(ctx context.Context, o *Outcome) error {
	reader, err := w.Inputs.open(ctx, o.line)
	if err != nil {
		return transferError{err}
	}
	defer reader.Close()
	if w.MaxBytes > 0 && reader.Size() > w.MaxBytes {
		return fmt.Errorf("%w: %d bytes, want at most %d", audio.ErrLimit, reader.Size(), w.MaxBytes)
	}
	f, err := w.Detector.detect(ctx, o.Name, reader)
	o.Bytes, o.Broken, o.Warnings = reader.BytesRead(), reader.Broken(), f.warnings
	// A decoder may have taken a transfer that failed for the end of the recording.
	if broken := reader.Err(); broken != nil {
		return transferError{broken}
	}
	if err != nil {
		return err
	}
	o.Totals = &Totals{}
	for _, r := range f.results {
		o.Duration = r.Duration
		o.Speech += r.Speech()
		o.Segments += len(r.Segments)
	}
	o.Speech = milliseconds(o.Speech)
	o.Result, err = f.json()
	return err
}

// milliseconds rounds seconds to milliseconds, for people.
func milliseconds(seconds float64) float64 { return math.Round(seconds*1000) / 1000 }

const jsonType = "application/json"

// Resume goes on with a job that ended with an *OutputError. It does not find the speech
// again where that is done.
func (w *Worker) Resume(ctx context.Context, o *Outcome) *Outcome {
	if o.Result == nil {
		return w.Do(ctx, o.line)
	}
	o.end(ctx, w.store(ctx, o))
	return o
}

// store writes the result of an outcome and makes it done.
func (w *Worker) store(ctx context.Context, o *Outcome) error {
	if w.Output != nil {
		key := ResultKey(o.Name)
		if err := w.Output.Write(ctx, key, o.Result, jsonType); err != nil {
			return outputError(err)
		}
		o.Object = w.Output.URL(key)
		// What an earlier failure has left.
		failure := FailureKey(o.Name)
		there, err := w.Output.Exists(ctx, failure)
		if err == nil && there {
			err = w.Output.Delete(ctx, failure)
		}
		if err != nil {
			return outputError(err)
		}
	}
	o.Status = Done
	return nil
}

// Failure is the object that says why a recording has no result.
type Failure struct {
	File      string `json:"file"`
	Error     string `json:"error"`
	Temporary bool   `json:"temporary,omitempty"` // another try may succeed
}

// StoreFailure writes why a recording has no result. A line that names no recording has
// no object.
func (w *Worker) StoreFailure(ctx context.Context, o *Outcome) error {
	if w.Output == nil || !o.named {
		return nil
	}
	content, err := json.Marshal(Failure{o.Name, o.Error, Temporary(o.Err)})
	if err != nil {
		return err
	}
	key := FailureKey(o.Name)
	if err := w.Output.Write(ctx, key, append(content, '\n'), jsonType); err != nil {
		return outputError(err)
	}
	o.Object = w.Output.URL(key)
	return nil
}

// transferError reports a recording that could not be read from storage.
type transferError struct{ error }

func (e transferError) Unwrap() error { return e.error }

// Temporary reports whether a job that failed may succeed later, as it is: where storage
// failed, and not where the recording or its name is at fault.
func Temporary(err error) bool {
	var output *OutputError
	var transfer transferError
	switch {
	case errors.As(err, &output):
		return true
	case errors.As(err, &transfer):
		return storage.Temporary(err) || storage.Denied(err)
	}
	return false
}

// outputError returns a failure to write an object of a recording. Some are the fault of
// the recording's name.
func outputError(err error) error {
	if storage.WrongKey(err) {
		return fmt.Errorf("%w: %w", ErrName, err)
	}
	return &OutputError{err}
}
