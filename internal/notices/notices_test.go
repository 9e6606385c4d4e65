package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// TestNotices checks that NOTICE and LICENSES are what the generator writes.
func TestNotices(t *testing.T) {
	found, err := linked(root, programs, platforms)
	if err != nil {
		t.Fatal(err)
	}
	notice, err := os.ReadFile(filepath.Join(root, "NOTICE"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := replaceList(notice, found)
	if err != nil {
		t.Fatal(err)
	}
	if string(notice) != string(want) {
		t.Errorf("NOTICE does not list what the programs link: run make notices. Want\n%s", list(found))
	}
	licences, err := os.ReadFile(filepath.Join(root, "LICENSES"))
	if err != nil {
		t.Fatal(err)
	}
	if string(licences) != texts(found) {
		t.Error("LICENSES differs from the licences of what the programs link: run make notices")
	}
	for _, m := range found {
		if !strings.Contains(string(licences), m.text) {
			t.Errorf("LICENSES lacks the licence of %s", m.path)
		}
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
