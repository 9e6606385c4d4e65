// Command ort serves /v1/stream as vad serve does, as far as the load needs it, and
// runs ONNX Runtime: with a session for each stream, or a few that streams share.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/gosilero/vad/bench/internal/ort"
)

func main() {
	sessions := flag.Int("sessions", 0, "a session for each stream, of this many at most; 0 is one for each processor, which streams share")
	flag.Parse()
	if err := run(*sessions); err != nil {
		fmt.Fprintln(os.Stderr, "serve-ort:", err)
		os.Exit(1)
	}
}

func run(n int) error {
	library, err := ort.Library()
	if err != nil {
		return err
	}
	model, err := ort.Model()
	if err != nil {
		return err
	}
	if err := ort.Start(library); err != nil {
		return err
	}
	sessions := pool{shared: n == 0}
	if sessions.shared {
		n = runtime.GOMAXPROCS(0)
	}
	sessions.free = make(chan *ort.Session, n)
	for range n {
		s, err := ort.NewSession(model, rate, 1)
		if err != nil {
			return err
		}
		sessions.free <- s
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", listener.Addr())
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/stream", sessions.serve)
	server := &http.Server{Handler: mux}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
