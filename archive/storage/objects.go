package storage

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"strings"
	"sync"
)

// urlPattern matches the beginning of a URL.
var urlPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)

// IsURL reports whether a name is a URL, and not a key.
func IsURL(name string) bool { return urlPattern.MatchString(name) }

// Objects opens the buckets of objects that URLs name, each once. It is safe for use by
// several goroutines.
type Objects struct {
	retry Retry

	lock    sync.Mutex
	buckets map[string]*Place // by URL
}

// NewObjects returns Objects without a bucket.
func NewObjects(retry Retry) *Objects { return &Objects{retry: retry, buckets: map[string]*Place{}} }

// Find returns the place and the key of the object that a URL names, such as
// s3://bucket/calls/1.wav?region=eu-west-1.
func (o *Objects) Find(ctx context.Context, name string) (*Place, string, error) {
	u, err := parse(name)
	if err != nil {
		return nil, "", err
	}
	if u.Path == "" || strings.HasSuffix(u.Path, "/") {
		return nil, "", fmt.Errorf("%w: %q names no object", ErrURL, name)
	}
	bucket := *u
	key := strings.TrimPrefix(u.Path, "/")
	if bucket.Path, bucket.RawPath = "", ""; u.Scheme == "file" {
		bucket.Path, key = path.Split(u.Path)
	}
	o.lock.Lock()
	defer o.lock.Unlock()
	p := o.buckets[bucket.String()]
	if p == nil {
		if p, err = Open(ctx, bucket.String(), Read, o.retry); err != nil {
			return nil, "", err
		}
		if u.Scheme != "file" { // a folder costs nothing to open, and there may be many
			o.buckets[bucket.String()] = p
		}
	}
	return p, key, nil
}

// Plain returns a URL without its query. What is no URL of an object is ErrURL.
func Plain(name string) (string, error) {
	u, err := parse(name)
	if err != nil {
		return "", err
	}
	return shown(u), nil
}

// Within returns the key of an object of the place that a URL names, and whether the URL
// names one: it has the place's URL before it, and its query or none.
func (p *Place) Within(name string) (key string, ok bool) {
	u, err := parse(name)
	if err != nil || u.RawQuery != "" && u.RawQuery != p.query {
		return "", false
	}
	key, ok = strings.CutPrefix(shown(u), p.url)
	return key, ok && key != ""
}

// CheckKey returns an error for a key that a folder does not keep apart from others.
func CheckKey(key string) error {
	for _, part := range strings.Split(key, "/") {
		if part == "." || part == ".." {
			return fmt.Errorf("%q has the part %q", key, part)
		}
	}
	switch {
	case strings.HasPrefix(key, "/"):
		return fmt.Errorf("%q begins with a slash", key)
	case strings.HasSuffix(key, "/"):
		return fmt.Errorf("%q ends with a slash", key)
	}
	return nil
}
