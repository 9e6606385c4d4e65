package main

import (
	"io"

	"github.com/alecthomas/kong"

	"github.com/gosilero/vad/cmd/vad/internal/guide"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash, zsh, fish" help:"One of ${enum}."`
}

func (completionCmd) Help() string {
	return `Examples:

  source <(vad completion bash)
  vad completion zsh > "${fpath[1]}/_vad"
  vad completion fish > ~/.config/fish/completions/vad.fish`
}

func (c *completionCmd) Run(k *kong.Context, t terminal) error {
	write := map[string]func(*kong.Application) string{
		"bash": guide.Bash, "zsh": guide.Zsh, "fish": guide.Fish,
	}[c.Shell]
	_, err := io.WriteString(t.out, write(k.Model))
	return err
}

type manCmd struct{}

func (manCmd) Help() string {
	return `Examples:

  vad man | man -l -
  vad man > /usr/local/share/man/man1/vad.1`
}

func (manCmd) Run(k *kong.Context, t terminal) error {
	_, err := io.WriteString(t.out, guide.Man(k.Model, [][2]string{
		{"0", "Success."},
		{"1", "Something could not be read, computed or written, or a recording has no speech with --fail-if-silent; standard error says what."},
		{"2", "The command line is wrong."},
		{"130", "Interrupted. The output of finished recordings is complete."},
	}))
	return err
}
