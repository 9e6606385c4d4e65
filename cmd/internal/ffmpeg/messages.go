package ffmpeg

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// messages condenses what ffmpeg prints to its first line and the number of lines.
// It takes a flood without keeping it.
type messages struct {
	lock  sync.Mutex
	first []byte
	begun bool // the line that is written is not empty
	lines int  // that are not empty
}

// maxMessage is how much of the first line is kept.
const maxMessage = 500

func (m *messages) Write(b []byte) (int, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	for _, c := range b {
		if c == '\n' || c == '\r' {
			m.begun = false
			continue
		}
		if !m.begun {
			m.begun = true
			m.lines++
		}
		if m.lines == 1 && len(m.first) < maxMessage {
			m.first = append(m.first, c)
		}
	}
	return len(b), nil
}

// address is where ffmpeg prints one of its objects to be.
var address = regexp.MustCompile(` @ 0x[0-9a-f]+`)

// String returns the first line, and how many follow, or nothing.
func (m *messages) String() string {
	m.lock.Lock()
	defer m.lock.Unlock()
	line := strings.TrimSpace(address.ReplaceAllString(string(m.first), ""))
	if m.lines > 1 {
		line += fmt.Sprintf(" (and %d more)", m.lines-1)
	}
	return line
}
