package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// table writes a Markdown table whose columns line up.
type table struct{ w *tabwriter.Writer }

func newTable(w io.Writer, columns ...string) table {
	t := table{tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)}
	t.row(columns...)
	rules := make([]string, len(columns))
	for i := range rules {
		rules[i] = "---"
	}
	t.row(rules...)
	return t
}

func (t table) row(cells ...string) {
	fmt.Fprintln(t.w, "| "+strings.Join(cells, "\t| ")+"\t|")
}

// rows writes all rows, and flushes.
func (t table) rows(rows [][]string) {
	for _, row := range rows {
		t.row(row...)
	}
	t.flush()
}

func (t table) flush() { t.w.Flush() }
