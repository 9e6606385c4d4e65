package markdown

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	var b strings.Builder
	table := NewTable(&b, "", "µs")
	table.Row("one window", "13.0")
	table.Row("file", "")
	table.Flush()
	want := "|            | µs   |\n| ---        | ---  |\n| one window | 13.0 |\n| file       |      |\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
