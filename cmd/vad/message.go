package main

import (
	"fmt"
	"strings"

	"github.com/gosilero/vad/cmd/vad/internal/labels"
)

// complain writes a message to standard error, on one line.
func (t terminal) complain(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	// An error of the library has its name, which is the command's, too.
	message = strings.TrimPrefix(message, "vad: ")
	fmt.Fprintln(t.err, "vad:", labels.Printable(message))
}
