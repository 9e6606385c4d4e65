package main

import (
	"fmt"
	"strings"
	"unicode"
)

// printable returns text, such as the name of a file, in which nothing moves a
// terminal's cursor or begins a new line.
func printable(s string) string {
	var b strings.Builder
	for _, c := range s {
		if unicode.IsControl(c) {
			fmt.Fprintf(&b, `\x%02x`, c)
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// complain writes a message to standard error, on one line.
func (t terminal) complain(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	// An error of the library has its name, which is the command's, too.
	message = strings.TrimPrefix(message, "vad: ")
	fmt.Fprintln(t.err, "vad:", printable(message))
}
