package vad

import "testing"

// TestQueueTakesTurns: a stream with many windows waiting takes turns with one
// of the other rate.
func TestQueueTakesTurns(t *testing.T) {
	m := newModel(t)
	q := newQueue(m)
	busy, other := newStream(t, m, 16000), newStream(t, m, 8000)
	for range 3 {
		q.add(busy, &request{})
	}
	var order []int
	for n := 0; ; n++ {
		if n == 1 {
			q.add(other, &request{})
		}
		turn := q.nextTurn(16)
		if turn == nil {
			break
		}
		order = append(order, turn.engine.SampleRate)
		if n == 0 {
			q.add(other, &request{})
		}
		q.finish(turn)
	}
	want := []int{16000, 8000, 16000, 8000, 16000}
	if len(order) != len(want) {
		t.Fatalf("turns %v, want %v", order, want)
	}
	for i := range want {
		if order[i] != want[i] {
			t.Fatalf("turns %v, want %v", order, want)
		}
	}
}
