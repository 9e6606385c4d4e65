package serve

import (
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookAgain is how often files are looked at for changes, at most.
const lookAgain = time.Second

// files are files that are read again when they change.
type files struct {
	paths []string
	load  func() error // on error, what was loaded before stays
	log   *slog.Logger

	mu     sync.Mutex
	looked time.Time
	loaded string // the files' stamps
	failed string // the stamps with which load failed
}

// open reads the files for the first time.
func (f *files) open() error {
	f.looked = time.Now()
	stamps, err := f.stamps()
	if err != nil {
		return err
	}
	f.loaded = stamps
	return f.load()
}

// refresh reads the files again if they have changed.
func (f *files) refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.looked) < lookAgain {
		return
	}
	f.looked = time.Now()
	stamps, err := f.stamps()
	if err == nil && stamps == f.loaded {
		return
	}
	if err == nil {
		err = f.load()
	}
	switch {
	case err == nil:
		f.loaded, f.failed = stamps, ""
		f.log.Info("read again", "files", f.paths)
	case f.failed == "" || f.failed != stamps: // once for each change
		f.failed = stamps
		f.log.Error("not read again", "files", f.paths, "error", err.Error())
	}
}

// stamps returns what changes with the files.
func (f *files) stamps() (string, error) {
	list := ""
	for _, path := range f.paths {
		info, err := os.Stat(path)
		if err != nil {
			return "missing", err
		}
		list += fmt.Sprintln(info.Size(), info.ModTime().UnixNano())
	}
	return list, nil
}
