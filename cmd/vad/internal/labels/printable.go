package labels

import (
	"fmt"
	"strings"
	"unicode"
)

// Printable returns text for people, such as the name of a file, in which nothing
// moves a terminal's cursor or begins a new line.
func Printable(s string) string {
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
