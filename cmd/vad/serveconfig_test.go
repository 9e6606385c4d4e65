package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/gosilero/vad/serve"
)

// TestServeOptions: whatever limit is out of its range, the error names an option that
// vad serve has. The queue of a stream has none.
func TestServeOptions(t *testing.T) {
	help, _, _ := vadRun("serve", "--help")
	for _, option := range serveOptions {
		if !strings.Contains(help, option+"=") {
			t.Errorf("vad serve has no option %s", option)
		}
	}
	limits := reflect.TypeFor[serve.Limits]()
	for i := range limits.NumField() {
		name := limits.Field(i).Name
		if name == "Queue" {
			continue
		}
		c := serve.DefaultConfig()
		reflect.ValueOf(&c.Limits).Elem().Field(i).SetInt(-1)
		want := serveOptions["Limits."+name] + " is -1"
		if err := configError(c.Check()); err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasPrefix(want, "--") {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}
