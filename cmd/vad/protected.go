package main

import (
	"errors"
	"fmt"
	"os"
)

// protectedFiles are files that a command reads, and so may not replace. There may be
// very many of them.
type protectedFiles struct {
	known  map[fileID]struct{}
	others []os.FileInfo // those without an ID
}

// add adds a file by its name; "-" is standard input, if that is a file.
func (p *protectedFiles) add(name string, t terminal) {
	info, err := os.Stat(name)
	if name == "-" {
		err = errors.ErrUnsupported
		if file, ok := t.in.(*os.File); ok {
			info, err = file.Stat()
		}
	}
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	id, ok := identify(info)
	if !ok {
		p.others = append(p.others, info)
		return
	}
	if p.known == nil {
		p.known = map[fileID]struct{}{}
	}
	p.known[id] = struct{}{}
}

// check returns an error if a file, under whatever name, is protected.
func (p *protectedFiles) check(name string) error {
	info, err := os.Stat(name)
	if err != nil || !p.has(info) {
		return nil
	}
	return fmt.Errorf("%s is an input, and would be replaced by the output", name)
}

func (p *protectedFiles) has(info os.FileInfo) bool {
	if id, ok := identify(info); ok {
		_, found := p.known[id]
		return found
	}
	for _, other := range p.others {
		if os.SameFile(info, other) {
			return true
		}
	}
	return false
}
