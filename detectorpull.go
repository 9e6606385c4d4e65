package vad

import (
	"io"
	"iter"
)

// Events returns the events of the audio that r delivers as a sequence to range
// over, which reads on, no further than to the end of a window, when the next
// event is asked for:
//
//	for e, err := range d.Events(r) {
//
// At the end of r it flushes. An error of r, or of Write, is the last element;
// after an error of r, the detector is as the samples before it left it, and
// Flush ends the speech. The audio of an event is valid until the loop goes on.
//
// Whoever leaves the loop early and ranges over Events of the same source again
// goes on with the next event, unless another method was called that returns
// detections.
func (d *Detector) Events(r SampleReader) iter.Seq2[Detection, error] {
	return func(yield func(Detection, error) bool) {
		if !d.yieldQueue(d.unread, yield) {
			return
		}
		for more := true; more; {
			var err error
			more, err = d.pull(r)
			if !d.yieldQueue(d.queue, yield) {
				return
			}
			if err != nil {
				yield(Detection{}, err)
				return
			}
		}
	}
}

// pull reads up to the end of a window and queues what follows from it. It
// reports whether there is more to read.
func (d *Detector) pull(r SampleReader) (more bool, err error) {
	rest := d.position() + d.segmenter.window - d.audio.end()
	n, readErr := r.Read(d.window[:rest])
	d.queue, err = d.Write(d.queue[:0], d.window[:n])
	switch {
	case err != nil:
		return false, err
	case readErr == io.EOF:
		d.queue, err = d.flush(d.queue)
		return false, err
	}
	return readErr == nil, readErr
}

// yieldQueue yields events, and keeps those that are not asked for. It reports
// whether to go on.
func (d *Detector) yieldQueue(events []Detection, yield func(Detection, error) bool) bool {
	for i, e := range events {
		d.unread = events[i+1:]
		if !yield(e, nil) {
			return false
		}
	}
	return true
}
