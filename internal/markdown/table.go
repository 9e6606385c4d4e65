// Package markdown writes tables in Markdown.
package markdown

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Table writes a Markdown table with aligned columns.
type Table struct{ w *tabwriter.Writer }

// NewTable returns a table with the given column titles, which it writes to w.
func NewTable(w io.Writer, columns ...string) Table {
	t := Table{tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)}
	t.Row(columns...)
	rules := make([]string, len(columns))
	for i := range rules {
		rules[i] = "---"
	}
	t.Row(rules...)
	return t
}

// Row writes a row.
func (t Table) Row(cells ...string) {
	fmt.Fprintln(t.w, "| "+strings.Join(cells, "\t| ")+"\t|")
}

// Flush completes the table: columns are as wide as their widest cell, so nothing
// is written before.
func (t Table) Flush() { t.w.Flush() }
