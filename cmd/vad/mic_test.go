//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// pulseServer is a PulseAudio server of the test's own, whose only microphone
// hears what is written to a pipe.
type pulseServer struct {
	pipe *os.File
	kill func() // at once
}

// startPulse starts a server, and makes it the one that openMicrophone finds.
// Debian has it in the package pulseaudio; VAD_REQUIRE_PULSE=1 makes a missing
// one fail.
func startPulse(t *testing.T) *pulseServer {
	t.Helper()
	program, err := exec.LookPath("pulseaudio")
	if err != nil {
		if os.Getenv("VAD_REQUIRE_PULSE") != "" {
			t.Fatal(err)
		}
		t.Skip("pulseaudio is not installed")
	}
	folder := t.TempDir()
	fifo, socket := filepath.Join(folder, "microphone"), filepath.Join(folder, "server")
	t.Setenv("PULSE_SERVER", "unix:"+socket)
	t.Setenv("PULSE_COOKIE", filepath.Join(folder, "cookie"))
	process := exec.Command(program, "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
		"--load=module-pipe-source file="+fifo+" format=s16le rate=16000 channels=1",
		"--load=module-native-protocol-unix auth-anonymous=1 socket="+socket)
	process.Env = append(os.Environ(), "HOME="+folder, "XDG_RUNTIME_DIR="+folder, "PULSE_RUNTIME_PATH="+folder)
	var log bytes.Buffer
	process.Stderr = &log
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	s := &pulseServer{kill: sync.OnceFunc(func() {
		process.Process.Kill()
		process.Wait()
	})}
	t.Cleanup(s.kill)
	for wait := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if connection, err := net.Dial("unix", socket); err == nil {
			connection.Close()
			break
		}
		if time.Now().After(wait) {
			s.kill()
			t.Fatalf("no server: %s", log.String())
		}
	}
	if s.pipe, err = os.OpenFile(fifo, os.O_WRONLY, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.pipe.Close() })
	return s
}

// TestMicrophone checks that every sample of a microphone that is named arrives, that
// the end of the server is an error, and a wrong name another.
func TestMicrophone(t *testing.T) {
	server := startPulse(t)
	if _, err := openMicrophone("telephone"); err == nil || !strings.Contains(err.Error(), "want one of fifo_input") {
		t.Errorf("a wrong name: %v", err)
	}
	m, err := openMicrophone("fifo_input")
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	want := samplesOf(t, speech)[:2*16000]
	go server.pipe.Write(rawS16(want))
	got := make([]float32, len(want))
	if err := binary.Read(m, binary.LittleEndian, got); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("sample %d is %v, want %v", i, got[i], want[i])
		}
	}
	server.kill()
	if _, err := io.Copy(io.Discard, m); !errors.Is(err, errMicrophoneLost) {
		t.Errorf("server killed: %v, want %v", err, errMicrophoneLost)
	}
}

// TestMicrophoneStream listens until the first segment is final. Events
// before the end of the server stand.
func TestMicrophoneStream(t *testing.T) {
	server := startPulse(t)
	results, out := io.Pipe()
	var stderr bytes.Buffer
	status := make(chan int, 1)
	go func() {
		status <- run(context.Background(), []string{"stream", "--mic", "--final"}, terminal{strings.NewReader(""), out, &stderr})
		out.Close()
	}()
	go func() {
		// What comes before the command listens is lost, so it is said again.
		raw := rawS16(samplesOf(t, speech))
		for {
			if _, err := server.pipe.Write(raw); err != nil {
				return
			}
		}
	}()
	lines := json.NewDecoder(results)
	var first streamEvent
	if err := lines.Decode(&first); err != nil || first.Event != "segment_final" || first.EndSample <= first.StartSample {
		t.Fatalf("got %+v, %v", first, err)
	}
	go server.kill()
	for lines.Decode(new(streamEvent)) == nil { // what was under way
	}
	if got := <-status; got != statusFailed || !strings.Contains(stderr.String(), errMicrophoneLost.Error()) {
		t.Errorf("server killed: status %d, %q", got, stderr.String())
	}
}
