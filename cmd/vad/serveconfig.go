package main

import (
	"errors"
	"strings"

	"github.com/gosilero/vad/serve"
)

// serverConfig returns what the options set of a server's configuration.
func (c *serveCmd) serverConfig() serve.Config {
	config := serve.DefaultConfig()
	config.Addr, config.TokenFile, config.Insecure = c.Addr, c.Tokens, c.Insecure
	config.CertFile, config.KeyFile, config.Origins = c.Cert, c.Key, c.Origin
	config.Drain, config.Limits = c.Drain, c.limits()
	return config
}

// serveOptions are the options that set the fields of a serve.Config, where those are
// checked.
var serveOptions = map[string]string{
	"TokenFile":                "--tokens",
	"CertFile":                 "--cert",
	"KeyFile":                  "--key",
	"Origins":                  "--origin",
	"Drain":                    "--drain",
	"Limits.Streams":           "--streams",
	"Limits.StreamsPerClient":  "--client-limit",
	"Limits.MessageBytes":      "--message-bytes",
	"Limits.BytesPerSecond":    "--byte-rate",
	"Limits.Idle":              "--idle",
	"Limits.Duration":          "--max-duration",
	"Limits.Write":             "--slow-reader",
	"Limits.Channels":          "--max-channels",
	"Limits.Recordings":        "--recordings",
	"Limits.RecordingWorkers":  "--recording-workers",
	"Limits.RecordingBytes":    "--recording-bytes",
	"Limits.RecordingDuration": "--recording-duration",
}

// configError returns an error of package serve; if it is one of the configuration, as
// an error in the command line, which names options in place of fields.
func configError(err error) error {
	var wrong *serve.ConfigError
	if !errors.As(err, &wrong) {
		return err
	}
	var names []string
	for _, field := range wrong.Fields {
		names = append(names, serveOptions[field])
	}
	return usage("%s %s", strings.Join(names, " and "), wrong.Reason)
}
