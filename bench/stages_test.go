package main

import (
	"fmt"
	"strings"
	"testing"
)

// stageOutput returns what the benchmark prints: two runs of each way through,
// stage i of run r costing i + r/10.
func stageOutput(names ...string) string {
	var b strings.Builder
	b.WriteString("goos: linux\ncpu: x\n")
	for _, name := range names {
		for run := range 2 {
			fmt.Fprintf(&b, "BenchmarkStages/%s-2 \t 1000\t 14000 ns/op", name)
			for i, row := range stageRows {
				fmt.Fprintf(&b, "\t %d.%d %s-us/window", i, run, row.metric)
			}
			b.WriteString("\n")
		}
	}
	return b.String() + "PASS\nok  \tx\t1.0s\n"
}

func TestStages(t *testing.T) {
	columns, err := parseStages(strings.NewReader(stageOutput("one", "batch16")))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	writeStages(&b, columns)
	table := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{
		"| | one | batch16 |", "| conv1 | 2.00 | 2.00 |", "| LSTM: gates | 7.00 | 7.00 |", "| all | 36.00 | 36.00 |",
		"| states and windows in, mirrored end | | |",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestParseStagesFails(t *testing.T) {
	whole := stageOutput("one")
	for name, output := range map[string]string{
		"empty":         "PASS\n",
		"stage missing": strings.ReplaceAll(whole, "conv2-us/window", "conv2-MB/s"),
		"stage unknown": strings.ReplaceAll(whole, "ns/op", "pool-us/window"),
		"no number":     strings.ReplaceAll(whole, "2.0 conv1", "x conv1"),
	} {
		if _, err := parseStages(strings.NewReader(output)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
