package meter

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAbilities(t *testing.T) {
	for _, test := range []struct {
		system, environment     string
		redraw, colour, unicode bool
	}{
		{"linux", "TERM=xterm LANG=de_DE.UTF-8", true, true, true},
		{"linux", "TERM=xterm LANG=en_US.utf8 LC_ALL=C", true, true, false},
		{"linux", "TERM=xterm NO_COLOR=1 LANG=C", true, false, false},
		{"linux", "TERM=dumb LANG=C.UTF-8", false, false, true},
		{"linux", "", false, false, false},
		{"windows", "", true, false, true},
		{"windows", "WT_SESSION=x", true, true, true},
		{"windows", "WT_SESSION=x NO_COLOR=1", true, false, true},
	} {
		getenv := func(name string) string {
			for _, v := range strings.Fields(test.environment) {
				if key, value, _ := strings.Cut(v, "="); key == name {
					return value
				}
			}
			return ""
		}
		redraw, colour, unicode := abilities(test.system, getenv)
		if redraw != test.redraw || colour != test.colour || unicode != test.unicode {
			t.Errorf("%+v: got %v, %v, %v", test, redraw, colour, unicode)
		}
	}
}

func TestLine(t *testing.T) {
	m := &Meter{unicode: true, time: 83.25, channels: []Channel{{Level: -30, Prob: 0.25, Speech: 3.21}}}
	if got, want := m.line(70).text.String(), "1:23.2 ██████████           -30 dB  █████                0.25   3.2 s"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	m.unicode = false
	m.channels = []Channel{{Level: -100, Prob: 1}, {Level: 0, Prob: 0, Speech: 1}}
	if got, want := m.line(76).text.String(), "1:23.2  0 ...... -60 dB  ###### 1.00          1 ###### ..."; !strings.HasPrefix(got, want[:50]) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	// No width breaks it, and colours take no columns.
	escapes := regexp.MustCompile("\x1b\\[[0-9]+m")
	m.colour, m.unicode = true, true
	for width := range 200 {
		l := m.line(width)
		if n := utf8.RuneCountInString(escapes.ReplaceAllString(l.text.String(), "")); n > width || n != l.columns {
			t.Errorf("in %d columns, the line has %d, and says %d", width, n, l.columns)
		}
	}
}

// TestPrint checks that a line of text takes the place of the meter, which is drawn
// below it again, and that nothing is left in the end.
func TestPrint(t *testing.T) {
	var b bytes.Buffer
	m := &Meter{w: &b, redraw: true, width: func() int { return 40 }}
	m.Show(1, []Channel{{Level: -20, Prob: 0.5}})
	if err := m.Print("a line"); err != nil {
		t.Fatal(err)
	}
	m.Show(1.01, []Channel{{Level: -20, Prob: 0.5}}) // too soon to be drawn
	m.Close()
	m.Show(2, []Channel{{}})
	if rows := screen(b.String()); len(rows) != 2 || rows[0] != "a line" || rows[1] != "" {
		t.Errorf("the screen shows %q", rows)
	}
	if n := strings.Count(b.String(), "0:01.0"); n != 2 {
		t.Errorf("the meter is drawn %d times, want 2: %q", n, b.String())
	}
}

// TestDumb checks that a terminal which cannot redraw gets lines alone.
func TestDumb(t *testing.T) {
	var b bytes.Buffer
	m := &Meter{w: &b, width: func() int { return 40 }}
	m.Show(1, []Channel{{}})
	m.Print("a line")
	m.Close()
	if b.String() != "a line\n" {
		t.Errorf("got %q", b.String())
	}
}

// screen returns the rows that text leaves on a screen, without spaces at their ends.
func screen(text string) (rows []string) {
	for _, row := range strings.Split(text, "\n") {
		var cells []rune
		at := 0
		for _, c := range row {
			if c == '\r' {
				at = 0
				continue
			}
			if at == len(cells) {
				cells = append(cells, ' ')
			}
			cells[at] = c
			at++
		}
		rows = append(rows, strings.TrimRight(string(cells), " "))
	}
	return rows
}

func TestClock(t *testing.T) {
	for s, want := range map[float64]string{0: "0:00.0", 61.49: "1:01.4", 3600: "1:00:00.0", 36065.3: "10:01:05.3"} {
		if got := clock(s); got != want {
			t.Errorf("%v s is %s, want %s", s, got, want)
		}
	}
}
