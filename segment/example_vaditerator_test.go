package segment_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/gosilero/vad/segment"
)

// The reference's VADIterator says where speech starts and ends.
func ExampleVADIterator() {
	c := segment.DefaultVADIteratorConfig()
	c.MinSilence = 200 * time.Millisecond
	it, err := segment.NewVADIterator(16000, c)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range slices.Concat(windows(0.1, 5), windows(0.9, 20), windows(0.1, 10)) {
		boundary, ok, err := it.Push(p)
		if err != nil {
			fmt.Println(err)
			return
		}
		switch {
		case !ok:
		case boundary.End:
			fmt.Println("speech ends at", boundary.Sample)
		default:
			fmt.Println("speech starts at", boundary.Sample)
		}
	}
	// Output:
	// speech starts at 2080
	// speech ends at 13280
}
