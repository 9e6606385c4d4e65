// Command update puts what a command printed into the documents that hold it:
//
//	make bench | go run ./internal/docs/update README.md docs/*.md
//
// It replaces each region that standard input has by the new one. If one of the
// command's regions is missing, in its output or in all of the documents, no
// document is written.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/gosilero/vad/internal/docs"
)

func main() {
	if err := run(os.Stdin, os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "update:", err)
		os.Exit(1)
	}
}

func run(input io.Reader, names []string, log io.Writer) error {
	output, err := io.ReadAll(input)
	if err != nil {
		return err
	}
	regions, err := docs.Parse(string(output))
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	documents := make(map[string]string, len(names))
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		documents[name] = string(data)
	}
	updated, err := docs.Update(documents, regions)
	if err != nil {
		return err
	}
	for _, name := range names {
		if updated[name] == documents[name] {
			continue
		}
		if err := os.WriteFile(name, []byte(updated[name]), 0o644); err != nil {
			return err
		}
		fmt.Fprintln(log, "updated", name)
	}
	return nil
}
