package guide

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Man returns a manual page of section 1, in roff with the man macros.
// exitStatus is pairs of a status and its meaning.
func Man(app *kong.Application, exitStatus [][2]string) string {
	var b strings.Builder
	summary, description, _ := strings.Cut(app.Help, "\n\n")
	fmt.Fprintf(&b, ".TH %s 1\n.SH NAME\n%s \\- %s\n", strings.ToUpper(app.Name), app.Name, roff(phrase(summary)))
	b.WriteString(".SH SYNOPSIS\n")
	for i, n := range verbs(app) {
		if i > 0 {
			b.WriteString(".br\n")
		}
		fmt.Fprintf(&b, ".B %s %s\n%s\n", app.Name, n.Name, roff(synopsis(n)))
	}
	fmt.Fprintf(&b, ".SH DESCRIPTION\n%s\n.SH COMMANDS\n", roff(description))
	for _, n := range verbs(app) {
		fmt.Fprintf(&b, ".SS %s %s\n%s\n", app.Name, n.Name, roff(n.Help))
		manText(&b, n.Detail)
		for _, f := range flags(n) {
			if f.Name == "help" {
				continue
			}
			fmt.Fprintf(&b, ".TP\n%s\n%s\n", manOption(f), roff(f.Help))
		}
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, s := range exitStatus {
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", s[0], roff(s[1]))
	}
	return b.String()
}

// phrase returns a sentence as it follows a name: whatis prints it there.
func phrase(sentence string) string {
	return strings.ToLower(sentence[:1]) + strings.TrimSuffix(sentence[1:], ".")
}

// synopsis returns what follows a verb.
func synopsis(n *kong.Node) string {
	words := []string{"[option ...]"}
	for _, p := range n.Positional {
		words = append(words, p.Summary())
	}
	return strings.Join(words, " ")
}

// manOption returns an option as it is typed.
func manOption(f *kong.Flag) string {
	var list []string
	for _, name := range names(f) {
		list = append(list, `\fB`+roff(name)+`\fR`)
	}
	s := strings.Join(list, ", ")
	if takesValue(f) {
		s += `=\fI` + roff(f.FormatPlaceHolder()) + `\fR`
	}
	return s
}

// manText writes paragraphs, and indented lines as they are.
func manText(b *strings.Builder, text string) {
	verbatim := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		indented := strings.HasPrefix(line, "  ")
		if indented != verbatim && line != "" {
			if verbatim = indented; verbatim {
				b.WriteString(".nf\n")
			} else {
				b.WriteString(".fi\n")
			}
		}
		if line == "" && !verbatim {
			b.WriteString(".PP\n")
			continue
		}
		b.WriteString(roff(line) + "\n")
	}
	if verbatim {
		b.WriteString(".fi\n")
	}
}

// roff escapes text: a backslash, a hyphen that is typed, and the characters
// that make a line a request.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}
