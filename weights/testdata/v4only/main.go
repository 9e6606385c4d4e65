// Command v4only mentions one release, so that a test can look for the bytes
// of the others in its binary.
package main

import (
	"fmt"

	"github.com/gosilero/vad/weights"
)

func main() { fmt.Println(weights.V4().Release()) }
