package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// release is a folder with NOTICE and LICENSES, of programs below it.
type release struct {
	dir      string
	programs []string
}

// files returns what NOTICE and LICENSES have, and what they should have.
func (r *release) files(found []*module) (have, want map[string][]byte, err error) {
	have = make(map[string][]byte)
	notice := filepath.Join(r.dir, "NOTICE")
	if have[notice], err = os.ReadFile(notice); err != nil {
		return nil, nil, err
	}
	licences := filepath.Join(r.dir, "LICENSES")
	if have[licences], err = os.ReadFile(licences); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, nil, err
	}
	replaced, err := replaceList(have[notice], found)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", notice, err)
	}
	return have, map[string][]byte{notice: replaced, licences: []byte(texts(found))}, nil
}

// write writes both.
func (r *release) write(found []*module) error {
	_, want, err := r.files(found)
	if err != nil {
		return err
	}
	for name, data := range want {
		if err := os.WriteFile(name, data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// check returns an error unless both are what write writes.
func (r *release) check(found []*module) error {
	have, want, err := r.files(found)
	if err != nil {
		return err
	}
	for name, data := range want {
		if !bytes.Equal(have[name], data) {
			return fmt.Errorf("%s does not have what the programs link: run make notices. They link\n%s", name, list(found))
		}
	}
	for _, m := range found {
		if !strings.Contains(string(have[filepath.Join(r.dir, "LICENSES")]), m.text) {
			return fmt.Errorf("%s/LICENSES lacks the licence of %s", r.dir, m.path)
		}
	}
	return nil
}
