// Package job finds the speech in recordings that lie in storage: one job is one
// recording, from its name to its result.
//
// A recording has a name: its key in the place of the inputs, or its URL. Its result is
// an object of the place of the outputs, with a key that follows from the name alone; see
// ResultKey. A result is written whole, and says nothing of when and where it was made,
// so that a job done twice leaves what it leaves when it is done once.
package job

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gosilero/vad/archive/storage"
)

// ErrName reports a name that is not a recording's.
var ErrName = errors.New("wrong name")

// Inputs find recordings by name. They are safe for use by several goroutines.
type Inputs struct {
	place   *storage.Place // nil if there is none
	objects *storage.Objects
}

// NewInputs returns Inputs. Without a place, all names must be URLs.
func NewInputs(place *storage.Place, retry storage.Retry) *Inputs {
	return &Inputs{place: place, objects: storage.NewObjects(retry)}
}

// Name returns the one name of the recording that a line of a manifest names: the key in
// the place of the inputs, if it lies there, and else its URL without a query.
func (in *Inputs) Name(line string) (string, error) {
	name := line
	switch {
	case storage.IsURL(line):
		plain, err := storage.Plain(line)
		if err != nil {
			return "", err
		}
		name = plain
		if in.place != nil {
			if key, ok := in.place.Within(line); ok {
				name = key
			}
		}
	case in.place == nil:
		return "", fmt.Errorf("%w: %q is no URL, and there is no place that it could be in", ErrName, line)
	}
	key := ResultKey(name)
	if err := storage.CheckKey(strings.TrimSuffix(key, resultSuffix)); err != nil {
		return "", fmt.Errorf("%w: %w", ErrName, err)
	}
	switch {
	case !utf8.ValidString(name):
		return "", fmt.Errorf("%w: %q is not UTF-8", ErrName, name)
	case len(key) > maxKey:
		return "", fmt.Errorf("%w: the name of the result, %q, has %d bytes, want at most %d", ErrName, key, len(key), maxKey)
	}
	return name, nil
}

// open opens the recording that a line of a manifest names.
func (in *Inputs) open(ctx context.Context, line string) (*storage.Reader, error) {
	place, key := in.place, line
	if storage.IsURL(line) {
		var within bool
		if in.place != nil {
			key, within = in.place.Within(line)
		}
		if !within {
			var err error
			if place, key, err = in.objects.Find(ctx, line); err != nil {
				return nil, err
			}
		}
	}
	return place.Reader(ctx, key)
}

// maxKey is how long a key may be in S3 and in Google's and Azure's storage, in bytes.
const maxKey = 1024

const (
	resultSuffix  = ".json"
	failureSuffix = ".failed"
)

// ResultKey returns the key of the result of a recording: its name and .json, with the
// scheme and the bucket of a URL as folders.
//
//	calls/1.wav              calls/1.wav.json
//	s3://bucket/calls/1.wav  s3/bucket/calls/1.wav.json
//	file:///calls/1.wav      file/calls/1.wav.json
func ResultKey(name string) string { return keyOf(name) + resultSuffix }

// FailureKey returns the key of the object that says why a recording has no result. No
// recording's result has this key.
func FailureKey(name string) string { return keyOf(name) + failureSuffix }

func keyOf(name string) string {
	if !storage.IsURL(name) {
		return name
	}
	scheme, rest, _ := strings.Cut(name, "://")
	return scheme + "/" + strings.TrimPrefix(rest, "/")
}
