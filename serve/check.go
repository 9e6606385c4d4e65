package serve

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// ErrConfig says that a field of a Config is out of its range.
var ErrConfig = errors.New("serve: wrong configuration")

// ConfigError says which fields of a Config are out of their range. It wraps ErrConfig.
type ConfigError struct {
	Fields []string // such as Drain, or Limits.Idle
	Reason string   // what they are, and what is wanted
}

// Error implements error.
func (e *ConfigError) Error() string {
	return fmt.Sprintf("%v: %s %s", ErrConfig, strings.Join(e.Fields, " and "), e.Reason)
}

// Unwrap returns ErrConfig.
func (e *ConfigError) Unwrap() error { return ErrConfig }

// configError returns a *ConfigError of one field.
func configError(field, format string, args ...any) error {
	return &ConfigError{[]string{field}, fmt.Sprintf(format, args...)}
}

// Check returns a *ConfigError if a field is out of its range, as New does. It opens no
// file, and leaves Addr to Listen.
func (c *Config) Check() error {
	if err := c.Limits.check(); err != nil {
		return err
	}
	if c.Drain < 0 {
		return configError("Drain", "is %v, want 0 or more", c.Drain)
	}
	if (c.CertFile == "") != (c.KeyFile == "") {
		return &ConfigError{[]string{"CertFile", "KeyFile"}, "belong together"}
	}
	for _, pattern := range c.Origins {
		if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
			return configError("Origins", "has %q, want an origin or a pattern of one", pattern)
		}
	}
	return nil
}
