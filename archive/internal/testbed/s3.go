// Package testbed has what the tests of an archive stand on: a server of S3 that fails,
// and recordings of different lengths.
package testbed

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// S3 is a server of S3 in this process, which counts its requests and can fail.
type S3 struct {
	Backend *s3mem.Backend

	server *httptest.Server

	lock     sync.Mutex
	fault    func(request int) Fault
	requests int
	failed   int
	puts     map[string][][]byte // bodies that were stored, by bucket and key
}

// NewS3 starts a server with buckets, and sets the credentials of this process and its
// children.
func NewS3(t testing.TB, buckets ...string) *S3 {
	t.Helper()
	s := &S3{Backend: s3mem.New(), fault: Always(None), puts: map[string][][]byte{}}
	fake := gofakes3.New(s.Backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	s.server = httptest.NewUnstartedServer(s.failing(fake))
	s.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.server.Start()
	t.Cleanup(s.server.Close)
	for _, b := range buckets {
		if err := s.Backend.CreateBucket(b); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true"} {
		t.Setenv(name, value)
	}
	return s
}

// URL returns the URL of a bucket and a path in it.
func (s *S3) URL(path string) string {
	query := url.Values{"region": {"us-east-1"}, "endpoint": {s.server.URL}, "use_path_style": {"true"}}
	return "s3://" + path + "?" + query.Encode()
}

// Put stores an object.
func (s *S3) Put(t testing.TB, bucket, key string, content []byte) {
	t.Helper()
	if _, err := s.Backend.PutObject(bucket, key, map[string]string{}, bytes.NewReader(content), int64(len(content)), nil); err != nil {
		t.Fatal(err)
	}
}

// Objects returns the objects of a bucket by their keys.
func (s *S3) Objects(t testing.TB, bucket string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	list, err := s.Backend.ListBucket(bucket, &gofakes3.Prefix{}, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range list.Contents {
		object, err := s.Backend.GetObject(bucket, item.Key, nil)
		if err != nil {
			t.Fatal(err)
		}
		if all[item.Key], err = io.ReadAll(object.Contents); err != nil {
			t.Fatal(err)
		}
		object.Contents.Close()
	}
	return all
}

// Fault is what happens to a request.
type Fault int

const (
	None    Fault = iota
	Error         // status 503
	Broken        // a transfer ends in its middle; for other requests, Error
	Stalled       // a transfer stands still in its middle; for other requests, Error
)

// Every makes every nth request fail, in turns with an error and in the middle.
func Every(n int) func(request int) Fault {
	return func(request int) Fault {
		switch {
		case request%n != 0:
			return None
		case request/n%2 == 0:
			return Broken
		}
		return Error
	}
}

// Always makes all requests fail.
func Always(f Fault) func(int) Fault { return func(int) Fault { return f } }

// Fail sets what happens to requests, which are counted from 1, from now on.
func (s *S3) Fail(fault func(request int) Fault) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.fault = fault
}

// Requests returns how many requests there were, and how many of them failed.
func (s *S3) Requests() (all, failed int) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.requests, s.failed
}

// Puts returns the bodies that were stored by requests, by bucket and key: /bucket/key.
func (s *S3) Puts() map[string][][]byte {
	s.lock.Lock()
	defer s.lock.Unlock()
	all := map[string][][]byte{}
	for key, bodies := range s.puts {
		all[key] = bodies
	}
	return all
}

// failing passes on requests, and fails some.
func (s *S3) failing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.lock.Lock()
		s.requests++
		fault := s.fault(s.requests)
		if fault > Error && r.Method != http.MethodGet {
			fault = Error
		}
		if fault != None {
			s.failed++
		}
		s.lock.Unlock()
		switch {
		case fault == Broken, fault == Stalled:
			b := &breaking{ResponseWriter: w}
			if fault == Stalled {
				b.stall = r.Context().Done()
			}
			next.ServeHTTP(b, r)
			return
		case fault == Error:
			http.Error(w, "<Error><Code>SlowDown</Code><Message>again, please</Message></Error>", http.StatusServiceUnavailable)
			return
		case r.Method == http.MethodPut:
			s.lock.Lock()
			key, _, _ := strings.Cut(r.URL.Path, "?")
			s.puts[key] = append(s.puts[key], body)
			s.lock.Unlock()
		}
		next.ServeHTTP(w, r)
	})
}

// breaking breaks the connection in the middle of a body, unless that is an error's.
type breaking struct {
	http.ResponseWriter
	status int
	stall  <-chan struct{} // what to wait for before; may be nil
}

func (b *breaking) WriteHeader(status int) {
	b.status = status
	b.ResponseWriter.WriteHeader(status)
}

func (b *breaking) Write(p []byte) (int, error) {
	if b.status >= 300 {
		return b.ResponseWriter.Write(p)
	}
	if n, err := b.ResponseWriter.Write(p[:(len(p)+1)/2]); err != nil {
		return n, err
	}
	if f, ok := b.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
	if b.stall != nil {
		<-b.stall
	}
	panic(http.ErrAbortHandler)
}

// Clip returns a recording: a WAV file of 16 kHz with the given samples of a clip of
// speech, which is itself one.
func Clip(wav []byte, from, samples int) []byte {
	const header = 44
	data := wav[header:]
	from = 2 * (from % (len(data)/2 - samples))
	head := bytes.Clone(wav[:header])
	put := func(at int, v uint32) {
		for i := range 4 {
			head[at+i] = byte(v >> (8 * i))
		}
	}
	put(4, uint32(header-8+2*samples))
	put(40, uint32(2*samples))
	return append(head, data[from:from+2*samples]...)
}

// Speech returns a WAV file of 16 kHz with a header of 44 bytes.
func Speech(t testing.TB, path string) []byte {
	t.Helper()
	wav, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(wav) < 44 || string(wav[36:40]) != "data" || wav[34] != 16 || wav[22] != 1 {
		t.Fatal(fmt.Errorf("%s is not a WAV file of 16 bits with one channel", path))
	}
	return wav
}
