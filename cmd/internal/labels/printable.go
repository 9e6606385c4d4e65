package labels

import (
	"fmt"
	"strings"
	"unicode"
)

// Printable escapes control characters in text for people, such as a file name, so
// that it neither moves a terminal's cursor nor begins a new line.
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
