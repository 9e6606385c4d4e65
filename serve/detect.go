package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/inference"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

// serveDetect serves /v1/detect: a recording in, its segments out, as vad detect
// prints them in JSON. It decodes the recording as it comes in, and keeps none of it.
func (s *Server) serveDetect(w http.ResponseWriter, r *http.Request) {
	counts := s.metrics.endpoint(r.URL.Path)
	client, err := s.admit(r)
	if err == nil {
		defer s.admission.leave(client)
		counts.opened.Inc()
		counts.open.Inc()
		defer counts.open.Dec()
		began := time.Now()
		err = s.detect(w, r, counts)
		counts.length.Observe(time.Since(began).Seconds())
	}
	if err != nil {
		s.refuse(w, r, err)
	}
}

// detect answers a request for the segments of a recording.
func (s *Server) detect(w http.ResponseWriter, r *http.Request, counts *endpoint) error {
	p, err := readDetectParams(r.URL.RawQuery, &s.config.Limits)
	if err != nil {
		return err
	}
	if err := checkHeader(r.Header); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	if err := s.enterRecording(ctx); err != nil {
		return err
	}
	defer func() { <-s.admission.recordings }()
	body := s.newBody(ctx, w, r, counts)
	defer body.close()
	reader, err := p.open(body, &s.config.Limits)
	if err != nil {
		return s.decodeError(body, err)
	}
	list, err := s.infer(ctx, reader, p)
	if err != nil {
		return s.decodeError(body, err)
	}
	var out bytes.Buffer
	if err := write(&out, list, p, inference.Identity(s.model)); err != nil {
		return err
	}
	for _, recording := range list {
		counts.audio.Add(recording.Duration())
	}
	for _, warning := range warnings(reader, list) {
		w.Header().Add("Vad-Warning", warning)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	_ = body.control.SetWriteDeadline(time.Now().Add(s.config.Limits.Write))
	n, _ := w.Write(out.Bytes()) // the client may have gone
	body.control.Flush()
	_ = body.control.SetWriteDeadline(time.Time{})
	counts.sent.Add(float64(n))
	return nil
}

// checkHeader refuses a body that is not the recording itself. curl --data-binary sends
// the type of another kind of form, application/x-www-form-urlencoded.
func checkHeader(h http.Header) error {
	if e := h.Get("Content-Encoding"); e != "" && e != "identity" {
		return refuse(http.StatusUnsupportedMediaType, "encoding", "the body has the content encoding %q, want none", e)
	}
	if kind, _, _ := mime.ParseMediaType(h.Get("Content-Type")); strings.HasPrefix(kind, "multipart/") {
		return refuse(http.StatusUnsupportedMediaType, "body", "the body is %s, want the recording itself: curl --data-binary @FILE, not -F", kind)
	}
	return nil
}

// enterRecording waits until there are less recordings than the limit.
func (s *Server) enterRecording(ctx context.Context) error {
	wait := s.config.Limits.Idle
	select {
	case s.admission.recordings <- struct{}{}:
		return nil
	case <-time.After(wait):
		return refuse(http.StatusServiceUnavailable, "recordings", "the server has all the %d recordings that it takes; this one waited for %v", cap(s.admission.recordings), wait)
	case <-s.draining.Done():
		return errDraining
	case <-ctx.Done():
		return errGone
	}
}

// infer computes the probabilities of a recording.
func (s *Server) infer(ctx context.Context, reader *audio.Reader, p *detectParams) ([]*inference.Recording, error) {
	var source audio.Source = reader
	switch {
	case p.perChannel:
	case p.channel >= 0:
		var err error
		if source, err = audio.Channel(reader, p.channel); err != nil {
			return nil, badParam("channel is %d: %v", p.channel, err)
		}
	default:
		source = audio.Mono(reader)
	}
	list, err := inference.Read(ctx, s.model.WithResetSilence(p.config.ResetSilence), source, inference.Taps{})
	for i, r := range list {
		switch {
		case p.perChannel:
			r.Channel = &i
		case p.channel >= 0:
			r.Channel = &p.channel
		}
	}
	return list, err
}

// write writes an object for each recording, on lines of their own.
func write(to io.Writer, list []*inference.Recording, p *detectParams, m labels.Model) error {
	w, err := labels.NewWriter(to, "json")
	if err != nil {
		return err
	}
	for _, r := range list {
		segs, err := r.Segments(p.config.Segments)
		if err != nil {
			return err
		}
		if err := w.Write(r.Result(p.file, m, segs)); err != nil {
			return err
		}
	}
	return w.Close()
}

// warnings returns what the decoding went past, and what the network met.
func warnings(reader *audio.Reader, list []*inference.Recording) []string {
	found := inference.Warnings(reader)
	for _, r := range list {
		if r.Loud != "" {
			found = append(found, r.Loud)
		}
		if s := r.DriftedSeconds(); s > 0 {
			found = append(found, fmt.Sprintf("noise or music kept the network out of its range for %.0f s; try reset_silence_ms=4000", s))
		}
	}
	return found[:min(len(found), maxWarnings)]
}

// maxWarnings bounds the headers of an answer.
const maxWarnings = 20

// decodeError returns the error that answers a recording which was not decoded.
func (s *Server) decodeError(body *body, err error) error {
	var refused *refusal
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &refused):
		return err
	case s.ctx.Err() != nil: // whatever that led to
		return errDraining
	case errors.As(body.err, &tooLarge):
		return refuse(http.StatusRequestEntityTooLarge, "recording_size", "a recording may have %d bytes", tooLarge.Limit)
	case errors.Is(body.err, os.ErrDeadlineExceeded):
		return refuse(http.StatusRequestTimeout, "body", "no more of the body came for %v", body.idle)
	case body.err != nil && !errors.Is(body.err, context.Canceled):
		return refuse(http.StatusBadRequest, "body", "the body was not read to its end: %v", body.err)
	case errors.Is(err, audio.ErrLimit):
		return refuse(http.StatusRequestEntityTooLarge, "recording_size", "%v", err)
	case errors.Is(err, audio.ErrSeek):
		return refuse(http.StatusUnsupportedMediaType, "recording", "this MP4 file has its index at the end; put it first, as ffmpeg -movflags +faststart does")
	case errors.Is(err, audio.ErrUnsupported), errors.Is(err, audio.ErrUnknown):
		return refuse(http.StatusUnsupportedMediaType, "recording", "%v", err)
	case errors.Is(err, segment.ErrOption):
		return optionError(err)
	case errors.Is(err, context.Canceled):
		return errGone
	}
	return refuse(http.StatusBadRequest, "recording", "%v", err)
}
