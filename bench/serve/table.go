package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
)

// printResults prints the tables with the marks by which documents hold them. most is
// vad serve with the most streams that it holds, nil if those are all or none.
func printResults(o options, loaded []*result, most *result, compared []*result) {
	docs.Print(os.Stdout, "make load: streams", func(w io.Writer) {
		fmt.Fprintf(w, "%d streams of %v, and %d clients that misbehave, on %s:\n\n", o.streams-o.hostile, o.duration, o.hostile, machine())
		columns := loaded
		if most != nil {
			columns = append([]*result{loaded[0], most}, loaded[1:]...)
		}
		printStreams(w, columns)
		if o.vad != "" {
			printHeld(w, o, loaded[0], most)
		}
	})
	docs.Print(os.Stdout, "make load: hostile", func(w io.Writer) { printHostile(w, loaded) })
	if len(compared) > 0 {
		docs.Print(os.Stdout, "make load: compared", func(w io.Writer) {
			fmt.Fprintf(w, "%d streams of %v:\n\n", o.compared, o.duration)
			printStreams(w, compared)
		})
	}
}

// row is a row of a table whose columns are servers.
type row struct {
	title string
	cell  func(r *result) string
}

func printRows(w io.Writer, results []*result, rows []row) {
	columns := []string{""}
	for _, r := range results {
		columns = append(columns, r.name)
	}
	t := markdown.NewTable(w, columns...)
	for _, row := range rows {
		cells := []string{row.title}
		for _, r := range results {
			cells = append(cells, row.cell(r))
		}
		t.Row(cells...)
	}
	t.Flush()
}

func printStreams(w io.Writer, results []*result) {
	var rows []row
	add := func(title string, cell func(r *result) string) { rows = append(rows, row{title, cell}) }
	add("events", func(r *result) string { return fmt.Sprint(r.events) })
	add("missing or wrong", func(r *result) string { return fmt.Sprint(r.wrong) })
	add("streams broken off", func(r *result) string { return fmt.Sprint(r.failed) })
	for _, q := range []struct {
		name  string
		share float64
	}{{"median", 0.5}, {"99 %", 0.99}, {"99.9 %", 0.999}, {"at most", 1}} {
		add("late, "+q.name, func(r *result) string { return milliseconds(quantile(r.late, q.share)) })
	}
	add("processors busy, server", func(r *result) string { return r.processors(r.serverTime) })
	add("processors busy, client", func(r *result) string { return r.processors(r.clientTime) })
	add("processors busy, other programs", func(r *result) string { return r.processors(r.otherTime) })
	add("resident memory, no streams", func(r *result) string { return megabytes(r.before) })
	add("resident memory, at most", func(r *result) string { return megabytes(r.peak) })
	add("client behind real time, 99 %", func(r *result) string { return milliseconds(quantile(r.behind, 0.99)) })
	add("client behind real time, at most", func(r *result) string { return milliseconds(quantile(r.behind, 1)) })
	printRows(w, results, rows)
}

func printHostile(w io.Writer, results []*result) {
	var rows []row
	for i := range hostileKinds {
		kind := &hostileKinds[i]
		rows = append(rows, row{"a client that " + kind.name, func(r *result) string {
			clients, connections, ended := 0, int64(0), int64(0)
			for _, h := range r.hostile {
				if h.kind == kind {
					clients++
					connections += h.connections.Load()
					ended += h.ended.Load()
				}
			}
			return fmt.Sprintf("%d: %d connections, %d ended by the server", clients, connections, ended)
		}})
	}
	printRows(w, results, rows)
}

// processors returns how many processors were busy for a time.
func (r *result) processors(busy time.Duration) string {
	return fmt.Sprintf("%.2f", busy.Seconds()/r.took.Seconds())
}

// quantile returns the least of sorted durations that a share of them does not exceed.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, int(share*float64(len(sorted))+0.999999)-1)]
}

func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }

func megabytes(n int64) string { return fmt.Sprintf("%.0f MB", float64(n)/1e6) }
