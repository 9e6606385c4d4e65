package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// module is a module that programs link, with its licence.
type module struct {
	path     string
	dir      string
	programs []string // names
	text     string   // of all files of its licence
	kinds    []string // SPDX identifiers
}

// standard is the name of Go's own packages, which every program links.
const standard = "the Go standard library and runtime"

// linked returns the modules that programs link on any of the platforms, in order
// of their paths, Go's own first, without those of this repository. The programs are
// folders below root.
func linked(root string, programs, platforms []string) ([]*module, error) {
	goroot, err := run(root, nil, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	all := map[string]*module{standard: {path: standard, dir: strings.TrimSpace(goroot)}}
	for _, program := range programs {
		name := path.Base(program)
		all[standard].programs = append(all[standard].programs, name)
		for _, platform := range platforms {
			list, err := run(filepath.Join(root, program), []string{"GOOS=" + platform, "GOARCH=amd64", "CGO_ENABLED=0"},
				"list", "-deps", "-f", "{{with .Module}}{{if and .Version (not .Replace)}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", ".")
			if err != nil {
				return nil, err
			}
			for line := range strings.Lines(list) {
				modulePath, dir, _ := strings.Cut(strings.TrimSpace(line), "\t")
				m := all[modulePath]
				if m == nil {
					m = &module{path: modulePath, dir: dir}
					all[modulePath] = m
				}
				if !slices.Contains(m.programs, name) {
					m.programs = append(m.programs, name)
				}
			}
		}
	}
	var found []*module
	for _, m := range all {
		if m.path == "" {
			continue // of lines for packages without a module
		}
		if err := m.read(); err != nil {
			return nil, fmt.Errorf("%s: %w", m.path, err)
		}
		found = append(found, m)
	}
	slices.SortFunc(found, func(a, b *module) int {
		if a.path == standard || b.path == standard {
			return strings.Compare(b.path, a.path) // "the" sorts after all paths
		}
		return strings.Compare(a.path, b.path)
	})
	return found, nil
}

// run returns what the command go prints in a folder.
func run(dir string, env []string, arguments ...string) (string, error) {
	cmd := exec.Command("go", arguments...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%v: %w: %s", cmd, err, stderr.Bytes())
	}
	return string(out), nil
}

// patterns are the names of files that hold licences, at the top of a module.
var patterns = []string{"LICEN[SC]E*", "COPYING*", "UNLICENSE*", "NOTICE*", "PATENTS*"}

// chosen are the files of modules that have a choice of licences.
var chosen = map[string][]string{
	"github.com/golang/freetype": {"LICENSE", "licenses/ftl.txt"}, // or the GPL
}

// read sets the text and the kinds.
func (m *module) read() error {
	files := chosen[m.path]
	for _, pattern := range patterns {
		if chosen[m.path] != nil {
			break
		}
		names, err := filepath.Glob(filepath.Join(m.dir, pattern))
		if err != nil {
			return err
		}
		for _, name := range names {
			files = append(files, filepath.Base(name))
		}
	}
	if len(files) == 0 {
		return errors.New("no file of its licence")
	}
	for i, name := range files {
		data, err := os.ReadFile(filepath.Join(m.dir, name))
		if err != nil {
			return err
		}
		text := clean(string(data))
		if i > 0 {
			m.text += "\n"
		}
		m.text += text
		kind := kindOf(text)
		if kind == "" && !strings.HasPrefix(name, "NOTICE") {
			return fmt.Errorf("%s is no licence that is known", name)
		}
		if kind != "" && !slices.Contains(m.kinds, kind) {
			m.kinds = append(m.kinds, kind)
		}
	}
	return nil
}

// clean returns a text without spaces and carriage returns at the ends of lines,
// and without empty lines around it.
func clean(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimRight(line, " \t\r\n\f"))
		b.WriteByte('\n')
	}
	return strings.Trim(b.String(), "\n") + "\n"
}
