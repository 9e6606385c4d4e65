//go:build !purego

package ops

// setAVX512 stands in for amd64's: there is nothing to set.
func setAVX512(bool) bool { return false }
