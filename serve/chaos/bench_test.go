package chaos

import (
	"fmt"
	"testing"
)

// BenchmarkPut puts records of a stream with 16 events, in a bucket with three
// replicas in files.
func BenchmarkPut(b *testing.B) {
	s := openStore(b, startCluster(b), nil)
	record := make([]byte, 8<<10)
	put := func(b *testing.B, id string, revision uint64) uint64 {
		revision, err := s.Put(b.Context(), id, record, revision)
		if err != nil {
			b.Error(err)
		}
		return revision
	}
	b.Run("one stream", func(b *testing.B) {
		id := fmt.Sprintf("one-%d", b.N)
		revision := uint64(0)
		for range b.N {
			revision = put(b, id, revision)
		}
	})
	b.Run("64 streams", func(b *testing.B) {
		work := make(chan int)
		done := make(chan struct{})
		for i := range 64 {
			go func() {
				revision := uint64(0)
				for range work {
					revision = put(b, fmt.Sprintf("many-%d-%d", b.N, i), revision)
				}
				done <- struct{}{}
			}()
		}
		for i := range b.N {
			work <- i
		}
		close(work)
		for range 64 {
			<-done
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "puts/s")
	})
}
