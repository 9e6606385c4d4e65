package wholefile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// hiddenName returns a name for a file under construction. It is short, whatever the
// file's own is, and shows what may be removed after a crash.
func hiddenName(folder string) string {
	return filepath.Join(folder, fmt.Sprintf(".vad-%08x.tmp", rand.Uint32()))
}

// named creates a file with a hidden name.
func named(folder string) (file *os.File, hidden string, err error) {
	err = unused(folder, func(name string) (e error) {
		hidden = name
		file, e = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		return e
	})
	return file, hidden, err
}

// unused calls create with hidden names until one is not taken.
func unused(folder string, create func(name string) error) error {
	for {
		if err := create(hiddenName(folder)); !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
}

// grace is how long a write may go on after the interruption, so that a reader that
// is there gets what is finished.
const grace = time.Second

// interrupt ends writing to a pipe soon.
func interrupt(file *os.File) {
	_ = file.SetWriteDeadline(time.Now().Add(grace)) // an error means that writes do not block
}
