// Package meter shows on a terminal what is heard: the level, the probability of
// speech, and speech as it comes, on one line that is drawn again and again, and
// lines of text above it.
package meter

import (
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/term"
)

// Channel is what the meter shows of a channel.
type Channel struct {
	Level  float64 // dB; 0 is full scale
	Prob   float64
	Speech float64 // s that the open speech lasts; 0 if there is none
}

// Meter draws on a terminal. It is safe for use by several goroutines.
type Meter struct {
	w       io.Writer
	width   func() int
	colour  bool
	unicode bool
	redraw  bool // whether a line can be drawn again

	lock     sync.Mutex
	drawn    int // columns of the line
	drawnAt  time.Time
	later    *time.Timer // will draw; nil if nothing waits to be drawn
	time     float64     // s
	channels []Channel
}

// New returns a meter on a file, nil if that is no terminal. The environment says
// what the terminal can show: TERM=dumb has no line that is drawn again, NO_COLOR no
// colours, and a locale without UTF-8 no blocks.
func New(file *os.File) *Meter {
	if file == nil || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	redraw, colour, unicode := abilities(runtime.GOOS, os.Getenv)
	return &Meter{w: file, redraw: redraw, colour: colour, unicode: unicode, width: func() int {
		const usual = 80
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			return width
		}
		return usual
	}}
}

// abilities returns what the environment says of the terminal.
func abilities(system string, getenv func(string) string) (redraw, colour, unicode bool) {
	name := getenv("TERM")
	if system == "windows" {
		// Its terminals draw blocks; the old console has no colours by itself.
		return true, getenv("NO_COLOR") == "" && (name != "" || getenv("WT_SESSION") != ""), true
	}
	redraw = name != "" && name != "dumb"
	for _, variable := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := getenv(variable); locale != "" {
			upper := strings.ToUpper(locale)
			unicode = strings.Contains(upper, "UTF-8") || strings.Contains(upper, "UTF8")
			break
		}
	}
	return redraw, redraw && getenv("NO_COLOR") == "", unicode
}

// Print writes a line above the meter.
func (m *Meter) Print(line string) error {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.clear()
	_, err := fmt.Fprintln(m.w, line)
	m.draw()
	return err
}

// Pause removes the meter, so that something else can be printed, until resume is
// called.
func (m *Meter) Pause() (resume func()) {
	m.lock.Lock()
	m.clear()
	return func() {
		m.draw()
		m.lock.Unlock()
	}
}

// refresh is how often the line is drawn at most: as often as an eye follows.
const refresh = 50 * time.Millisecond

// Show shows the channels at a time of the stream, in seconds, at once or a little
// later.
func (m *Meter) Show(seconds float64, channels []Channel) {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.time, m.channels = seconds, append(m.channels[:0], channels...)
	if m.later != nil {
		return
	}
	wait := max(0, refresh-time.Since(m.drawnAt))
	if wait == 0 {
		m.draw()
		return
	}
	m.later = time.AfterFunc(wait, func() {
		m.lock.Lock()
		defer m.lock.Unlock()
		m.later = nil
		m.draw()
	})
}

// Close removes the meter for good.
func (m *Meter) Close() {
	m.lock.Lock()
	defer m.lock.Unlock()
	m.clear()
	m.redraw = false
}

// clear removes the line. Spaces do so on every terminal.
func (m *Meter) clear() {
	if m.drawn > 0 {
		fmt.Fprintf(m.w, "\r%s\r", strings.Repeat(" ", m.drawn))
		m.drawn = 0
	}
}

// draw draws the line over the one before.
func (m *Meter) draw() {
	if !m.redraw || len(m.channels) == 0 {
		return
	}
	m.drawnAt = time.Now()
	l := m.line(m.width() - 1) // the last column would wrap
	rest := strings.Repeat(" ", max(0, m.drawn-l.columns))
	fmt.Fprintf(m.w, "\r%s%s", l.text.String(), rest)
	m.drawn = max(m.drawn, l.columns) // what a narrower line leaves is blank
}

// line is text with colours, up to a number of columns.
type line struct {
	text    strings.Builder
	columns int
	most    int
	colour  bool
}

// Colours, as terminals number them.
const (
	plain  = ""
	green  = "32"
	yellow = "33"
	red    = "31"
	cyan   = "36"
	dim    = "2"
)

// add appends text in a colour, cut to the columns that are left.
func (l *line) add(colour, text string) {
	for n := utf8.RuneCountInString(text); n > l.most-l.columns; n-- {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	l.columns += utf8.RuneCountInString(text)
	if l.colour && colour != plain && text != "" {
		text = "\x1b[" + colour + "m" + text + "\x1b[0m"
	}
	l.text.WriteString(text)
}

// Level bars reach from quietest to 0 dB, and warn from loud on.
const (
	quietest = -60
	loud     = -6
)

// line returns what is shown, in a number of columns.
func (m *Meter) line(columns int) *line {
	l := &line{most: max(0, columns), colour: m.colour}
	l.add(dim, clock(m.time))
	// What a channel has besides its two bars takes 22 columns.
	bar := min(max((columns-8)/len(m.channels)-22, 0)/2, 20)
	for i, c := range m.channels {
		if len(m.channels) > 1 {
			l.add(dim, fmt.Sprintf("  %d", i))
		}
		level := green
		if c.Level > loud {
			level = red
		}
		l.add(plain, " ")
		l.add(level, m.bar((c.Level-quietest)/-quietest, bar))
		l.add(plain, fmt.Sprintf(" %3.0f dB  ", max(c.Level, quietest)))
		prob := cyan
		if c.Speech > 0 {
			prob = yellow
		}
		l.add(prob, m.bar(c.Prob, bar))
		l.add(plain, fmt.Sprintf(" %.2f ", c.Prob))
		if c.Speech > 0 {
			l.add(yellow, fmt.Sprintf("%5.1f s", c.Speech))
		} else {
			l.add(plain, "       ")
		}
	}
	return l
}

// bar returns a bar of a share of the given columns.
func (m *Meter) bar(share float64, columns int) string {
	share = max(0, min(1, share))
	if !m.unicode {
		n := int(math.Round(share * float64(columns)))
		return strings.Repeat("#", n) + strings.Repeat(".", columns-n)
	}
	eighths := int(math.Round(share * float64(8*columns)))
	bar := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		bar += string([]rune(" ▏▎▍▌▋▊▉")[rest])
	}
	return bar + strings.Repeat(" ", columns-utf8.RuneCountInString(bar))
}

// clock returns a time as minutes, seconds and tenths, with hours where there are
// some.
func clock(seconds float64) string {
	tenths := int64(seconds * 10)
	if tenths < 36000 {
		return fmt.Sprintf("%d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
	}
	return fmt.Sprintf("%d:%02d:%02d.%d", tenths/36000, tenths/600%60, tenths/10%60, tenths%10)
}
