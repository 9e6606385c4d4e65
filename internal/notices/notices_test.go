package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// TestNotices checks that NOTICE and LICENSES at the root are what the generator
// writes. Those of other modules are checked there.
func TestNotices(t *testing.T) {
	r := release{root, releases[0].programs}
	found, err := linked(r.dir, r.programs, platforms)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.check(found); err != nil {
		t.Error(err)
	}
}

// TestOutOfDate shows that a list or a text that is missing is an error.
func TestOutOfDate(t *testing.T) {
	r := release{dir: t.TempDir()}
	notice := filepath.Join(r.dir, "NOTICE")
	found := []*module{{path: "example.com/m", text: "a licence\n", kinds: []string{"MIT"}}}
	if err := r.check(found); err == nil {
		t.Error("no NOTICE is no error")
	}
	if err := os.WriteFile(notice, []byte("head\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := r.write(found); err == nil {
		t.Error("NOTICE without its mark is no error")
	}
	if err := os.WriteFile(notice, []byte("head\n"+mark+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := r.check(found); err == nil {
		t.Error("an empty list is no error")
	}
	if err := r.write(found); err != nil {
		t.Fatal(err)
	}
	if err := r.check(found); err != nil {
		t.Error(err)
	}
	found[0].text += "changed\n"
	if err := r.check(found); err == nil || !strings.Contains(err.Error(), "LICENSES") {
		t.Errorf("another licence: got %v, want an error that names LICENSES", err)
	}
}

func TestKindOf(t *testing.T) {
	const bsd = "Redistribution and use in source and\nbinary forms, with or without\n"
	for text, want := range map[string]string{
		"MIT License\n\nPermission is hereby granted, free of charge, to any person\nobtaining a copy of": "MIT",
		bsd:                                  "BSD-2-Clause",
		bsd + "* Neither the name of Google": "BSD-3-Clause",
		"  Apache License\n  Version 2.0, January 2004\n ... " + bsd:  "Apache-2.0",
		"GNU GENERAL PUBLIC LICENSE\nVersion 2":                       "",
		"GNU LESSER GENERAL PUBLIC LICENSE, and with it\n" + bsd:      "",
		"All rights reserved. Do not use.":                            "",
		"SIL OPEN FONT LICENSE\n\nVersion 1.1 - 26 February 2007\n":   "OFL-1.1",
		"Additional IP Rights Grant (Patents)\n\n\"This\" means":      "Go's grant of patents",
		"This is free and unencumbered software released\ninto the\n": "",
	} {
		if got := kindOf(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestUnknownLicence shows that a module without a licence, or with one that is not
// allowed, is refused.
func TestUnknownLicence(t *testing.T) {
	dir := t.TempDir()
	m := &module{path: "example.com/m", dir: dir}
	if err := m.read(); err == nil {
		t.Error("no file of a licence is no error")
	}
	if err := os.WriteFile(filepath.Join(dir, "COPYING"), []byte("GNU GENERAL PUBLIC LICENSE\nVersion 3\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := m.read(); err == nil {
		t.Error("the GPL is no error")
	}
}
