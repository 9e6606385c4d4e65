package main

import (
	"context"
	"fmt"
	"io"
	"time"
)

// holds reports whether all streams had their events, none later than a limit.
func (r *result) holds(limit time.Duration) bool {
	return r.wrong == 0 && r.failed == 0 && quantile(r.late, 1) <= limit
}

// held measures a server that did not hold the limit with fewer streams, until it
// does. It returns nil if it never does.
func held(ctx context.Context, c serverCommand, o options, parts []part) (*result, error) {
	for o.streams -= o.step; o.step > 0 && o.streams > o.hostile; o.streams -= o.step {
		r, err := measure(ctx, c, o, parts)
		if err != nil {
			return nil, fmt.Errorf("%s, %d streams: %w", c.name, o.streams, err)
		}
		if r.holds(o.limit) {
			r.name = fmt.Sprintf("%s, %d streams", c.name, len(r.streams))
			return r, nil
		}
	}
	return nil, nil
}

// printHeld prints how many streams of vad serve had no event later than the limit: all,
// or those of most, which is nil if there are none.
func printHeld(w io.Writer, o options, all, most *result) {
	limit := fmt.Sprintf("%g ms", o.limit.Seconds()*1000)
	switch {
	case all.holds(o.limit):
		fmt.Fprintf(w, "\nNo event is later than %s.\n", limit)
	case most != nil:
		fmt.Fprintf(w, "\nOf %d streams, no event is later than %s: they are the most of those tried, in steps of %d.\n", len(most.streams), limit, o.step)
	case o.step > 0:
		fmt.Fprintf(w, "\nAn event is later than %s with each number of streams, in steps of %d.\n", limit, o.step)
	}
}
