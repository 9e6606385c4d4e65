package guide

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Fish returns a completion script for fish.
func Fish(app *kong.Application) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Completion of %s for fish.\n", app.Name)
	for _, n := range verbs(app) {
		fmt.Fprintf(&b, "complete -c %s -n __fish_use_subcommand -f -a %s -d %s\n", app.Name, n.Name, fishQuote(n.Help))
	}
	for _, n := range verbs(app) {
		for _, f := range flags(n) {
			fishOption(&b, app.Name, n.Name, f)
		}
		for _, p := range n.Positional {
			if words, _ := values(p); len(words) > 0 {
				fmt.Fprintf(&b, "complete -c %s -n '__fish_seen_subcommand_from %s' -f -a %s\n",
					app.Name, n.Name, fishQuote(strings.Join(words, " ")))
			}
		}
	}
	return b.String()
}

// fishOption writes an option of a verb, and its negation.
func fishOption(b *strings.Builder, app, verb string, f *kong.Flag) {
	for _, name := range names(f) {
		if !strings.HasPrefix(name, "--") {
			continue
		}
		fmt.Fprintf(b, "complete -c %s -n '__fish_seen_subcommand_from %s' -l %s", app, verb, name[2:])
		if f.Short != 0 {
			fmt.Fprintf(b, " -s %c", f.Short)
		}
		if takesValue(f) {
			words, files := values(f.Value)
			b.WriteString(" -r")
			if !files {
				b.WriteString(" -f")
			}
			if len(words) > 0 {
				fmt.Fprintf(b, " -a %s", fishQuote(strings.Join(words, " ")))
			}
		}
		fmt.Fprintf(b, " -d %s\n", fishQuote(f.Help))
	}
}

// fishQuote returns s as one word of fish, whose single quotes know escapes.
func fishQuote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}
