//go:build !linux

package wholefile

import "os"

// temporary creates a file with a hidden name.
func temporary(folder string) (file *os.File, hidden string, err error) { return named(folder) }

// link is not called: all files have names.
func link(*os.File, string) (hidden string, err error) { panic("wholefile: a file without a name") }
