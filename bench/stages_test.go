package main

import (
	"fmt"
	"strings"
	"testing"
)

// stageOutput returns what the benchmark prints: two runs of each layer in each
// way through the network; layer i costs i µs in the first run, half a µs more
// in the second.
func stageOutput(names ...string) string {
	var b strings.Builder
	b.WriteString("goos: linux\ncpu: x\n")
	for _, name := range names {
		for i, row := range stageRowsV6 {
			if row.fileOnly && !strings.HasPrefix(name, "file") {
				continue
			}
			for run := range 2 {
				fmt.Fprintf(&b, "BenchmarkLayers/%s/%s-2 \t 1000\t %d ns/window\n", name, row.layer, 1000*i+500*run)
			}
		}
	}
	return b.String() + "PASS\nok  \tx\t1.0s\n"
}

func TestStages(t *testing.T) {
	columns, err := stagesV6.parse(strings.NewReader(stageOutput("one", "batch16", "file16")))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	stagesV6.write(&b, columns)
	table := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{
		"| | one | batch16 | file16 |", "| conv1 | 2.00 | 2.00 | 2.00 |", "| LSTM: the other sums | 7.00 | 7.00 | 7.00 |",
		"| LSTM: W_ih*x ahead of the recurrence | | | 6.00 |", "| all | 39.00 | 39.00 | 45.00 |",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestParseStagesFails(t *testing.T) {
	whole := stageOutput("one", "file16")
	for name, output := range map[string]string{
		"empty":                   "PASS\n",
		"layer missing":           strings.ReplaceAll(whole, "one/conv2", "one/"),
		"layer unknown":           whole + "BenchmarkLayers/file16/pool-2 \t 1000\t 3 ns/window\n",
		"project missing":         strings.ReplaceAll(whole, "file16/project", "file16/"),
		"project without a file":  strings.ReplaceAll(whole, "file16", "one"),
		"value that is no number": strings.Replace(whole, "2000 ns", "x ns", 1),
	} {
		if _, err := stagesV6.parse(strings.NewReader(output)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestStagesOfV4(t *testing.T) {
	var output strings.Builder
	for i, row := range stageRowsV4 {
		fmt.Fprintf(&output, "BenchmarkLayersV4/512/%s-2 \t 1000\t %d ns/window\n", row.layer, 1000*i)
	}
	columns, err := stagesV4.parse(strings.NewReader(output.String()))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	stagesV4.write(&b, columns)
	table := strings.Join(strings.Fields(b.String()), " ")
	for _, want := range []string{"**Stages** of v4", "| | 512 |", "| transform | 1.00 |", "| all | 45.00 |"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
