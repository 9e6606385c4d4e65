//go:build unix

package page

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// chromium is a browser that the test drives over the DevTools protocol, on a
// pipe: messages are JSON, each ended by a zero byte.
type chromium struct {
	t       *testing.T
	to      *os.File
	from    *bufio.Reader
	session string // of the page
	last    int    // id of a message
	events  []devToolsMessage
}

type devToolsMessage struct {
	ID        int             `json:"id,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    any             `json:"params,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     json.RawMessage `json:"error,omitempty"`
}

// startChromium starts a browser with an empty page. VAD_REQUIRE_CHROMIUM=1 makes a
// missing one fail.
func startChromium(t *testing.T) *chromium {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("VAD_REQUIRE_CHROMIUM") != "" {
			t.Fatal(err)
		}
		t.Skip("chromium is not installed")
	}
	read, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "vad-chromium-*")
	if err != nil {
		t.Fatal(err)
	}
	process := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--mute-audio", "--hide-scrollbars",
		"--user-data-dir="+folder, "--remote-debugging-pipe", "about:blank")
	process.ExtraFiles = []*os.File{read, write} // 3 and 4
	var log bytes.Buffer
	process.Stderr = &log
	process.WaitDelay = 5 * time.Second
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	read.Close()
	write.Close()
	stuck := time.AfterFunc(4*time.Minute, func() { process.Process.Kill() }) // ends all reads
	t.Cleanup(func() {
		stuck.Stop()
		to.Close() // which ends the browser
		time.AfterFunc(5*time.Second, func() { process.Process.Kill() })
		process.Wait()
		from.Close()
		os.RemoveAll(folder)
		if testing.Verbose() && t.Failed() {
			t.Logf("chromium: %s", log.String())
		}
	})
	c := &chromium{t: t, to: to, from: bufio.NewReader(from)}
	var targets struct {
		TargetInfos []struct{ TargetID, Type string }
	}
	c.call("Target.getTargets", nil, &targets)
	for _, target := range targets.TargetInfos {
		if target.Type == "page" {
			var attached struct{ SessionID string }
			c.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
			c.session = attached.SessionID
		}
	}
	for _, domain := range []string{"Page", "Runtime", "Network", "Log"} {
		c.call(domain+".enable", nil, nil)
	}
	c.call("Emulation.setFocusEmulationEnabled", map[string]any{"enabled": true}, nil)
	return c
}

// call sends a command and waits for its result; events that come before it are
// kept.
func (c *chromium) call(method string, params, result any) {
	c.t.Helper()
	c.last++
	message, err := json.Marshal(devToolsMessage{ID: c.last, SessionID: c.session, Method: method, Params: params})
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.to.Write(append(message, 0)); err != nil {
		c.t.Fatal(err)
	}
	for {
		answer := c.read()
		if answer.ID != c.last {
			c.events = append(c.events, answer)
			continue
		}
		if answer.Error != nil {
			c.t.Fatalf("%s: %s", method, answer.Error)
		}
		if result != nil {
			if err := json.Unmarshal(answer.Result, result); err != nil {
				c.t.Fatal(err)
			}
		}
		return
	}
}

func (c *chromium) read() (m devToolsMessage) {
	c.t.Helper()
	b, err := c.from.ReadBytes(0)
	if err == nil {
		err = json.Unmarshal(b[:len(b)-1], &m)
	}
	if err != nil {
		c.t.Fatalf("chromium: %v", err)
	}
	return m
}

// open shows a file and waits until it is loaded.
func (c *chromium) open(name string) {
	c.t.Helper()
	c.events = nil
	c.call("Page.navigate", map[string]any{"url": "file://" + name}, nil)
	for {
		for _, e := range c.events {
			if e.Method == "Page.loadEventFired" {
				return
			}
		}
		c.events = append(c.events, c.read())
	}
}

// eval evaluates an expression, and awaits a promise, into result.
func (c *chromium) eval(expression string, result any) {
	c.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails json.RawMessage
	}
	c.call("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true}, &answer)
	if answer.ExceptionDetails != nil {
		c.t.Fatalf("%s: %s", expression, answer.ExceptionDetails)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(answer.Result.Value, result); err != nil {
		c.t.Fatalf("%s is %s: %v", expression, answer.Result.Value, err)
	}
}

// waitFor waits until a condition holds.
func (c *chromium) waitFor(condition string) {
	c.t.Helper()
	c.eval(fmt.Sprintf(`new Promise((done) => {
		const poll = () => (%s) ? done(true) : setTimeout(poll, 10);
		poll();
	})`, condition), nil)
}

// click clicks at a point of the page, in CSS pixels.
func (c *chromium) click(x, y float64) { c.drag([2]float64{x, y}) }

// drag presses the button at the first point and releases it at the last.
func (c *chromium) drag(points ...[2]float64) {
	event := func(kind string, p [2]float64) {
		c.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": p[0], "y": p[1], "button": "left", "buttons": 1, "clickCount": 1}, nil)
	}
	event("mousePressed", points[0])
	for _, p := range points[1:] {
		event("mouseMoved", p)
	}
	event("mouseReleased", points[len(points)-1])
}

// press presses a key that types text.
func (c *chromium) press(key string) {
	event := map[string]any{"type": "keyDown", "key": key, "code": key}
	if len(key) == 1 {
		event["text"] = key
	}
	if key == "Tab" {
		event["windowsVirtualKeyCode"] = 9
	}
	if key == "ArrowRight" {
		event["windowsVirtualKeyCode"] = 39
	}
	c.call("Input.dispatchKeyEvent", event, nil)
	event["type"] = "keyUp"
	c.call("Input.dispatchKeyEvent", event, nil)
}

// complaints returns what went wrong on the page, and what it asked of a network.
func (c *chromium) complaints() (list []string) {
	for _, e := range c.events {
		params, err := json.Marshal(e.Params)
		if err != nil {
			c.t.Fatal(err)
		}
		switch e.Method {
		case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled":
			list = append(list, string(params))
		case "Network.requestWillBeSent":
			var sent struct{ Request struct{ URL string } }
			if err := json.Unmarshal(params, &sent); err != nil {
				c.t.Fatal(err)
			}
			if scheme, _, _ := strings.Cut(sent.Request.URL, ":"); scheme != "file" && scheme != "blob" && scheme != "data" {
				list = append(list, "asks for "+sent.Request.URL)
			}
		}
	}
	return list
}
