package job

import (
	"errors"
	"strings"
	"testing"

	"github.com/gosilero/vad/archive/storage"
)

// TestNames checks the names of recordings, and the keys of their results.
func TestNames(t *testing.T) {
	folder := t.TempDir()
	place, err := storage.Open(t.Context(), "file://"+folder, storage.Read, storage.DefaultRetry)
	if err != nil {
		t.Fatal(err)
	}
	within, without := NewInputs(place, storage.DefaultRetry), NewInputs(nil, storage.DefaultRetry)
	for _, c := range []struct {
		inputs             *Inputs
		line, name, result string
	}{
		{within, "calls/1.wav", "calls/1.wav", "calls/1.wav.json"},
		{within, "calls//1.wav", "calls//1.wav", "calls//1.wav.json"},
		{within, "a b#c?d%20.wav", "a b#c?d%20.wav", "a b#c?d%20.wav.json"},
		{within, "file://" + folder + "/calls/1.wav", "calls/1.wav", "calls/1.wav.json"},
		{within, "file:///calls/a%20b.wav", "file:///calls/a b.wav", "file/calls/a b.wav.json"},
		{without, "file:///calls/1.wav?metadata=skip", "file:///calls/1.wav", "file/calls/1.wav.json"},
		{without, "file://localhost/calls/1.wav", "file://localhost/calls/1.wav", "file/localhost/calls/1.wav.json"},
	} {
		name, err := c.inputs.Name(c.line)
		if err != nil || name != c.name || ResultKey(name) != c.result {
			t.Errorf("%s: %q, %q, %v, want %q, %q", c.line, name, ResultKey(name), err, c.name, c.result)
		}
		if failure := FailureKey(name); failure != strings.TrimSuffix(c.result, ".json")+".failed" {
			t.Errorf("%s fails as %q", c.line, failure)
		}
	}
	for _, c := range []struct {
		inputs     *Inputs
		line, want string
	}{
		{without, "calls/1.wav", "is no URL"},
		{within, "../1.wav", `the part ".."`},
		{within, "calls/./1.wav", `the part "."`},
		{within, "/calls/1.wav", "begins with a slash"},
		{within, "calls/", "ends with a slash"},
		{within, "\xff.wav", "not UTF-8"},
		{within, strings.Repeat("x", 1020), "1025 bytes, want at most 1024"},
		{within, "file:///calls/../../1.wav", `the part ".."`},
		{within, "s3://bucket/1.wav", "unknown scheme s3"}, // without package clouds
	} {
		if name, err := c.inputs.Name(c.line); !errors.Is(err, ErrName) && !errors.Is(err, storage.ErrURL) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: %q, %v, want an error with %q", c.line, name, err, c.want)
		}
	}
}
