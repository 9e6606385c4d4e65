package labels

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Printable escapes what a text for people, such as a file name, may not do to a
// terminal: control characters, which move its cursor or begin a new line, and those
// that change the direction of writing, with which a name can look like another.
func Printable(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case unicode.IsControl(c):
			fmt.Fprintf(&b, `\x%02x`, c)
		case unicode.Is(unicode.Bidi_Control, c) || unicode.In(c, unicode.Zl, unicode.Zp):
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// PrintableWriter writes lines of text to a terminal, each as Printable returns it.
// Tabs stay.
type PrintableWriter struct{ W io.Writer }

func (w PrintableWriter) Write(b []byte) (int, error) {
	var safe strings.Builder
	for line := range strings.Lines(string(b)) {
		content, newline := strings.CutSuffix(line, "\n")
		for i, field := range strings.Split(content, "\t") {
			if i > 0 {
				safe.WriteByte('\t')
			}
			safe.WriteString(Printable(field))
		}
		if newline {
			safe.WriteByte('\n')
		}
	}
	if _, err := io.WriteString(w.W, safe.String()); err != nil {
		return 0, err
	}
	return len(b), nil
}
