// Package storage reads and writes objects that URLs name: file, s3, gs and azblob, as
// gocloud.dev/blob has them. A transfer that breaks is resumed where it broke, and what
// fails for a while is tried again.
//
// The schemes of clouds are those whose drivers a program imports: package
// storage/clouds imports all of them.
package storage

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // file://
	"gocloud.dev/gcerrors"
)

// ErrURL reports a URL that names no place.
var ErrURL = errors.New("wrong URL")

// ErrMissing reports a bucket, a container or a folder that does not exist.
var ErrMissing = errors.New("does not exist")

// Place is where objects lie: a bucket, or a prefix of one. Its keys are relative to
// that. It is safe for use by several goroutines.
type Place struct {
	bucket *blob.Bucket
	prefix string // empty, or with a slash at the end
	url    string // of the place, with a slash at the end and without its query
	query  string
	retry  Retry
}

// Purpose says what a place is for: a folder that is written to is made where it is
// missing; one that is read must be there.
type Purpose int

// The purposes.
const (
	Read Purpose = iota
	Write
)

// Open returns the place that a URL names, such as s3://bucket/calls/?region=eu-west-1
// or file:///recordings. The query is that of the driver.
func Open(ctx context.Context, name string, purpose Purpose, retry Retry) (*Place, error) {
	u, err := parse(name)
	if err != nil {
		return nil, err
	}
	p := &Place{url: strings.TrimSuffix(shown(u), "/") + "/", query: u.RawQuery, retry: retry}
	root := *u
	if u.Scheme == "file" {
		query := root.Query()
		query.Set("metadata", "skip")   // no file of attributes beside each result
		query.Set("no_tmp_dir", "true") // a rename within the folder is atomic
		if purpose == Write {
			query.Set("create_dir", "true")
		}
		root.RawQuery = query.Encode()
	} else {
		root.Path, root.RawPath = "", ""
		if p.prefix = strings.Trim(u.Path, "/"); p.prefix != "" {
			p.prefix += "/"
		}
	}
	if p.bucket, err = blob.OpenBucket(ctx, root.String()); err != nil {
		return nil, fmt.Errorf("%s: %w", p.url, err)
	}
	return p, nil
}

// CheckURL returns an error for a URL that names no place, without a look at the place.
func CheckURL(name string) error {
	_, err := parse(name)
	return err
}

// parse checks a URL.
func parse(name string) (*url.URL, error) {
	u, err := url.Parse(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	mux := blob.DefaultURLMux()
	safe := u.Redacted() // for messages
	switch {
	case u.Scheme == "":
		return nil, fmt.Errorf("%w: %q has no scheme, want such as file:///folder or s3://bucket", ErrURL, safe)
	case !mux.ValidBucketScheme(u.Scheme):
		return nil, fmt.Errorf("%w: %q: unknown scheme %s, want one of %s", ErrURL, safe, u.Scheme, strings.Join(mux.BucketSchemes(), ", "))
	case u.Fragment != "" || strings.HasSuffix(name, "#"):
		return nil, fmt.Errorf("%w: %q has a #, which is written %%23", ErrURL, safe)
	case u.User != nil:
		return nil, fmt.Errorf("%w: %q has a user; credentials come from the environment", ErrURL, safe)
	case u.Scheme != "file" && u.Host == "":
		return nil, fmt.Errorf("%w: %q names no bucket", ErrURL, safe)
	case u.Scheme == "file" && u.Host != "" && u.Host != "." && u.Host != "localhost":
		return nil, fmt.Errorf("%w: %q has the host %s; a folder is file:///folder or file://./folder", ErrURL, safe, u.Host)
	}
	return u, nil
}

// shown returns a URL without its query, as people write it.
func shown(u *url.URL) string { return u.Scheme + "://" + u.Host + u.Path }

// String returns the URL of the place, without its query.
func (p *Place) String() string { return p.url }

// URL returns the URL of an object, without its query.
func (p *Place) URL(key string) string { return p.url + key }

// Check returns an error if the place does not exist. That a program may not list a
// bucket is no error: it may be allowed to read or to write.
func (p *Place) Check(ctx context.Context) error {
	if strings.HasPrefix(p.url, "file:") {
		return nil // Open has looked
	}
	var there bool
	err := p.retry.do(ctx, func() (err error) {
		there, err = p.bucket.IsAccessible(ctx)
		return err
	})
	switch {
	case gcerrors.Code(err) == gcerrors.PermissionDenied:
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", p.url, err)
	case !there:
		return fmt.Errorf("%s: %w", p.url, ErrMissing)
	}
	return nil
}

// Exists reports whether there is an object.
func (p *Place) Exists(ctx context.Context, key string) (there bool, err error) {
	err = p.retry.do(ctx, func() (err error) {
		there, err = p.bucket.Exists(ctx, p.prefix+key)
		return err
	})
	return there, p.named(key, err)
}

// Write writes an object, whole or not at all: another program sees the old object or
// the new one.
func (p *Place) Write(ctx context.Context, key string, content []byte, contentType string) error {
	return p.named(key, p.retry.do(ctx, func() error {
		return p.bucket.WriteAll(ctx, p.prefix+key, content, &blob.WriterOptions{ContentType: contentType})
	}))
}

// ReadAll returns the content of an object.
func (p *Place) ReadAll(ctx context.Context, key string) (content []byte, err error) {
	err = p.retry.do(ctx, func() (err error) {
		content, err = p.bucket.ReadAll(ctx, p.prefix+key)
		return err
	})
	return content, p.named(key, err)
}

// Delete deletes an object. One that does not exist is no error.
func (p *Place) Delete(ctx context.Context, key string) error {
	err := p.retry.do(ctx, func() error { return p.bucket.Delete(ctx, p.prefix+key) })
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil
	}
	return p.named(key, err)
}

// Close closes the place.
func (p *Place) Close() error { return p.bucket.Close() }

// named returns err with the URL of the object before it.
func (p *Place) named(key string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", p.URL(key), err)
}
