//go:build unix

package main

import (
	"os"
	"syscall"
)

// fileID identifies a file, under whatever name.
type fileID struct{ device, inode uint64 }

// identify returns the file that info describes.
func identify(info os.FileInfo) (fileID, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fileID{}, false
	}
	return fileID{uint64(stat.Dev), uint64(stat.Ino)}, true //nolint:unconvert // the types differ between systems
}
