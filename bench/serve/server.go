package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// serverCommand is a program that serves /v1/stream: it prints its address, and ends
// at an interrupt.
type serverCommand struct {
	name, program string
	arguments     []string
}

// server is a process of one.
type server struct {
	command *exec.Cmd
	host    string // and port
	log     string // the file that has its standard error
}

// start starts the server and waits for its address.
func (c *serverCommand) start(ctx context.Context) (*server, error) {
	log, err := os.CreateTemp("", "vad-load-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	s := &server{command: exec.CommandContext(ctx, c.program, c.arguments...), log: log.Name()}
	s.command.Stderr = log
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.command.Process.Kill()
		return nil, fmt.Errorf("%w; %s has its log", err, s.log)
	}
	_, s.host, _ = strings.Cut(strings.TrimSpace(line), "//")
	s.host = strings.TrimSuffix(s.host, "/")
	return s, nil
}

// stop ends the server as its host would: by a signal. It is an error if that fails.
func (s *server) stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	kill := time.AfterFunc(time.Minute, func() { s.command.Process.Kill() })
	defer kill.Stop()
	if err := s.command.Wait(); err != nil {
		return fmt.Errorf("after the streams: %w; %s has its log", err, s.log)
	}
	return os.Remove(s.log)
}

func (s *server) pid() int { return s.command.Process.Pid }
