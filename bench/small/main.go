// Command small prints what the static server of examples/server takes: bytes on disk
// and in memory, with the weights and all decoders inside. It needs Linux.
//
//	make small
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"

	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: small SERVER RECORDING")
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

// run prints the region.
func run(server, recording string) (err error) {
	info, err := os.Stat(server)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(recording)
	if err != nil {
		return err
	}
	addr, err := freeAddress()
	if err != nil {
		return err
	}
	cmd := exec.Command(server, "-addr", addr)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		killed := cmd.Process.Kill()
		_, waited := cmd.Process.Wait()
		err = errors.Join(err, killed, waited)
	}()
	if err := waitFor(addr); err != nil {
		return err
	}
	idle, err := resident(cmd.Process.Pid)
	if err != nil {
		return err
	}
	for range 20 {
		if err := post(addr, data); err != nil {
			return err
		}
	}
	used, err := resident(cmd.Process.Pid)
	if err != nil {
		return err
	}
	docs.Print(os.Stdout, "make small: server", func(w io.Writer) {
		t := markdown.NewTable(w, "the server", "MB")
		t.Row("file", megabytes(info.Size()))
		t.Row("resident, started", megabytes(idle))
		t.Row("resident, after 20 recordings of 18.9 s", megabytes(used))
		t.Flush()
	})
	return nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1e6) }

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// waitFor waits until the server listens.
func waitFor(addr string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		connection, err := net.Dial("tcp", addr)
		if err == nil {
			return connection.Close()
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func post(addr string, data []byte) error {
	response, err := http.Post("http://"+addr, "audio/wav", bytes.NewReader(data))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("got %s", response.Status)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

var rss = regexp.MustCompile(`(?m)^VmRSS:\s*(\d+) kB`)

// resident returns the bytes of a process that are in memory.
func resident(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	m := rss.FindSubmatch(status)
	if m == nil {
		return 0, fmt.Errorf("no VmRSS of process %d", pid)
	}
	kb, err := strconv.ParseInt(string(m[1]), 10, 64)
	return kb << 10, err
}
