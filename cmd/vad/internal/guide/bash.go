package guide

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Bash returns a completion script for bash.
func Bash(app *kong.Application) string {
	var b strings.Builder
	var all []string
	for _, n := range verbs(app) {
		all = append(all, n.Name)
	}
	fmt.Fprintf(&b, `# Completion of %[1]s for bash.
_%[1]s() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= word
	COMPREPLY=()
	# bash divides --option=value into three words.
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
		%[2]s) verb=$word; break ;;
		esac
	done
	case $verb in
	'') COMPREPLY=($(compgen -W '%[3]s --help' -- "$cur")); return ;;
`, app.Name, strings.Join(all, "|"), strings.Join(all, " "))
	for _, n := range verbs(app) {
		fmt.Fprintf(&b, "\t%s)\n\t\tcase $prev in\n", n.Name)
		var options []string
		for _, f := range flags(n) {
			options = append(options, names(f)...)
			if !takesValue(f) {
				continue
			}
			words, files := values(f.Value)
			reply := fmt.Sprintf("COMPREPLY=($(compgen -W %s -- \"$cur\")); return", quote(strings.Join(words, " ")))
			switch {
			case files && len(words) > 0:
				// Names of files may have spaces, which filenames quotes.
				reply = fmt.Sprintf("mapfile -t COMPREPLY < <(compgen -W %s -f -- \"$cur\"); compopt -o filenames; return", quote(strings.Join(words, " ")))
			case files:
				reply = "return"
			case len(words) == 0:
				reply = "compopt +o default; return"
			}
			fmt.Fprintf(&b, "\t\t%s) %s ;;\n", strings.Join(names(f), "|"), reply)
		}
		b.WriteString("\t\tesac\n")
		fmt.Fprintf(&b, "\t\tif [[ $cur == -* ]]; then COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return; fi\n", strings.Join(options, " "))
		for _, p := range n.Positional {
			if words, _ := values(p); len(words) > 0 {
				fmt.Fprintf(&b, "\t\tCOMPREPLY=($(compgen -W '%s' -- \"$cur\"))\n", strings.Join(words, " "))
			}
		}
		b.WriteString("\t\t;;\n")
	}
	fmt.Fprintf(&b, "\tesac\n}\ncomplete -o default -F _%[1]s %[1]s\n", app.Name)
	return b.String()
}
