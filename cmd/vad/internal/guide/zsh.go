package guide

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Zsh returns a completion script for zsh.
func Zsh(app *kong.Application) string {
	var b strings.Builder
	fmt.Fprintf(&b, "#compdef %[1]s\n# Completion of %[1]s for zsh.\n_%[1]s() {\n\tlocal -a verbs=(\n", app.Name)
	for _, n := range verbs(app) {
		fmt.Fprintf(&b, "\t\t%s\n", quote(n.Name+":"+n.Help))
	}
	b.WriteString("\t)\n\tif (( CURRENT == 2 )); then\n\t\t_describe verb verbs\n\t\treturn\n\tfi\n" +
		"\tlocal verb=$words[2]\n\tshift words\n\t(( CURRENT-- ))\n\tcase $verb in\n")
	for _, n := range verbs(app) {
		fmt.Fprintf(&b, "\t%s)\n\t\t_arguments", n.Name)
		for _, f := range flags(n) {
			for _, name := range names(f) {
				fmt.Fprintf(&b, " \\\n\t\t\t%s", quote(zshOption(name, f)))
			}
		}
		for _, p := range n.Positional {
			words, files := values(p)
			fmt.Fprintf(&b, " \\\n\t\t\t%s", quote("*:"+p.Name+":"+zshValues(words, files)))
		}
		b.WriteString("\n\t\t;;\n")
	}
	fmt.Fprintf(&b, "\tesac\n}\nif [[ $funcstack[1] == _%[1]s ]]; then _%[1]s \"$@\"; else compdef _%[1]s %[1]s; fi\n", app.Name)
	return b.String()
}

// zshOption returns an option as _arguments takes it.
func zshOption(name string, f *kong.Flag) string {
	help := strings.NewReplacer("[", `\[`, "]", `\]`).Replace(f.Help)
	if !takesValue(f) {
		return fmt.Sprintf("%s[%s]", name, help)
	}
	if strings.HasPrefix(name, "--") {
		name += "=" // the value follows it, or is the next word
	}
	words, files := values(f.Value)
	return fmt.Sprintf("%s[%s]:%s:%s", name, help, strings.ToLower(f.FormatPlaceHolder()), zshValues(words, files))
}

func zshValues(words []string, files bool) string {
	switch {
	case files && len(words) > 0:
		return fmt.Sprintf(`{_alternative "words\:value\:(%s)" "files\:file\:_files"}`, strings.Join(words, " "))
	case files:
		return "_files"
	case len(words) > 0:
		return "(" + strings.Join(words, " ") + ")"
	}
	return " "
}
