// Command update puts what a command printed into the documents that hold it:
//
//	make bench | go run ./internal/docs/update README.md docs/*.md
//
// It replaces each region of the documents that standard input has by the new
// one. With -as, standard input as a whole is the one region of a command that
// knows nothing of regions, in a block of code:
//
//	make speed | go run ./internal/docs/update -as 'make speed' README.md docs/*.md
//
// If one of a command's regions is missing, in its output or in all of the
// documents, no document is written.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gosilero/vad/internal/docs"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "update:", err)
		os.Exit(1)
	}
}

func run(args []string, input io.Reader, log io.Writer) error {
	flags := flag.NewFlagSet("update", flag.ContinueOnError)
	flags.SetOutput(log)
	source := flags.String("as", "", "the command whose output standard input is, where it prints no regions")
	if err := flags.Parse(args); err != nil {
		return err
	}
	output, err := io.ReadAll(input)
	if err != nil {
		return err
	}
	regions, err := parse(string(output), *source)
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	documents := map[string]string{}
	for _, name := range flags.Args() {
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
	for name, document := range updated {
		if document == documents[name] {
			continue
		}
		if err := os.WriteFile(name, []byte(document), 0o644); err != nil {
			return err
		}
		fmt.Fprintln(log, "updated", name)
	}
	return nil
}

// parse returns the regions of a command's output: those with marks, or all of
// it as one.
func parse(output, source string) ([]docs.Region, error) {
	output = strings.TrimSpace(output)
	switch {
	case source == "":
		return docs.Parse(output + "\n")
	case output == "":
		return nil, errors.New("nothing was printed")
	}
	return []docs.Region{{Source: source, Text: "\n```\n" + output + "\n```\n\n"}}, nil
}
