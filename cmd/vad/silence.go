package main

import (
	"fmt"
	"time"

	vad "github.com/gosilero/vad"
)

// silenceFlags are the options for what the network remembers.
type silenceFlags struct {
	ResetSilence *time.Duration `placeholder:"TIME" help:"Make the network forget two thirds in this much silence, such as 4s: long noise makes it deaf (never; vad stream: 4s)."`
}

// resetSilence returns the option, or byDefault without one.
func (f *silenceFlags) resetSilence(byDefault time.Duration) (time.Duration, error) {
	if f.ResetSilence == nil {
		return byDefault, nil
	}
	if d := *f.ResetSilence; d < 0 {
		return 0, usage("--reset-silence is %v, want 0 or more", d)
	}
	return *f.ResetSilence, nil
}

// apply returns the model with the option.
func (f *silenceFlags) apply(m *vad.Model) (*vad.Model, error) {
	d, err := f.resetSilence(0)
	return m.WithResetSilence(d), err
}

// driftWarning returns a warning about a recording that drove the network's memory
// out of its range, none if it did not.
func (r *recording) driftWarning() string {
	seconds := r.DriftedSeconds()
	if seconds == 0 {
		return ""
	}
	channel := ""
	if r.Channel != nil {
		channel = fmt.Sprintf("channel %d: ", *r.Channel)
	}
	return fmt.Sprintf("%snoise or music kept the network out of its range for %.0f s, so that it may have missed speech; try --reset-silence 4s", channel, seconds)
}
