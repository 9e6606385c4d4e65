package storage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// quick retries without waiting.
var quick = Retry{Tries: 3, Stall: time.Minute}

// TestURLs checks that a wrong URL is an error that names what is wrong.
func TestURLs(t *testing.T) {
	ctx := t.Context()
	for name, want := range map[string]string{
		"recordings/":                 "no scheme",
		"ftp://host/recordings":       "unknown scheme ftp",
		"file://recordings/":          "the host recordings",
		"file:///a#b":                 "%23",
		"s3://user:secret@bucket/":    "unknown scheme s3", // without package clouds
		"file:///missing-folder/here": "no such file",
		"file:///tmp?region=1":        `"region"`,
		"%zz://":                      "wrong URL",
	} {
		_, err := Open(ctx, name, Read, quick)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error shows the password: %v", name, err)
		}
	}
	if _, _, err := NewObjects(quick).Find(ctx, "file:///tmp/"); !errors.Is(err, ErrURL) {
		t.Errorf("a folder for an object: %v", err)
	}
}

// TestFolder writes, reads, lists and deletes objects in a folder that it makes.
func TestFolder(t *testing.T) {
	ctx := t.Context()
	folder := filepath.ToSlash(t.TempDir()) + "/a folder/of results"
	p, err := Open(ctx, "file://"+folder, Write, quick)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"b.json", "a/1.json", "a#b?.json"} {
		if there, err := p.Exists(ctx, key); there || err != nil {
			t.Errorf("%s before: %v, %v", key, there, err)
		}
		if err := p.Write(ctx, key, []byte("content of "+key), "application/json"); err != nil {
			t.Error(err)
		}
		if there, err := p.Exists(ctx, key); !there || err != nil {
			t.Errorf("%s: %v, %v", key, there, err)
		}
	}
	var keys []string
	for key, err := range p.List(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	if want := []string{"a#b?.json", "a/1.json", "b.json"}; !slices.Equal(keys, want) {
		t.Errorf("listed %q, want %q and no other file", keys, want)
	}
	place, key, err := NewObjects(quick).Find(ctx, "file://"+folder+"/a%23b%3f.json")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := place.ReadAll(ctx, key); err != nil || string(got) != "content of a#b?.json" {
		t.Errorf("read %q, %v", got, err)
	}
	for range 2 {
		if err := p.Delete(ctx, "b.json"); err != nil {
			t.Error(err)
		}
	}
	if _, err := p.Reader(ctx, "b.json"); !Missing(err) || !strings.Contains(err.Error(), "b.json") {
		t.Errorf("a deleted object: %v", err)
	}
}

// TestWriteWhole checks that a write that is cancelled leaves neither an object nor a
// file beside it.
func TestWriteWhole(t *testing.T) {
	folder := t.TempDir()
	p, err := Open(t.Context(), "file://"+filepath.ToSlash(folder), Write, quick)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Write(ctx, "x.json", make([]byte, 1<<20), "application/json"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it cancelled", err)
	}
	filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("%s is left", path)
		}
		return err
	})
}

// reader returns a reader of an object.
func reader(t *testing.T, content []byte) *Reader {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "x"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := Open(t.Context(), "file://"+filepath.ToSlash(folder), Read, quick)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Reader(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// TestSeek reads an object from several offsets.
func TestSeek(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789"), 1000)
	r := reader(t, content)
	for _, from := range []int64{5000, 3, 9999, 10000, 20000, 0} {
		if at, err := r.Seek(from, io.SeekStart); at != from || err != nil {
			t.Fatalf("seek to %d: %d, %v", from, at, err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, content[min(from, 10000):]) {
			t.Errorf("from %d: %d bytes, %v", from, len(got), err)
		}
	}
	if end, err := r.Seek(0, io.SeekEnd); end != 10000 || err != nil {
		t.Errorf("the end is at %d, %v", end, err)
	}
	if _, err := r.Seek(-1, io.SeekStart); err == nil {
		t.Error("no error for a negative offset")
	}
}

// TestStallBetweenReads checks that the time between two reads, which is the caller's,
// does not count as a stall.
func TestStallBetweenReads(t *testing.T) {
	r := reader(t, make([]byte, 10))
	if r.stall.Stop() {
		t.Error("after the opening, the timer runs")
	}
	if n, err := r.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Fatalf("%d bytes, %v", n, err)
	}
	if r.stall.Stop() {
		t.Error("after a read, the timer runs")
	}
}

// TestChanged replaces an object while it is read.
func TestChanged(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(name, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := Open(t.Context(), "file://"+filepath.ToSlash(filepath.Dir(name)), Read, quick)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Reader(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Seek(5, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("abcdefghijk"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); !errors.Is(err, ErrChanged) || !errors.Is(r.Err(), ErrChanged) || len(got) != 0 || !strings.Contains(err.Error(), "/x: changed") {
		t.Errorf("read %q, %v", got, err)
	}
}

// TestWithin finds keys of a place by URL.
func TestWithin(t *testing.T) {
	p, err := Open(t.Context(), "file:///tmp", Read, quick)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"file:///tmp/a/b.wav": "a/b.wav", "file:///tmp/a%20b.wav": "a b.wav",
		"file:///tmpx/a.wav": "", "file:///tmp/": "", "file:///tmp/a.wav?metadata=skip": "",
	} {
		if key, ok := p.Within(name); key != want && ok || ok != (want != "") {
			t.Errorf("%s: %q, %v, want %q", name, key, ok, want)
		}
	}
}
