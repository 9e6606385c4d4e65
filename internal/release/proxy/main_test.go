package main

import (
	"testing"

	"golang.org/x/mod/modfile"
)

func TestInstallable(t *testing.T) {
	for text, ok := range map[string]bool{
		"module m\ngo 1.25.0\nrequire a.b/c v1.0.0\n":   true,
		"module m\nreplace a.b/c => ../c\n":             false,
		"module m\nexclude a.b/c v1.0.0\n":              false,
		"module m\nretract v0.1.0 // of another commit": true,
	} {
		file, err := modfile.Parse("go.mod", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := installable(file); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
