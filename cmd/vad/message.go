package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/gosilero/vad/internal/labels"
)

// complain writes a message to standard error, on one line.
func (t terminal) complain(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	// Errors of the library begin with its name, which is the command's, too.
	message = strings.TrimPrefix(message, "vad: ")
	fmt.Fprintln(t.err, "vad:", labels.Printable(message))
}

// parseMessage returns what the parser has against the arguments of a verb, which is
// empty without one.
func parseMessage(err error, verb string) string {
	// An option that is not given may have an empty value, which is no choice to name.
	message := strings.NewReplacer(`"",`, "", `,""`, "", ` but got "EOL" (<EOL>)`, "").Replace(err.Error())
	argument, unexpected := strings.CutPrefix(message, "unexpected argument ")
	switch {
	case strings.HasPrefix(message, "unknown flag -") && !strings.HasPrefix(message, "unknown flag --"):
		message, _, _ = strings.Cut(message, ", did you mean") // all short options are alike
	case verb == "" && unexpected:
		const hint = ", did you mean"
		name, others, similar := strings.Cut(argument, hint)
		message = name + " is neither a command nor a file"
		if similar {
			message += hint + others
		}
	case verb == "stream" && unexpected:
		message += "; recordings are for vad detect, or for standard input"
	}
	return message
}

// isTerminal reports whether a stream of a command is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// sayWaiting says that the command waits for what, if a person has to type it, since
// that was hardly meant.
func (t terminal) sayWaiting(what string) {
	if isTerminal(t.in) {
		t.complain("waiting for %s on standard input, which is a terminal; Ctrl-C ends it", what)
	}
}

// pathError returns err with the name of the file before it, unless it has one.
func pathError(name string, err error) error {
	if name == "" {
		name = `""`
	}
	if path, ok := err.(*fs.PathError); ok && (path.Path == name || path.Path == "") {
		return fmt.Errorf("%s: %w", name, path.Err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

// count returns a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
