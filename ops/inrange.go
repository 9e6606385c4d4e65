package ops

// Limit is the size that a sample must stay below. Its squares and their sums
// are far from the largest float32, so that no finite input makes the network
// infinite; integer samples of 32 bits without scaling stay within it.
const Limit = 1 << 32

// InRange reports whether all values of x are smaller than Limit in size, and
// so neither NaN nor infinite.
func InRange(x []float32) bool { return inRange(x) }
